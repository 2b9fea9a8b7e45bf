import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runCheckSender } from '../shared/platform/run-check-sender'

/** Logins, mailbox and plus-addresses in, a row in Checkpoints out: once a day, or when the row asks for it. */
app.timer('checkSender', {
  schedule: '45 */5 * * * *',
  handler: async ({ isPastDue }, context) => {
    await runCheckSender(appContext(), hostLog(context), { isPastDue })
  },
})
