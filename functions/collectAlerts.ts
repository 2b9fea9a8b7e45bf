import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** Graph in, queue `alerts` out. */
app.timer('collectAlerts', {
  schedule: '0 */5 * * * *',
  handler: async (_timer, invocation) => {
    const { runCollectAlerts } = await import('../shared/platform/run-collect-alerts')
    await runCollectAlerts(...(await invoked(invocation)))
  },
})
