import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** Logins, mailbox and plus-addresses in, a row in Checkpoints out: once a day, or when the row asks for it. */
app.timer('checkSender', {
  schedule: '45 */5 * * * *',
  handler: async ({ isPastDue }, invocation) => {
    const { runCheckSender } = await import('../shared/platform/run-check-sender')
    const [context, log] = await invoked(invocation)
    await runCheckSender(context, log, { isPastDue })
  },
})
