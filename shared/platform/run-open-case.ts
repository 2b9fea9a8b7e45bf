import { type UnpackedMessage, unpackMessage } from '../alerts/message'
import { parseAlert, splitAlerts } from '../alerts/parse-alerts'
import { UnreadableAlertError } from '../alerts/unreadable-alert-error'
import type { Alert } from '../alerts/alert'
import { openCases, type OpenCaseDeps } from '../cases/open-case'
import { endpointText } from '../cases/endpoint'
import type { Decision, Endpoint } from '../cases/decision'
import { withKeptReads } from '../cases/confirm-pair'
import { ownAttackerOf } from '../cases/own-attack'
import { noteOwnAttack } from '../cases/own-attack-counts'
import { checkpointsOf } from '../storage/checkpoints'
import { summaryOf } from '../reports/earlier-report'
import type { AppContext } from './app-context'
import { deadline } from '../telemetry/deadline'
import { currentInvocation, inSpan } from '../telemetry/invocation'
import type { Log } from '../telemetry/log'
import { listsAtFirst } from './lists-at-first'
import { policyInUse, type PolicyInUse } from './policy-in-use'
import { putInQuarantine } from './quarantine-store'
import { receivedAt } from '../alerts/received-at'
import { reportContext } from './report-context'
import { tellNoAlert, tellNothingRead, tellPartUnread } from '../observables/tell-unread'

/**
 * One message of queue `alerts`: its alerts become cases, what cannot be read is quarantined.
 * @param metadata of the trigger; tells when the message was put there
 */
export async function runOpenCase(
  app: AppContext,
  body: unknown,
  log: Log,
  metadata?: unknown,
): Promise<void> {
  const storage = app.storage()
  const tellOwnAttack = (alert: Alert) => {
    log('machine of ours attacks', ownAttackIn(alert))
    return noteOwnAttack(checkpointsOf(storage), alert, app.now())
  }
  const { graph } = app.settings.need('graph')
  await listsAtFirst(app, log)
  const deps = openCaseDeps(app, await policyInUse(app, tellOwnAttack))
  const loadBlob = async (name: string) => (await storage.blobs('alerts').get(name))?.bytes
  const unpackDeps = { loadBlob, loadKey: app.envelopeKey }
  const setAside = async (reason: string, unread: unknown, source: Alert['source']) => {
    const at = receivedAt(metadata, body, app.now())
    await putInQuarantine(storage, { source, reason, body: unread }, at)
    log('alert quarantined', { reason, remedy: 'look at it in Questions and answer replay or dismiss' })
  }
  const telling = { storage, now: app.now, log, setAside }
  const message = await readable(() => unpackMessage(body, unpackDeps))
  if ('reason' in message) return setAside(message.reason, body, 'queue')
  const waitedInSeconds = Math.round(
    (app.now().getTime() - receivedAt(metadata, body, app.now()).getTime()) / 1000,
  )
  const parts = await readable(async () => partsOf(message.read))
  if ('reason' in parts) return setAside(parts.reason, message.read.body, message.read.source)
  if (parts.read.length === 0) return tellNoAlert(telling, message.read.body, message.read.source)
  const isTimeUp = deadline(app.now)
  for (const part of parts.read) {
    if (isTimeUp()) throw new Error('Not all of its alerts could be read in time, so the message comes back.')
    const { body: whole } = part
    const alert = await readable(async () => part.read ?? parseAlert(whole, message.read.source))
    if ('reason' in alert) await setAside(alert.reason, whole, message.read.source)
    else {
      await tellNothingRead(telling, alert.read, whole)
      const links = [message.read.traceParent ?? ''].filter((text) => text !== '')
      const tenantId = await app.tenant(graph.tenantId, alert.read)
      const read = await openInSpan({ ...deps, tenantId }, ofTenant(alert.read, tenantId), links)
      if (read.report + read.hold === 0) await tellPartUnread(telling, alert.read, whole)
      log('alert read', { ...read, waitedInSeconds })
    }
  }
}

type Part = Pick<UnpackedMessage, 'body' | 'read'>

/** One by one; an alert that was read before it was queued is alone, and is not taken apart again. */
const partsOf = ({ body, read }: Part): readonly Part[] =>
  read === undefined ? splitAlerts(body).map((single) => ({ body: single })) : [{ body, read }]

/** An alert that names no tenant keeps naming none: its sighting is known by what it said. */
const ofTenant = (alert: Alert, tenantId: string | undefined): Alert =>
  alert.tenantId === undefined || tenantId === undefined ? alert : { ...alert, tenantId }

/** Linked to where the alert was queued. */
const openInSpan = (deps: Deps, alert: Alert, links: readonly string[]) =>
  inSpan(
    'alert',
    { 'alert.id': alert.id },
    async (note) => {
      const read = await openNow(deps, alert)
      note({ 'report.ids': read.reports })
      return read
    },
    { in: 'invocation', links },
  )

/** What became of one alert, for the log, with what can be counted in it. */
async function openNow(deps: Deps, alert: Alert) {
  const before = currentInvocation()?.storageOperations ?? 0
  const reports: string[] = []
  const kept = withKeptReads(deps)
  const insert: OpenCaseDeps['sightings']['insert'] = (sighting) => {
    if (sighting.reportId) reports.push(sighting.reportId)
    return deps.sightings.insert(sighting)
  }
  const sightings = { ...kept.sightings, insert }
  const decisions = await openCases({ ...kept, sightings, decide: deps.decideBy(kept) }, alert)
  const count = (wanted: Decision['verdict']) => decisions.filter(({ verdict }) => verdict === wanted).length
  return {
    alertId: alert.id,
    decisions: decisions.map(({ endpoint, verdict, rule, evidence }) => ({
      ...{ endpoint: loggedEndpoint(endpoint, rule), verdict, rule },
      ...(evidence && evidence.reasons.length > 0 && { reasons: evidence.reasons }),
    })),
    reports,
    ...{ report: count('report'), hold: count('hold'), ignore: count('ignore') },
    ...(alert.unreadable && { unread: alert.unreadable.length }),
    storageOperations: (currentInvocation()?.storageOperations ?? 0) - before,
  }
}

/** A path on a host of ours names our people and what they work on. */
const loggedEndpoint = (endpoint: Endpoint, rule: string): string =>
  rule === 'own-asset' && endpoint.kind === 'content' ? new URL(endpoint.url).host : endpointText(endpoint)

type BaseDeps = Omit<OpenCaseDeps, 'decide' | 'tenantId'> & { readonly decideBy: PolicyInUse }

type Deps = BaseDeps & Pick<OpenCaseDeps, 'tenantId'>

const ownAttackIn = (alert: Alert) => ({
  ...{ alertId: alert.id, machine: ownAttackerOf(alert) },
  remedy: 'Look at the machine: it attacks others, and Microsoft may soon write to its owner.',
})

function openCaseDeps(app: AppContext, decideBy: PolicyInUse): BaseDeps {
  const context = reportContext(app)
  return {
    ...context,
    decideBy,
    endpointText,
    findReport: async (id) => {
      const held = await context.store.get(id)
      return held && summaryOf(held.report)
    },
    askForLook: (id) => context.agenda.askForLook(id, { chaseAt: app.now() }),
    trial: context.reporting.redirectAllTo !== undefined,
  }
}

/** What was read, or why nobody can read it; any other fault is thrown. */
async function readable<T>(read: () => Promise<T>): Promise<{ read: T } | { reason: string }> {
  try {
    return { read: await read() }
  } catch (error) {
    if (error instanceof UnreadableAlertError) return { reason: error.reason }
    throw error
  }
}
