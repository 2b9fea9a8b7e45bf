import { isDeepStrictEqual } from 'node:util'
import type { Evidence } from '../cases/decision'
import { enrichedEvidence } from '../cases/enriched-evidence'
import type { CountedSighting } from '../cases/sighting'
import type { ReportId } from '../model/report-id'
import { after, hourInMs, minuteInMs } from '../model/time'
import type { Agenda, Due } from './agenda'
import { changeReport } from './change-report'
import { chaseCause, type Surroundings } from './chase-cause'
import { countSightings, isSameTally, type ListSightings, type SightingsNow } from './count-sightings'
import { eachDue } from './each-due'
import { forget } from './file-reports'
import { wantedPurpose, type Waits } from './ladder'
import type { JudgeAgain, Standing } from './judge-again'
import type { Filing } from './judge-filing'
import type { Report, ReportIn } from './report'
import type { HeldReport, ReportStore } from './report-store'
import { isLeftToTell } from './tell-alerts'
import { beginWatch } from './watched'

export type ChaseReportsDeps = {
  readonly store: ReportStore
  readonly agenda: Agenda
  readonly listSightings: ListSightings
  /** What the alerts behind it come to by what is known now. */
  readonly judgeAgain: JudgeAgain
  /** Whether it may leave by itself, as it is judged now. */
  readonly judge: (report: Pick<Report, 'source' | 'evidence' | 'verdict'>) => Filing
  /** How long a report waits for further alerts. */
  readonly windowInMs: number
  /** Whether one more report may leave by itself now; a yes is counted. */
  readonly admits: (id: ReportId) => Promise<boolean>
  /** Ids of the reports that a mail waiting for a person speaks of. */
  readonly listMailsWaiting: () => Promise<ReadonlySet<string>>
  /** Opens the next report of the endpoint on a sighting that came while this one closed. */
  readonly openNext: (report: ReportIn<'closed'>, sighting: CountedSighting) => Promise<void>
  /** Writes under the alerts behind a report how it stands. Left out: they are told nothing. */
  readonly tellAlerts?: (report: Report) => Promise<Report>
  readonly waits: Waits
  readonly trialIsOver: boolean
  readonly now: () => Date
  /** Asked before each report: once true, the rest waits for the next run. */
  readonly isTimeUp: () => boolean
}

/** Longer than any run that may still be writing when a report closes. */
const lookAgainAfterMs = 15 * minuteInMs

/**
 * Looks at every report whose time has come.
 * @returns how many it looked at
 * @throws AggregateError when some of them failed, after all the others had their turn
 */
export async function chaseReports(deps: ChaseReportsDeps): Promise<number> {
  const mailsWaiting = await deps.listMailsWaiting()
  const { looked } = await eachDue(deps, 'ChaseAt', (due, restInMs) =>
    look(deps, due, restInMs, mailsWaiting),
  )
  return looked
}

async function look(
  deps: ChaseReportsDeps,
  due: Due,
  restInMs: number,
  mailsWaiting: ReadonlySet<string>,
): Promise<void> {
  const held = await deps.store.get(due.reportId)
  if (!held) await deps.agenda.strike(due)
  else if (held.report.status === 'closed') await endWatch(deps, held.report, due)
  else await chaseReport(deps, held, restInMs, mailsWaiting)
}

async function chaseReport(
  deps: ChaseReportsDeps,
  { report: before, etag }: HeldReport,
  restInMs: number,
  mailsWaiting: ReadonlySet<string>,
): Promise<void> {
  const seen = await countSightings(deps.listSightings, before, deps.now())
  // Should somebody be faster, the next look counts again.
  if (!isSameTally(before.tally, seen.tally)) await deps.store.save({ ...before, tally: seen.tally }, etag)
  await deps.store.noteEvent(before)
  await deps.store.ask(before)
  const around = await surroundings(deps, before, seen, mailsWaiting.has(before.id))
  const decide = (report: Report) => chaseCause(report, around, deps.waits, deps.now())
  const report = (await changeReport(deps.store, before.id, decide, deps.now())) ?? before
  await tell(deps, report)
  const chaseAt = after(deps.now(), restInMs)
  const isNews = report.change !== before.change
  await beginWatch(deps.agenda, report, deps.now())
  await deps.agenda.askForLook(report.id, { chaseAt, ...(isNews && { fileAt: deps.now() }) })
}

async function surroundings(
  deps: ChaseReportsDeps,
  report: Report,
  seen: SightingsNow,
  mailWaits: boolean,
): Promise<Surroundings> {
  const { trialIsOver, waits } = deps
  const around = { stands: seen.stands, mailWaits, trialIsOver }
  const isWaiting = report.status === 'awaiting-approval'
  const isFollowUpDue = chaseCause(report, around, waits, deps.now())?.kind === 'follow-up-due'
  if (!seen.stands || !(isWaiting || isFollowUpDue)) return around
  const standing = await deps.judgeAgain(report)
  if (!standing.stands) return { ...around, ...standing }
  return isWaiting ? { ...around, ...(await whileHeld(deps, report, standing)) } : around
}

type Stands = Standing & { readonly stands: true }

/** A hold that is lifted, unless too many leave at once; else what a person is to see before approving it. */
async function whileHeld(
  deps: ChaseReportsDeps,
  report: ReportIn<'awaiting-approval'>,
  standing: Stands,
): Promise<Pick<Surroundings, 'better' | 'anew'>> {
  const { endpoint, enrichment } = report
  const { evidence, source, verdict } = standing
  const full = enrichedEvidence(evidence, endpoint, enrichment)
  const filing = deps.judge({ source, verdict, evidence: full })
  if (!filing.file || !mayLift(report, standing)) return judgedAnew(report, standing, full, filing)
  const windowEndsAt = after(report.openedAt, deps.windowInMs)
  const isAdmitted = windowEndsAt > deps.now() || (await deps.admits(report.id))
  return isAdmitted ? { better: { evidence, windowEndsAt } } : {}
}

/** What was known when the report was held lifts no hold, even where the settings have changed since. */
function mayLift(report: ReportIn<'awaiting-approval'>, { evidence, knownSince }: Stands): boolean {
  if (report.onlyByPerson || report.evidence.tellsOfUs) return false
  // Better data about whose the endpoint is were not known.
  const isBetter = evidence.grade < report.evidence.grade
  return isBetter || knownSince === undefined || knownSince >= report.since
}

function judgedAnew(
  report: ReportIn<'awaiting-approval'>,
  { verdict, reason: why, evidence }: Stands,
  full: Evidence,
  filing: Filing,
): Pick<Surroundings, 'anew'> {
  const reasonNow = verdict === 'hold' ? why : filing.file ? report.reason : filing.why
  const reason = report.onlyByPerson ? report.reason : reasonNow
  // The data of today say the same as those of yesterday.
  const isSame = isDeepStrictEqual({ ...full, snapshotDate: '' }, { ...report.evidence, snapshotDate: '' })
  return isSame && reason === report.reason ? {} : { anew: { evidence, reason } }
}

/** Its alerts are told how it stands, where they have not been yet. */
async function tell({ tellAlerts, now }: ChaseReportsDeps, report: Report): Promise<Report> {
  return tellAlerts && isLeftToTell(report, now()) ? tellAlerts(report) : report
}

/** A closed report leaves the agenda; a withdrawn one is looked at once more first. */
async function endWatch(deps: ChaseReportsDeps, report: ReportIn<'closed'>, due: Due): Promise<void> {
  await deps.store.noteEvent(report)
  const told = await tell(deps, report)
  if (report.outcome === 'withdrawn' && report.lookedAgain !== true) {
    const lookAt = after(report.closedAt, lookAgainAfterMs)
    if (lookAt > deps.now()) return deps.agenda.askForLook(report.id, { chaseAt: lookAt })
    await lookAgain(deps, report)
    return deps.agenda.askForLook(report.id, { chaseAt: after(deps.now(), hourInMs), fileAt: deps.now() })
  }
  if (wantedPurpose(report))
    return deps.agenda.askForLook(report.id, { chaseAt: after(deps.now(), hourInMs) })
  await forget({ ...deps, writesBack: deps.tellAlerts !== undefined }, told, due)
}

async function lookAgain(deps: ChaseReportsDeps, report: ReportIn<'closed'>): Promise<void> {
  if ((await deps.judgeAgain(report)).stands) {
    for await (const { sighting } of deps.listSightings(report.caseKey, report.id)) {
      if (sighting.stands) await deps.openNext(report, sighting)
    }
  }
  const origin = { by: 'chaseReports', why: 'looked for sightings that came while it closed' }
  await changeReport(deps.store, report.id, () => ({ kind: 'looked-again', ...origin }), deps.now())
}
