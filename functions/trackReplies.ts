import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** The reply mailbox in, statuses out. */
app.timer('trackReplies', {
  schedule: '30 */5 * * * *',
  handler: async (_timer, invocation) => {
    const { runTrackReplies } = await import('../shared/platform/run-track-replies')
    await runTrackReplies(...(await invoked(invocation)))
  },
})
