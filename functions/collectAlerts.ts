import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runCollectAlerts } from '../shared/platform/run-collect-alerts'

/** Graph in, queue `alerts` out. */
app.timer('collectAlerts', {
  schedule: '0 */5 * * * *',
  handler: (_timer, context) => runCollectAlerts(appContext(), hostLog(context)),
})
