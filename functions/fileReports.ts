import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** The agenda in, mails out. */
app.timer('fileReports', {
  schedule: '0 * * * * *',
  handler: async (_timer, invocation) => {
    const { runFileReports } = await import('../shared/platform/run-file-reports')
    await runFileReports(...(await invoked(invocation)))
  },
})
