import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runOpenCase } from '../shared/platform/run-open-case'

/** Queue `alerts` in, cases out. A throw returns the message to the queue. */
app.storageQueue('openCase', {
  connection: 'AzureWebJobsStorage',
  queueName: 'alerts',
  handler: (message, context) =>
    runOpenCase(appContext(), message, hostLog(context), context.triggerMetadata),
})
