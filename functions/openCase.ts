import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** Queue `alerts` in, cases out. A throw returns the message to the queue. */
app.storageQueue('openCase', {
  connection: 'AzureWebJobsStorage',
  queueName: 'alerts',
  handler: async (message, invocation) => {
    const { runOpenCase } = await import('../shared/platform/run-open-case')
    const [context, log] = await invoked(invocation)
    await runOpenCase(context, message, log, invocation.triggerMetadata)
  },
})
