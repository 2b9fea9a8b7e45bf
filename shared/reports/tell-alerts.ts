import { type AddComment, commentsOf } from '../alerts/graph-comments'
import type { GetAlert } from '../alerts/graph-client'
import type { Refused } from '../alerts/graph-request'
import { after, dayInMs, minuteInMs } from '../model/time'
import { utc } from './plain-text'
import type { Report, Telling } from './report'
import type { ReportStore } from './report-store'
import { outcomeInWords } from './words'

export type TellAlertsDeps = {
  readonly store: ReportStore
  /** Ids of the newest alerts out of Graph behind a report, as many as will be told. */
  readonly listNewestAlerts: (report: Report) => Promise<readonly string[]>
  readonly getAlert: GetAlert
  readonly addComment: AddComment
  /** False when no more requests are to be made in this run. */
  readonly takeRequest: () => boolean
  /** Told once per run why nothing more is written. */
  readonly onMissed: (refused: Refused) => void
  readonly now: () => Date
}

/** A closed report that could not be told of for so long is let go. */
const givesUpAfterMs = 7 * dayInMs

/** Longer than any run that may still be writing; shorter than the time to the next look. */
const leaseInMs = 15 * minuteInMs

/** What the alerts behind a report should say by now. What never left is not their business, and a trial is none. */
export function tellingOf(report: Report): Telling | undefined {
  if (report.trial || !('sent' in report) || report.status === 'undeliverable') return undefined
  if (report.status === 'closed') return 'closed'
  return 'acknowledgement' in report ? 'acknowledged' : 'sent'
}

/** Whether alerts are still to be told: of another status, or because more of them have come. */
export function isLeftToTell(report: Report, now: Date): boolean {
  const telling = tellingOf(report)
  if (telling === undefined) return false
  if (report.status === 'closed' && after(report.closedAt, givesUpAfterMs) <= now) return false
  return report.told?.status !== telling || report.told.sightings < report.tally.count
}

/** What marks a comment as ours, so that it is found again and not written twice. */
export const markOf = ({ id }: Report, telling: Telling): string => `[${id} ${telling}]`

/**
 * Writes what has become of a report under the alerts behind it. Each alert is read first: what stands there is not
 * written again, so an answer that got lost and a kill in between leave one comment.
 * @returns the report as it stands then
 */
export async function tellAlerts(deps: TellAlertsDeps, report: Report): Promise<Report> {
  const telling = tellingOf(report)
  if (telling === undefined || !(await claim(deps, report, telling))) return report
  for (const alertId of await deps.listNewestAlerts(report)) {
    if (!(await tellAlert(deps, report, telling, alertId))) return report
  }
  return (await noteTold(deps.store, report, telling)) ?? report
}

/** Two runs that read an alert at the same time would both find nothing there, and both write. */
async function claim({ store, now }: TellAlertsDeps, { id }: Report, telling: Telling): Promise<boolean> {
  const held = await store.get(id)
  if (!held || tellingOf(held.report) !== telling) return false
  if (held.report.tellingUntil && held.report.tellingUntil > now()) return false
  return store.save({ ...held.report, tellingUntil: after(now(), leaseInMs) }, held.etag)
}

/** @returns false when the rest has to wait */
async function tellAlert(
  deps: TellAlertsDeps,
  report: Report,
  telling: Telling,
  alertId: string,
): Promise<boolean> {
  if (!deps.takeRequest()) return false
  const answer = await deps.getAlert(alertId)
  if (answer.kind === 'refused') return goOn(deps, answer)
  const comments = answer.kind === 'alert' ? commentsOf(answer.alert) : undefined
  // Where nobody can see what stands there, nothing is added.
  if (comments === undefined || comments.some((text) => text.includes(markOf(report, telling)))) return true
  if (!deps.takeRequest()) return false
  const written = await deps.addComment(alertId, commentOf(report, telling))
  return written.kind === 'refused' ? goOn(deps, written) : true
}

/** What is held against one alert alone must not keep the others from being told. */
function goOn({ onMissed }: TellAlertsDeps, refused: Refused): boolean {
  if (refused.cause === 'rejected') return true
  onMissed(refused)
  return false
}

function commentOf(report: Report, telling: Telling): string {
  return `Abuse report ${report.id} to Microsoft: ${happenedTo(report)}. ${markOf(report, telling)}`
}

function happenedTo(report: Report): string {
  if (report.status === 'closed') {
    const outcome = outcomeInWords(report.outcome) ?? report.outcome
    return `closed on ${utc(report.closedAt)}, ${outcome}`
  }
  if ('acknowledgement' in report) return `acknowledged on ${utc(report.acknowledgement.at)}`
  return 'sent' in report ? `sent on ${utc(report.sent.sentAt)}` : 'sent'
}

/** Bookkeeping, no change of the report. Whoever was faster leaves it to the next look, which finds the marks. */
async function noteTold(store: ReportStore, told: Report, status: Telling): Promise<Report | undefined> {
  const held = await store.get(told.id)
  if (!held) return undefined
  const { tellingUntil: _over, ...rest } = held.report
  const report: Report = { ...rest, told: { status, sightings: told.tally.count } }
  return (await store.save(report, held.etag)) ? report : held.report
}
