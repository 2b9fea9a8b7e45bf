import { after, dayInMs, later } from '../model/time'
import type { Purpose } from './purpose'
import type { Ladder, Report, ReportIn } from './report'
import { putOffRecipients } from './unreached'

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

/** By so much in all do mails of any kind put the follow-ups of a report off. */
const mostDelayInMs = 7 * dayInMs

const leftToDelay = ({ delayedInMs = 0 }: Ladder): number => Math.max(0, mostDelayInMs - delayedInMs)

const waitsFrom = (ladder: Ladder): Date =>
  ladder.waitsFrom ?? later(ladder.lastMailAt, ladder.lastReplyAt) ?? ladder.lastMailAt

/** The wait begins anew with a mail of Microsoft's, as long as any delay is left. */
export function putOff(ladder: Ladder, receivedAt: Date): Ladder {
  const from = waitsFrom(ladder)
  const delay = Math.min(Math.max(0, receivedAt.getTime() - from.getTime()), leftToDelay(ladder))
  return {
    ...ladder,
    lastReplyAt: receivedAt,
    waitsFrom: after(from, delay),
    delayedInMs: (ladder.delayedInMs ?? 0) + delay,
  }
}

/** When silence calls for the next follow-up, or at last for giving up. */
export function overdueFrom({ ladder }: Waiting, waits: Waits): Date {
  const days = [
    waits.reminderAfterDays,
    waits.secondReminderAfterDays,
    waits.escalateAfterDays,
    waits.giveUpAfterDays,
  ][ladder.asked]
  return after(waitsFrom(ladder), (days ?? 0) * dayInMs)
}

/** The same while a person has something to read or to answer: later by the delay that is left. */
export const overdueWhileAskedFrom = (report: Waiting, waits: Waits): Date =>
  after(overdueFrom(report, waits), leftToDelay(report.ladder))

type Waiting = ReportIn<'sent' | 'acknowledged' | 'information-requested'>

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
      if (putOffRecipients(report).length > 0 && !isGone(report)) return 'rest'
      return report.ladder.done < report.ladder.asked && !isGone(report)
        ? followUps[report.ladder.asked - 1]
        : undefined
    case 'closed':
      return report.withdrawal === 'due' && report.sent ? 'withdrawal' : undefined
    case 'collecting':
    case 'awaiting-approval':
    case 'unconfirmed':
    case 'undeliverable':
      return undefined
    default:
      return report satisfies never
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
    case 'information-requested':
      return report.ladder.asked < 3 ? overdueWhileAskedFrom(report, waits) : undefined
    case 'queued':
    case 'unconfirmed':
    case 'undeliverable':
    case 'closed':
      return undefined
    default:
      return report satisfies never
  }
}
