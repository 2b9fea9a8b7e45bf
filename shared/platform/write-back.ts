import { graphAlert } from '../alerts/graph-client'
import { graphComments } from '../alerts/graph-comments'
import type { GraphRefusal } from '../alerts/graph-request'
import { newestAlertsBehind } from '../cases/alerts-behind'
import type { Report } from '../reports/report'
import type { ReportStore } from '../reports/report-store'
import { tellAlerts } from '../reports/tell-alerts'
import type { AppContext } from './app-context'
import type { Log } from '../telemetry/log'

const timeoutInMs = 30_000
/** Alerts of one report that are told: the newest. */
const mostAlerts = 20
/** Graph takes 150 a minute of an app, and the collecting needs some of them. */
const mostRequests = 90

/** Writes under the alerts behind a report; undefined where settings do not want it. Made anew for every run. */
export function writeBack(app: AppContext, store: ReportStore, log: Log) {
  if (!app.settings.need('enrichment').enrichment.writeBack) return undefined
  const { graph } = app.settings.need('graph')
  const access = { endpoint: graph.endpoint, credential: app.credential(graph.tenantId), timeoutInMs }
  let requests = 0
  let isOver = false
  return (report: Report): Promise<Report> =>
    tellAlerts(
      {
        store,
        listNewestAlerts: ({ caseKey, id }) => newestAlertsBehind(app.storage(), caseKey, id, mostAlerts),
        getAlert: graphAlert(access),
        addComment: graphComments(access),
        takeRequest: () => !isOver && ++requests <= mostRequests,
        now: app.now,
        onMissed: ({ cause, detail }) => {
          isOver = true
          log('alerts not told', { cause, detail, remedy: remedyFor(cause) })
        },
      },
      report,
    )
}

const remedyFor = (cause: GraphRefusal): string =>
  cause === 'forbidden'
    ? 'Give the identity the application permission SecurityAlert.ReadWrite.All in Microsoft Graph, with admin consent, or set WRITE_BACK to false.'
    : 'Nothing to do, unless it lasts: it is tried again within the hour.'
