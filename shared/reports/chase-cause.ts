import type { Evidence } from '../cases/decision'
import { after, dayInMs } from '../model/time'
import type { Cause } from './cause'
import { isGone, overdueFrom, overdueWhileAskedFrom, type Waits } from './ladder'
import type { Report, ReportIn } from './report'

/** What a look at a report finds around it. */
export type Surroundings = {
  /** Any of its sightings still stands; else `why` not, where that is known. */
  readonly stands: boolean
  readonly why?: string
  /** Evidence that policy would file by itself, and until when it waits, or has waited, for more. */
  readonly better?: { readonly evidence: Evidence; readonly windowEndsAt: Date }
  /** What is to be shown of a report that is held, where that has changed. */
  readonly anew?: { readonly evidence: Evidence; readonly reason: string }
  /** A mail that speaks of it waits for a person. */
  readonly mailWaits: boolean
  /** REDIRECT_ALL_TO is gone. */
  readonly trialIsOver: boolean
}

/** What the clock, the sightings and the settings call for; undefined when nothing is due. Pure. */
export function chaseCause(report: Report, around: Surroundings, waits: Waits, now: Date): Cause | undefined {
  if (report.status === 'closed') return undefined
  if (report.trial && around.trialIsOver)
    return by('trial-over', 'REDIRECT_ALL_TO is gone, so its trial is over')
  if (!around.stands) return by('withdrawn', around.why ?? 'every alert behind it has been judged false')
  switch (report.status) {
    case 'awaiting-approval':
      return approvalCause(report, around, waits, now)
    case 'sent':
    case 'acknowledged':
    case 'information-requested':
      return goneCause(report) ?? ladderCause(report, around, waits, now)
    case 'collecting':
    case 'queued':
    case 'unconfirmed':
    case 'undeliverable':
      return undefined
    default:
      return report satisfies never
  }
}

const by = <K extends string>(kind: K, why: string) => ({ kind, by: 'chaseReports', why })

function approvalCause(
  report: ReportIn<'awaiting-approval'>,
  { better, anew }: Surroundings,
  waits: Waits,
  now: Date,
): Cause | undefined {
  if (better && !report.onlyByPerson) {
    return { ...by('better-evidence', 'by what is known now, policy would file it by itself'), ...better }
  }
  if (after(report.openedAt, waits.expireAfterDays * dayInMs) <= now) {
    return by('expired', `nobody answered for ${waits.expireAfterDays} days`)
  }
  const isTimeToAsk = after(report.openedAt, waits.askAgainAfterDays * dayInMs) <= now
  if (isTimeToAsk && !report.askedAgain)
    return by('asked-again', `unanswered for ${waits.askAgainAfterDays} days`)
  return anew && { ...by('judged-anew', 'by what its alerts say now'), ...anew }
}

/** The endpoint is gone, and Microsoft has not said that it was their doing. */
function goneCause(report: Report): Cause | undefined {
  return isGone(report) ? by('gone', `the endpoint is gone: ${goneWhy(report)}`) : undefined
}

const goneWhy = ({ takedown }: Report): string =>
  takedown?.absence ? `${takedown.absence.why}, since ${takedown.since.toISOString()}` : 'as the watch found'

/** Reminder, reminder, escalation, and then silence is the answer. One at a time. */
function ladderCause(
  report: ReportIn<'sent' | 'acknowledged' | 'information-requested'>,
  { mailWaits }: Surroundings,
  waits: Waits,
  now: Date,
): Cause | undefined {
  const { asked, done } = report.ladder
  const isAsked = mailWaits || report.status === 'information-requested'
  const due = isAsked ? overdueWhileAskedFrom(report, waits) : overdueFrom(report, waits)
  if (done < asked || due > now) return undefined
  // Whom Microsoft has asked something, it owes nothing.
  if (asked === 3)
    return report.status === 'information-requested'
      ? undefined
      : by('unanswered', 'two reminders and an escalation brought no answer')
  const delayedInMs = due.getTime() - overdueFrom(report, waits).getTime()
  const why = asked === 2 ? 'time to escalate' : `time for reminder ${asked + 1}`
  return { ...by('follow-up-due', why), ...(delayedInMs > 0 && { delayedInMs }) }
}
