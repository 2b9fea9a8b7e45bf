import { after, dayInMs, later } from '../model/time'
import type { Purpose } from './purpose'
import type { Report, ReportIn } from './report'

/** How long to wait before each step, in days. */
export type Waits = {
  readonly reminderAfterDays: number
  readonly secondReminderAfterDays: number
  readonly escalateAfterDays: number
  readonly giveUpAfterDays: number
  readonly askAgainAfterDays: number
  readonly expireAfterDays: number
}

const followUps: readonly Purpose[] = ['reminder-1', 'reminder-2', 'escalation']

/** When silence calls for the next follow-up, or at last for giving up: counted from the last mail of either side. */
export function overdueFrom({ ladder }: ReportIn<'sent' | 'acknowledged'>, waits: Waits): Date {
  const days = [
    waits.reminderAfterDays,
    waits.secondReminderAfterDays,
    waits.escalateAfterDays,
    waits.giveUpAfterDays,
  ][ladder.asked]
  return after(later(ladder.lastMailAt, ladder.lastReplyAt) ?? ladder.lastMailAt, (days ?? 0) * dayInMs)
}

/**
 * Until when an answer was to be expected: the first wait after the report left or Microsoft wrote last. A reminder
 * does not put it off. Undefined where Microsoft owes none.
 */
export function answerDueAt(report: Report, waits: Waits): Date | undefined {
  if (report.status !== 'sent' && report.status !== 'acknowledged') return undefined
  const { sent, ladder } = report
  if (ladder.asked === 0) return overdueFrom(report, waits)
  return after(later(sent.sentAt, ladder.lastReplyAt) ?? sent.sentAt, waits.reminderAfterDays * dayInMs)
}

/** Derived from the clock, never stored: Microsoft owes an answer. */
export function isOverdue(report: Report, waits: Waits, now: Date): boolean {
  const due = answerDueAt(report, waits)
  return due !== undefined && due <= now
}

/** Known to be gone, and not active since: nothing is left to remind anybody of. */
export const isGone = ({ takedown, tally }: Report): boolean =>
  takedown?.state === 'gone' && tally.lastSeenAt <= takedown.since

/** What the report wants sent next, as it stands; undefined when nothing does. */
export function wantedPurpose(report: Report): Purpose | undefined {
  switch (report.status) {
    case 'queued':
      return 'initial'
    case 'sent':
    case 'acknowledged':
    case 'information-requested':
      return report.ladder.done < report.ladder.asked && !isGone(report)
        ? followUps[report.ladder.asked - 1]
        : undefined
    case 'closed':
      return report.withdrawal === 'due' && report.sent ? 'withdrawal' : undefined
    default:
      return undefined
  }
}

/** When something will happen to the report by itself; shown to people. */
export function nextStepAt(report: Report, waits: Waits): Date | undefined {
  switch (report.status) {
    case 'collecting':
      return report.windowEndsAt
    case 'awaiting-approval':
      return after(
        report.openedAt,
        (report.askedAgain ? waits.expireAfterDays : waits.askAgainAfterDays) * dayInMs,
      )
    case 'sent':
    case 'acknowledged':
      return overdueFrom(report, waits)
    default:
      return undefined
  }
}
