import { enrichedEvidence } from '../cases/enriched-evidence'
import type { ReportId } from '../model/report-id'
import { after, earlier, hourInMs, minuteInMs } from '../model/time'
import type { Agenda, Due } from './agenda'
import type { Cause, CauseOf } from './cause'
import { changeReport } from './change-report'
import { eachDue, type Round } from './each-due'
import { enrichReport, type EnrichReportDeps } from './enrich-report'
import type { JudgeAgain } from './judge-again'
import type { Filing } from './judge-filing'
import { wantedPurpose } from './ladder'
import type { Purpose } from './purpose'
import type { Report, ReportIn, Sent } from './report'
import { isLeftToTell } from './tell-alerts'
import { putOffRecipients, wordsOfUnreached } from './unreached'
import { beginWatch } from './watched'

/** How a delivery stands after one look at it. */
export type Delivered =
  | { readonly state: 'accepted'; readonly sent: Sent }
  /** No door takes it, now or later. */
  | { readonly state: 'refused'; readonly why: string }
  /** It may have left, and nothing proves it. */
  | { readonly state: 'unproven'; readonly why: string }
  | { readonly state: 'waiting'; readonly until: Date; readonly why: string }

export type ForgetDeps = {
  readonly agenda: Agenda
  /** The alerts behind a report are told what becomes of it, its end too. */
  readonly writesBack?: boolean
  readonly now: () => Date
}

export type FileReportsDeps = EnrichReportDeps &
  ForgetDeps & {
    /** One look at one message: claims, sends, looks up or waits, never twice at once. */
    readonly deliver: (report: Report, purpose: Purpose) => Promise<Delivered>
    /** What its alerts come to by what is known now; asked before anything leaves. */
    readonly judgeAgain: JudgeAgain
    /** Whether its first mail has been begun at any door. */
    readonly isBegun: (report: Report) => Promise<boolean>
    /** Whether it may leave by itself now; a yes is counted. */
    readonly admit: (report: Report) => Promise<Filing>
    /** Whether REPORT_FALLBACK_TO is set, and has not had it. */
    readonly mayFallBack: (id: ReportId) => Promise<boolean>
    readonly now: () => Date
    /** Asked before each report: once true, the rest waits for the next run. */
    readonly isTimeUp: () => boolean
  }

/**
 * Looks at every report that the agenda says is due for filing.
 * @returns how many it looked at, and those that changed, as they stand then
 * @throws AggregateError when some of them failed, after all the others had their turn
 */
export async function fileReports(deps: FileReportsDeps): Promise<Round<Report>> {
  return eachDue(deps, 'FileAt', (due, restInMs) => fileReport(deps, due, restInMs))
}

async function fileReport(deps: FileReportsDeps, due: Due, restInMs: number): Promise<Report | undefined> {
  const held = await deps.store.get(due.reportId)
  if (!held) {
    await deps.agenda.strike(due)
    return undefined
  }
  const judged = await endWindow(deps, await enrichReport(deps, held.report))
  const { report: delivered, until } = await deliverWanted(deps, judged)
  const report = await returnFromCopies(deps, delivered)
  const news = report.change === held.report.change ? undefined : report
  if (report.status === 'closed' && wantedPurpose(report) === undefined) {
    await forget(deps, report, due)
    return news
  }
  const rested = after(deps.now(), restInMs)
  const ownTime = report.status === 'collecting' ? report.windowEndsAt : until
  await deps.agenda.askForLook(report.id, { fileAt: earlier(ownTime, rested) ?? rested })
  return news
}

/** Off the agenda, once nothing is left to do for a closed report. */
export async function forget(
  { agenda, writesBack = false, ...deps }: ForgetDeps,
  report: Report,
  due: Due,
): Promise<void> {
  const now = deps.now()
  const isWatched =
    report.status === 'closed' && report.outcome === 'withdrawn' && report.lookedAgain !== true
  if (isWatched || (writesBack && isLeftToTell(report, now)))
    return agenda.askForLook(report.id, { fileAt: after(now, hourInMs) })
  await beginWatch(agenda, report, now)
  await agenda.strike(due)
}

async function endWindow(deps: FileReportsDeps, report: Report): Promise<Report> {
  if (report.status !== 'collecting' || report.windowEndsAt > deps.now()) return report
  const cause = await windowCause(deps, report)
  return change(deps, report.id, (current) => (current.status === 'collecting' ? cause : undefined), report)
}

async function windowCause(deps: FileReportsDeps, report: Report): Promise<Cause> {
  const standing = await deps.judgeAgain(report)
  if (!standing.stands) return ruledOut(standing.why)
  const { verdict, reason, evidence, source } = standing
  if (verdict === 'hold') return { kind: 'held', by: 'fileReports', why: reason, evidence }
  const full = enrichedEvidence(evidence, report.endpoint, report.enrichment)
  return { ...filingCause(await deps.admit({ ...report, source, verdict, evidence: full })), evidence }
}

const filingCause = (filing: Filing): CauseOf<'filed' | 'held'> =>
  filing.file
    ? { kind: 'filed', by: 'fileReports', why: 'the aggregation window is over and policy files by itself' }
    : {
        kind: 'held',
        by: 'fileReports',
        why: filing.why,
        ...(filing.onlyByPerson && { onlyByPerson: filing.onlyByPerson }),
      }

const ruledOut = (why: string): Cause => ({ kind: 'withdrawn', by: 'fileReports', why })

async function deliverWanted(
  deps: FileReportsDeps,
  report: Report,
): Promise<{ report: Report; until?: Date }> {
  const purpose = wantedPurpose(report)
  if (!purpose) return { report }
  const cause = await causeAgainst(deps, report, purpose)
  if (cause) {
    const decide = (now: Report) => (wantedPurpose(now) === purpose ? cause : undefined)
    return { report: await change(deps, report.id, decide, report) }
  }
  const delivered = await deps.deliver(report, purpose)
  if (delivered.state === 'waiting') return { report, until: delivered.until }
  const changed = await change(deps, report.id, () => causeOf(delivered, purpose), report)
  const isPutOff = putOffRecipients(changed).length > 0
  return { report: changed, ...(isPutOff && { until: after(deps.now(), 30 * minuteInMs) }) }
}

/** Only copies have left: like a bounce from everybody whom it was for. Told once, since it leaves the status `sent`. */
async function returnFromCopies(deps: FileReportsDeps, report: Report): Promise<Report> {
  if (!hasOnlyCopies(report)) return report
  const fallback = await deps.mayFallBack(report.id)
  const why = `it reached nobody whom it is for${wordsOfUnreached(report.sent)}`
  const cause: Cause = {
    kind: 'bounced',
    by: 'fileReports',
    why,
    receivedAt: deps.now(),
    ...(fallback && { fallback: true }),
  }
  return change(deps, report.id, (current) => (hasOnlyCopies(current) ? cause : undefined), report)
}

const hasOnlyCopies = (report: Report): report is ReportIn<'sent'> =>
  report.status === 'sent' && report.sent.onlyCopies === true && putOffRecipients(report).length === 0

/** Why a mail that is wanted does not leave after all; what a withdrawal takes back is ruled out already. */
async function causeAgainst(
  deps: FileReportsDeps,
  report: Report,
  purpose: Purpose,
): Promise<Cause | undefined> {
  if (purpose === 'withdrawal') return undefined
  const standing = await deps.judgeAgain(report)
  if (!standing.stands) return ruledOut(standing.why)
  const isOurs = report.status === 'queued' && !report.byPerson && !report.fallback
  if (standing.verdict === 'report' || !isOurs || (await deps.isBegun(report))) return undefined
  return { kind: 'held', by: 'fileReports', why: standing.reason, evidence: standing.evidence }
}

async function change(
  deps: FileReportsDeps,
  id: ReportId,
  decide: (report: Report) => Cause | undefined,
  before: Report,
): Promise<Report> {
  return (await changeReport(deps.store, id, decide, deps.now())) ?? before
}

const leftBy = (sent: Sent): string => `left by ${sent.channel}${wordsOfUnreached(sent)}`

/** A follow-up changes no status, whatever became of it, and is never repeated. */
function causeOf(delivered: Exclude<Delivered, { state: 'waiting' }>, purpose: Purpose): Cause {
  const why = delivered.state === 'accepted' ? leftBy(delivered.sent) : delivered.why
  const origin = { by: 'fileReports', why: purpose === 'initial' ? why : `${purpose}: ${why}` }
  const sent = delivered.state === 'accepted' ? { sent: delivered.sent } : {}
  if (purpose === 'withdrawal') return { kind: 'withdrawal-done', ...origin }
  if (purpose === 'rest') return { kind: 'rest-done', ...origin, ...sent }
  if (purpose !== 'initial') return { kind: 'follow-up-done', ...origin, ...sent }
  switch (delivered.state) {
    case 'accepted':
      return { kind: 'accepted', ...origin, sent: delivered.sent }
    case 'refused':
      return { kind: 'refused', ...origin }
    case 'unproven':
      return { kind: 'unproven', ...origin }
  }
}
