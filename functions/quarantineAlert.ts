import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runQuarantineAlert } from '../shared/platform/run-quarantine-alert'

/** What openCase failed at five times: back to its queue, later, or into the quarantine. */
app.storageQueue('quarantineAlert', {
  connection: 'AzureWebJobsStorage',
  queueName: 'alerts-poison',
  handler: (message, context) =>
    runQuarantineAlert(appContext(), message, hostLog(context), context.triggerMetadata),
})
