import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** What openCase failed at five times: back to its queue, later, or into the quarantine. */
app.storageQueue('quarantineAlert', {
  connection: 'AzureWebJobsStorage',
  queueName: 'alerts-poison',
  handler: async (message, invocation) => {
    const { runQuarantineAlert } = await import('../shared/platform/run-quarantine-alert')
    const [context, log] = await invoked(invocation)
    await runQuarantineAlert(context, message, log, invocation.triggerMetadata)
  },
})
