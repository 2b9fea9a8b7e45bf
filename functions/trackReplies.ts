import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runTrackReplies } from '../shared/platform/run-track-replies'

/** The reply mailbox in, statuses out. */
app.timer('trackReplies', {
  schedule: '30 */5 * * * *',
  handler: (_timer, context) => runTrackReplies(appContext(), hostLog(context)),
})
