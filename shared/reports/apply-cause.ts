import type { Cause } from './cause'
import { life } from './life'
import type { Step } from './life-steps'
import type { Report, Sent } from './report'

const mailsKept = 50

/**
 * The report after this cause: the very same object when nothing is to be written, else one change further, with the
 * Event of the change. Replies arrive late, twice and out of order, so none of them is an error.
 */
export function applyCause(report: Report, cause: Cause, at: Date): Report {
  if (isRepeat(report, cause)) return report
  const from = provenFirst(report, cause, at)
  const to = move(from, cause, at)
  const mail = 'mail' in cause && cause.kind !== 'desk-said' ? cause.mail : undefined
  return {
    ...(isReadOtherwise(from, cause) ? without(to) : to),
    change: report.change + 1,
    event: eventOf(report, cause, to, at),
    ...(mail !== undefined && { mails: [...report.mails, mail].slice(-mailsKept) }),
  }
}

/** A person has read the mail by which the report said what the desk says. */
const isReadOtherwise = ({ deskSays }: Report, cause: Cause): boolean =>
  'mail' in cause && cause.kind !== 'desk-said' && deskSays?.mail === cause.mail

function without(report: Report): Report {
  const { deskSays: _, ...rest } = report
  return rest
}

function isRepeat(report: Report, cause: Cause): boolean {
  if (cause.kind === 'desk-said' && report.deskSays?.mail === cause.mail) return true
  if ('mail' in cause) return report.mails.includes(cause.mail)
  if (cause.kind === 'noted') return (report.note ?? '') === cause.note
  if (cause.kind !== 'accepted' && cause.kind !== 'found-sent') return false
  // A door that gives no id at all: what is not known as sent cannot have been told before.
  if (!('sent' in report)) return false
  const known = report.sent.messageIds
  return report.status !== 'undeliverable' && cause.sent.messageIds.every((id) => known.includes(id))
}

/** A bounce or an answer to a report that is not known as sent proves that it was. */
function provenFirst(report: Report, cause: Cause, at: Date): Report {
  if (report.status !== 'queued' && report.status !== 'unconfirmed' && report.status !== 'undeliverable')
    return report
  const sent = proofOf(report, cause)
  return sent ? move(report, { ...cause, kind: 'found-sent', sent }, at) : report
}

function proofOf(report: Report, cause: Cause): Sent | undefined {
  if (!('receivedAt' in cause) || cause.kind === 'mail-noted' || cause.kind === 'mail-dismissed')
    return undefined
  return 'sent' in report ? report.sent : cause.proof
}

function move(report: Report, cause: Cause, at: Date): Report {
  // TypeScript cannot see that row and cell belong to this status and this kind; the type of `life` makes it so.
  const step = life[report.status][cause.kind] as Step<Report, Cause> | undefined
  return step ? step(report, cause, at) : report
}

/** What says nothing about whatever waits for a person: its question stays the one that it was. */
const asksNothing: readonly Cause['kind'][] = ['noted', 'takedown-seen', 'enriched', 'judged-anew']

function eventOf(report: Report, cause: Cause, to: Report, at: Date): Report['event'] {
  const { kind, by, why, question } = cause
  return {
    at,
    cause: kind,
    from: report.status,
    to: to.status,
    by,
    why,
    ...(question !== undefined && { question }),
    ...(asksNothing.includes(kind) && { upon: askingEvent(report) }),
  }
}

/** The change that a question of the report is about. */
export function askingEvent({ event }: Pick<Report, 'event'>): Pick<Report['event'], 'at' | 'cause' | 'why'> {
  const { at, cause, why } = event
  return event.upon ?? { at, cause, why }
}
