import { app } from '@azure/functions'
import { appContext } from '../shared/platform/app-context'
import { hostLog } from '../shared/platform/host-log'
import { runTellPeople } from '../shared/platform/run-tell-people'

/** Questions and troubles in; a message to a webhook, and a mail once a day or week out. */
app.timer('tellPeople', {
  schedule: '55 */5 * * * *',
  handler: (_timer, context) => runTellPeople(appContext(), hostLog(context)),
})
