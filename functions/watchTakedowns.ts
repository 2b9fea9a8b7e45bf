import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runWatchTakedowns } from '../shared/platform/run-watch-takedowns'

/** The domain name system and new sightings in, what became of the endpoints out. */
app.timer('watchTakedowns', {
  schedule: '45 */5 * * * *',
  handler: (_timer, context) => runWatchTakedowns(appContext(), hostLog(context)),
})
