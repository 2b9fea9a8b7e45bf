import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** Feeds in, one packed snapshot out. */
app.timer('refreshOwnership', {
  schedule: '0 17 */6 * * *',
  handler: async (_timer, invocation) => {
    const { runRefreshOwnership } = await import('../shared/platform/run-refresh-ownership')
    await runRefreshOwnership(...(await invoked(invocation)))
  },
})
