import type { Alert } from '../alerts/alert'
import { parseReportId, type ReportId } from '../model/report-id'
import { after } from '../model/time'
import { caseKeyOf, type Case, type CaseStore, type EarlierReport, type HeldCase } from './case'
import type { Decision, Endpoint, Evidence } from './decision'
import type { Grounded } from './grounds'
import { type Copy, copyOf, isNewerCopy, isSameContent, mayHaveOlderCopy } from './copy-order'
import { isLateEvidence, mayReopen, mayReopenBySame, type ClosedReport } from './reopen'
import { type HeldSighting, sightingKeyOf, type Sighting, type SightingStore } from './sighting'

export type OpenCaseDeps = {
  /** Every endpoint that the alert names, with policy's verdict on it. */
  readonly decide: (alert: Alert) => Promise<readonly Grounded[]>
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
type Hit = Grounded & { readonly evidence: Evidence }

/**
 * Opens or joins one case per endpoint. A kill between any two writes loses and doubles nothing: every row after the
 * Case follows from the Case row alone, and the Sighting, written last, says that all of them are there.
 * @returns the decisions, for the log
 */
export async function openCases(deps: OpenCaseDeps, alert: Alert): Promise<readonly Decision[]> {
  const decisions = await deps.decide(alert)
  for (const decision of decisions)
    if (isHit(decision) || isRuledOut(decision, alert)) await openCase(deps, alert, decision)
  return decisions
}

const isHit = (decision: Grounded): decision is Hit =>
  decision.evidence !== undefined && decision.verdict !== 'ignore'

/**
 * Microsoft's and ruled out, while another copy of the alert may say otherwise: then the newest of them counts. Unless
 * it was judged, a copy as it was created has no older one, and is not worth a row.
 */
const isRuledOut = ({ verdict, rule, evidence, judgedFalse }: Decision, alert: Alert): boolean =>
  verdict === 'ignore' &&
  (evidence !== undefined || rule === 'own-asset') &&
  (judgedFalse === true || mayHaveOlderCopy(alert))

/** One endpoint of one copy of an alert. Whatever order copies come in, the newest is what stays. */
async function openCase(deps: OpenCaseDeps, alert: Alert, decision: Grounded): Promise<void> {
  const { endpoint } = decision
  const caseKey = caseKeyOf(alert.tenantId ?? deps.tenantId, endpoint, deps.endpointText(endpoint))
  const seen = { alert, decision, caseKey, copy: copyOf(alert) }
  let isDone = false
  while (!isDone) {
    const known = await deps.sightings.get(caseKey, sightingKeyOf(alert))
    isDone = isNews(seen, known?.sighting) ? await noteCopy(deps, seen, known) : true
  }
}

type Seen = {
  readonly alert: Alert
  readonly decision: Grounded
  readonly caseKey: string
  readonly copy: Copy
}

function isNews({ copy, decision }: Seen, known: Sighting | undefined): boolean {
  if (known?.copy === undefined || isNewerCopy(copy, known.copy)) return true
  // What ruled it out may have been a setting; where nothing newer has come, it counts from now on.
  return known.reportId === undefined && isHit(decision) && isSameContent(copy, known.copy)
}

/** @returns false when somebody else has written the sighting meanwhile */
async function noteCopy(deps: OpenCaseDeps, seen: Seen, known: HeldSighting | undefined): Promise<boolean> {
  const { decision, copy } = seen
  const before = known?.sighting
  const isStampedAnew = before?.reportId !== undefined && before.copy && isSameContent(copy, before.copy)
  if (known && isStampedAnew) return deps.sightings.swap({ ...known.sighting, copy }, known.etag)
  const isMoving = isHit(decision) && (before?.reportId === undefined || mayOpenNext(deps, seen, before))
  const reportId = isMoving ? await reportOf(deps, { ...seen, decision }, before) : before?.reportId
  const sighting = sightingOf(deps, seen, reportId, before)
  if (!known) return deps.sightings.insert(sighting)
  if (!(await deps.sightings.swap(sighting, known.etag))) return false
  // Who has read the report leaves the look to the hour: before anything leaves it is decided again anyway.
  if (reportId && !isMoving) await deps.askForLook(reportId)
  return true
}

/** Only then need its report be read: that an alert was merely edited opens no report. */
const mayOpenNext = (deps: OpenCaseDeps, { alert }: Seen, before: Sighting): boolean =>
  !before.stands ||
  before.trial !== false ||
  before.lastActivityAt === undefined ||
  activityOf(alert, deps.now()) > before.lastActivityAt

/** The report that the alert counts for: the one it counted for, as long as that is open or no reason for another. */
async function reportOf(
  deps: OpenCaseDeps,
  seen: Seen & { readonly decision: Hit },
  before: Sighting | undefined,
): Promise<ReportId> {
  const current = before?.reportId
  if (before && current) {
    const report = await deps.findReport(current)
    const activityAt = activityOf(seen.alert, deps.now())
    if (!report?.closed || !mayReopenBySame(report.closed, before.stands, activityAt, deps.now()))
      return current
  }
  const { reportId, earlier } = await joinCase(deps, seen.alert, seen.decision, seen.caseKey, current)
  return (await reportBefore(deps, earlier, seen.alert)) ?? reportId
}

/** The report before, where that was about what the alert tells of. */
async function reportBefore(
  deps: OpenCaseDeps,
  earlier: readonly EarlierReport[],
  alert: Alert,
): Promise<ReportId | undefined> {
  const before = earlier.findLast(({ sentAt }) => sentAt !== undefined)
  const id = before && parseReportId(before.reportId)
  const closed = id && (await deps.findReport(id))?.closed
  return closed && isLateEvidence(closed, activityOf(alert, deps.now())) ? id : undefined
}

/** The case with its current report in place, whoever opened it. */
async function joinCase(
  deps: OpenCaseDeps,
  alert: Alert,
  hit: Hit,
  caseKey: string,
  current?: ReportId,
): Promise<Case> {
  const openedBy = sightingKeyOf(alert)
  const held = await deps.cases.get(caseKey)
  if (!held) {
    const theCase = newCase(deps, alert, hit, caseKey)
    if (await deps.cases.insert(theCase)) return completeReport(deps, theCase)
    return joinCase(deps, alert, hit, caseKey, current)
  }
  const report = await deps.findReport(held.theCase.reportId)
  // Where this alert opened it and did not come to its sighting, rows may be missing; by now it may be closed, too.
  const isOwn = held.theCase.openedBy === openedBy && held.theCase.reportId !== current
  if (!report || (isOwn && !report.closed)) return completeReport(deps, held.theCase)
  if (!report.closed || !mayReopen(report.closed, activityOf(alert, deps.now()), deps.now()))
    return held.theCase
  const next = await startNextReport(deps, held, newCase(deps, alert, hit, caseKey), report.summary)
  return next ? completeReport(deps, next) : joinCase(deps, alert, hit, caseKey, current)
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

function sightingOf(
  deps: OpenCaseDeps,
  { alert, decision, caseKey, copy }: Seen,
  reportId: ReportId | undefined,
  before: Sighting | undefined,
): Sighting {
  const at = deps.now()
  const isInPlace = before !== undefined && before.reportId === reportId
  const evidence = decision.evidence ?? before?.evidence
  return {
    caseKey,
    key: sightingKeyOf(alert),
    ...(reportId && { reportId }),
    source: alert.source,
    alertId: alert.id,
    stands: decision.verdict !== 'ignore',
    verdict: decision.verdict,
    classification: alert.classification ?? '',
    determination: alert.determination ?? '',
    ...(alert.firstActivityAt && { firstActivityAt: alert.firstActivityAt }),
    ...(alert.lastActivityAt && { lastActivityAt: alert.lastActivityAt }),
    copy,
    // Nothing is decided again about what counts for no report.
    ...(reportId && decision.grounds && { grounds: decision.grounds }),
    ...(evidence && { evidence }),
    ...(decision.ours && decision.ours.length > 0 && { ours: decision.ours }),
    trial: isInPlace ? (before.trial ?? deps.trial) : deps.trial,
    addedAt: isInPlace ? before.addedAt : at,
    changedAt: at,
  }
}
