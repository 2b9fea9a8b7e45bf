import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** The domain name system and new sightings in, what became of the endpoints out. */
app.timer('watchTakedowns', {
  schedule: '45 */5 * * * *',
  handler: async (_timer, invocation) => {
    const { runWatchTakedowns } = await import('../shared/platform/run-watch-takedowns')
    await runWatchTakedowns(...(await invoked(invocation)))
  },
})
