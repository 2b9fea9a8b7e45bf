import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** Once a day, in the small hours: what is older than it is to be kept goes. */
app.timer('purgeExpired', {
  schedule: '0 37 2 * * *',
  handler: async (_timer, invocation) => {
    const { runPurgeExpired } = await import('../shared/platform/run-purge-expired')
    await runPurgeExpired(...(await invoked(invocation)))
  },
})
