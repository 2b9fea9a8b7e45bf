import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runRefreshOwnership } from '../shared/platform/run-refresh-ownership'

/** Feeds in, one packed snapshot out. */
app.timer('refreshOwnership', {
  schedule: '0 17 */6 * * *',
  handler: (_timer, context) => runRefreshOwnership(appContext(), hostLog(context)),
})
