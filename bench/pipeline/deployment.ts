import { packMessage } from '../../shared/alerts/message'
import { type AppContext, createContext } from '../../shared/platform/app-context'
import { runOpenCase } from '../../shared/platform/run-open-case'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { readSettings } from '../../shared/settings/settings'
import { parseReportId } from '../../shared/model/report-id'
import { applyCause } from '../../shared/reports/apply-cause'
import { reportStore } from '../../shared/reports/report-store'
import { azureStorage, type Storage } from '../../shared/storage/storage'
import { causes, waits } from '../../tests/helpers/reports'
import { idleSettings } from '../cold-start/idle-settings'
import { between, type Requests } from '../stored/requests'

/** @property most table operations of one alert */
export type Kind = { readonly name: string; readonly most: number }
const kind = (name: string, most: number): Kind => ({ name, most })

const noHit = kind('nothing of Microsoft’s', 0)
const newCase = kind('new case', 8)
const seen = kind('seen before', 1)
const known = kind('known endpoint', 4)
const reopened = kind('new report of a known endpoint', 9)
/** In the order in which one endpoint goes through them. */
export const kinds: readonly Kind[] = [noHit, newCase, seen, known, reopened]

/** @property sum of all alerts of the round */
export type Cost = { readonly seconds: number; readonly mostTables: number; readonly sum: Requests }
export type Deployment = { readonly play: (kind: Kind, alerts: number) => Promise<Cost> }

const dayInMs = 24 * 3_600_000
const slotInMs = 3_000
const key = Buffer.alloc(32, 'key of the measurement')

/** The app as its functions build it, over this storage; one round is a hundred endpoints of their own. */
export async function openDeployment(
  connectionString: string,
  requests: () => Requests,
  now: Date,
): Promise<Deployment> {
  const storage = azureStorage({ connectionString })
  await storage.blobs('keys').put('envelope', key, 'application/octet-stream')
  const state = { now, round: 0, activeAt: now }
  const settings = readSettings({ ...idleSettings(connectionString), REPORTING_MODE: 'auto' })
  const app = createContext(settings, { storage: () => storage, now: () => state.now })
  await runRefreshOwnership(app, () => undefined)
  return {
    play: async (which, alerts) => {
      if (which === noHit) state.round += 1
      if (which === reopened) {
        await closeAll(storage, state.round)
        state.now = new Date(state.now.getTime() + 3 * dayInMs)
      }
      // An alert that comes again tells the same.
      if (which === noHit || which === reopened) state.activeAt = new Date(state.now.getTime() - 60_000)
      const messages = Array.from({ length: alerts }, (_, n) =>
        message(which, state.round, n, state.activeAt),
      )
      const before = requests()
      const began = performance.now()
      let mostTables = 0
      for (const one of messages) {
        // While the clock stands, all ids begin alike, and the rest of one may come twice.
        state.now = new Date(state.now.getTime() + slotInMs)
        mostTables = Math.max(mostTables, (await open(app, one, requests)).tables)
      }
      const seconds = (performance.now() - began) / 1000
      return { seconds, mostTables, sum: between(before, requests()) }
    },
  }
}

async function open(app: AppContext, message: object, requests: () => Requests): Promise<Requests> {
  const before = requests()
  await runOpenCase(app, message, (event, fields) => {
    if (event === 'alert quarantined') throw new Error(JSON.stringify(fields))
  })
  return between(before, requests())
}

const hostOf = (round: number, n: number): string => `round-${round}-${n}.contoso-app.azurewebsites.net`

/** As collectAlerts puts it on the queue. A case takes its first, then the same, then another, then a later one. */
function message(which: Kind, round: number, n: number, at: Date): object {
  const number =
    which === noHit ? 'none' : which === known ? 'second' : which === reopened ? 'later' : 'first'
  const host = which === noHit ? `round-${round}-${n}.example.com` : hostOf(round, n)
  const activeAt = at.toISOString()
  const alert = {
    id: `da-${round}-${n}-${number}`,
    tenantId: '11111111-2222-4333-8444-555555555555',
    status: 'new',
    severity: 'high',
    serviceSource: 'microsoftDefenderForEndpoint',
    title: 'Connection to a phishing page',
    category: 'InitialAccess',
    createdDateTime: activeAt,
    lastUpdateDateTime: activeAt,
    firstActivityDateTime: activeAt,
    lastActivityDateTime: activeAt,
    evidence: [
      {
        '@odata.type': '#microsoft.graph.security.urlEvidence',
        verdict: 'malicious',
        roles: [],
        url: `https://${host}/signin`,
      },
    ],
  }
  const packed = packMessage({ source: 'graph', returned: 0, alert }, key)
  return JSON.parse(Buffer.from(packed, 'base64').toString()) as object
}

/** Closes the reports of a round, so that what comes later opens new ones. */
async function closeAll(storage: Storage, round: number): Promise<void> {
  const store = reportStore(storage, waits)
  for await (const { cells } of storage.table('Cases').list()) {
    if (!String(cells['Endpoint']).startsWith(`round-${round}-`)) continue
    const id = parseReportId(String(cells['ReportId']))
    const held = id && (await store.get(id))
    if (!held) throw new Error(`no report of ${String(cells['Endpoint'])}`)
    const at = new Date(held.report.openedAt.getTime() + 60_000)
    const decided = { ...causes['closed-by-person'], outcome: 'takedown' as const }
    await store.save(applyCause(held.report, decided, at), held.etag)
  }
}
