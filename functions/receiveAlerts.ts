import { app } from '@azure/functions'
import { invoked } from '../shared/platform/invoked'

/** `POST /api/alerts`: alerts in, queue `alerts` out. */
app.http('receiveAlerts', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'alerts',
  handler: async (request, invocation) => {
    const { runReceiveAlerts } = await import('../shared/platform/run-receive-alerts')
    const [context, log] = await invoked(invocation)
    return runReceiveAlerts(context, request, log)
  },
})
