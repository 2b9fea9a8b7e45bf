import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runReceiveAlerts } from '../shared/platform/run-receive-alerts'

/** `POST /api/alerts`: alerts in, queue `alerts` out. */
app.http('receiveAlerts', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'alerts',
  handler: (request, context) => runReceiveAlerts(appContext(), request, hostLog(context)),
})
