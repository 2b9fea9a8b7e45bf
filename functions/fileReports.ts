import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runFileReports } from '../shared/platform/run-file-reports'

/** The agenda in, mails out. */
app.timer('fileReports', {
  schedule: '0 * * * * *',
  handler: (_timer, context) => runFileReports(appContext(), hostLog(context)),
})
