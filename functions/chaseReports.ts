import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runChaseReports } from '../shared/platform/run-chase-reports'

/** The clock, the sightings and people's answers in, statuses out. */
app.timer('chaseReports', {
  schedule: '15 */5 * * * *',
  handler: (_timer, context) => runChaseReports(appContext(), hostLog(context)),
})
