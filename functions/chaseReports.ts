import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** The clock, the sightings and people's answers in, statuses out. */
app.timer('chaseReports', {
  schedule: '15 */5 * * * *',
  handler: async (_timer, invocation) => {
    const { runChaseReports } = await import('../shared/platform/run-chase-reports')
    await runChaseReports(...(await invoked(invocation)))
  },
})
