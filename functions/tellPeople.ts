import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** Questions and troubles in; a message to a webhook, and a mail once a day or week out. */
app.timer('tellPeople', {
  schedule: '55 */5 * * * *',
  handler: async (_timer, invocation) => {
    const { runTellPeople } = await import('../shared/platform/run-tell-people')
    await runTellPeople(...(await invoked(invocation)))
  },
})
