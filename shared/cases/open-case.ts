import type { Alert } from '../alerts/alert'
import type { ReportId } from '../model/report-id'
import { after } from '../model/time'
import { caseKeyOf, type Case, type CaseStore, type EarlierReport, type HeldCase } from './case'
import type { Decision, Endpoint, Evidence } from './decision'
import { mayReopen, type ClosedReport } from './reopen'
import { sightingKeyOf, type Sighting, type SightingStore } from './sighting'

export type OpenCaseDeps = {
  /** Every endpoint that the alert names, with policy's verdict on it. */
  readonly decide: (alert: Alert) => Promise<readonly Decision[]>
  readonly endpointText: (endpoint: Endpoint) => string
  readonly cases: CaseStore
  readonly sightings: SightingStore
  /** Undefined when the report does not exist yet; `closed` when a later one may take its place. */
  readonly findReport: (
    id: ReportId,
  ) => Promise<{ closed?: ClosedReport; summary: EarlierReport } | undefined>
  /** Report, Event, Agenda, Question, in that order. `taken`: the id belongs to another case. */
  readonly openReport: (theCase: Case) => Promise<'open' | 'taken'>
  readonly askForLook: (id: ReportId) => Promise<void>
  readonly mintReportId: (at: Date) => ReportId
  /** Of the alerts that do not say theirs, so that one endpoint is one case whoever saw it. */
  readonly tenantId: string | undefined
  readonly windowInMs: number
  readonly trial: boolean
  readonly now: () => Date
}

/** A decision that names a Microsoft endpoint, so that its evidence is known. */
type Hit = Decision & { readonly evidence: Evidence }

/**
 * Opens or joins one case per endpoint. A kill between any two writes loses and doubles nothing: every row after the
 * Case follows from the Case row alone, and the Sighting, written last, says that all of them are there.
 * @returns the decisions, for the log
 */
export async function openCases(deps: OpenCaseDeps, alert: Alert): Promise<readonly Decision[]> {
  const decisions = await deps.decide(alert)
  for (const decision of decisions) if (isHit(decision)) await openCase(deps, alert, decision)
  return decisions
}

const isHit = (decision: Decision): decision is Hit =>
  decision.evidence !== undefined && (decision.verdict !== 'ignore' || decision.judgedFalse === true)

async function openCase(deps: OpenCaseDeps, alert: Alert, hit: Hit): Promise<void> {
  const caseKey = caseKeyOf(alert.tenantId ?? deps.tenantId, hit.endpoint, deps.endpointText(hit.endpoint))
  const known = await deps.sightings.get(caseKey, sightingKeyOf(alert))
  if (known) return noteChange(deps, alert, hit, known)
  if (hit.verdict === 'ignore') return
  const theCase = await joinCase(deps, alert, hit, caseKey)
  await deps.sightings.insert(sightingOf(deps, alert, hit, theCase))
}

/** An alert seen before: only its classification, its activity or its judgement can be news. */
async function noteChange(
  deps: OpenCaseDeps,
  alert: Alert,
  hit: Hit,
  known: { sighting: Sighting; etag: string },
): Promise<void> {
  const { sighting, etag } = known
  const seen = readingOf(alert, hit)
  const isSame =
    seen.stands === sighting.stands &&
    seen.classification === sighting.classification &&
    seen.determination === sighting.determination &&
    seen.lastActivityAt?.getTime() === sighting.lastActivityAt?.getTime()
  if (isSame) return
  const changed = { ...sighting, ...seen, changedAt: deps.now() }
  const isWritten = await deps.sightings.swap(changed, etag)
  // Another copy of the alert was faster. A judgement is not lost for that: what is judged false must not leave.
  if (!isWritten && hit.judgedFalse) return openCase(deps, alert, hit)
  await deps.askForLook(sighting.reportId)
}

/** The case with its current report in place, whoever opened it. */
async function joinCase(deps: OpenCaseDeps, alert: Alert, hit: Hit, caseKey: string): Promise<Case> {
  const openedBy = sightingKeyOf(alert)
  const held = await deps.cases.get(caseKey)
  if (!held) {
    const theCase = newCase(deps, alert, hit, caseKey)
    if (await deps.cases.insert(theCase)) return completeReport(deps, theCase)
    return joinCase(deps, alert, hit, caseKey)
  }
  if (held.theCase.openedBy === openedBy) return completeReport(deps, held.theCase)
  const report = await deps.findReport(held.theCase.reportId)
  if (!report) return completeReport(deps, held.theCase)
  if (!report.closed || !mayReopen(report.closed, activityOf(alert, deps.now()), deps.now()))
    return held.theCase
  const next = await startNextReport(deps, held, newCase(deps, alert, hit, caseKey), report.summary)
  return next ? completeReport(deps, next) : joinCase(deps, alert, hit, caseKey)
}

/** Swaps the case over to a new report; undefined when somebody else was faster. */
export async function startNextReport(
  deps: Pick<OpenCaseDeps, 'cases'>,
  held: HeldCase,
  fresh: Case,
  before: EarlierReport,
): Promise<Case | undefined> {
  const next = { ...fresh, earlier: [...held.theCase.earlier, before].slice(-20) }
  return (await deps.cases.swap(next, held.etag)) ? next : undefined
}

/** Writes whatever of the report's rows is missing. */
export async function completeReport(
  deps: Pick<OpenCaseDeps, 'cases' | 'openReport' | 'mintReportId'>,
  theCase: Case,
): Promise<Case> {
  if ((await deps.openReport(theCase)) === 'open') return theCase
  const renamed = { ...theCase, reportId: deps.mintReportId(theCase.openedAt) }
  const held = await deps.cases.get(theCase.key)
  if (!held) throw new Error(`the case of ${theCase.endpointText} has gone while it was opened`)
  const isOurs = held.theCase.reportId === theCase.reportId
  if (isOurs) await deps.cases.swap(renamed, held.etag)
  return completeReport(deps, (await deps.cases.get(theCase.key))?.theCase ?? renamed)
}

export function newCase(
  deps: Pick<OpenCaseDeps, 'now' | 'mintReportId' | 'windowInMs' | 'trial' | 'endpointText'>,
  alert: Alert,
  hit: Hit,
  key: string,
): Case {
  const { endpoint, rule, reason, evidence } = hit
  const openedAt = deps.now()
  return {
    key,
    endpoint,
    endpointText: deps.endpointText(endpoint),
    reportId: deps.mintReportId(openedAt),
    openedAt,
    openedBy: sightingKeyOf(alert),
    windowEndsAt: after(openedAt, deps.windowInMs),
    verdict: hit.verdict === 'report' ? 'report' : 'hold',
    rule,
    reason,
    evidence,
    source: alert.source,
    trial: deps.trial,
    earlier: [],
  }
}

const activityOf = (alert: Alert, now: Date): Date => alert.lastActivityAt ?? alert.createdAt ?? now

const readingOf = (alert: Alert, hit: Hit) => ({
  stands: hit.judgedFalse !== true,
  classification: alert.classification ?? '',
  determination: alert.determination ?? '',
  ...(alert.lastActivityAt && { lastActivityAt: alert.lastActivityAt }),
})

function sightingOf(deps: OpenCaseDeps, alert: Alert, hit: Hit, theCase: Case): Sighting {
  const at = deps.now()
  return {
    caseKey: theCase.key,
    key: sightingKeyOf(alert),
    reportId: theCase.reportId,
    source: alert.source,
    alertId: alert.id,
    ...readingOf(alert, hit),
    verdict: hit.verdict === 'report' ? 'report' : 'hold',
    ...(alert.firstActivityAt && { firstActivityAt: alert.firstActivityAt }),
    evidence: hit.evidence,
    ...(hit.ours && hit.ours.length > 0 && { ours: hit.ours }),
    addedAt: at,
    changedAt: at,
  }
}
