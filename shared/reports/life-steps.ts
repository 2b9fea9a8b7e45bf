import type { Cause, CauseOf } from './cause'
import { isGone, putOff } from './ladder'
import type { Acknowledgement, Outcome, Report, ReportIn, Sent } from './report'

/** The report after this cause. Pure; the caller counts the change and writes the Event. */
export type Step<R extends Report, C extends Cause> = (report: R, cause: C, at: Date) => Report

/** The members that every status has. */
type Shared = Omit<Report, 'status'>

/** The report without what belongs to the status it leaves. */
export function enterBase(report: Report): Shared {
  const { id, caseKey, endpoint, endpointText, evidence, source, verdict, openedAt, trial } = report
  const { change, event, tally, earlier, mails, lastError, takedown, stood, enrichment, told, note } = report
  const identity = { id, caseKey, endpoint, endpointText, evidence, source, verdict, openedAt, trial }
  const history = { change, event, tally, earlier, mails, ...(lastError !== undefined && { lastError }) }
  const watched = { ...(takedown && { takedown }), ...(stood && { stood }) }
  return {
    ...identity,
    ...history,
    ...watched,
    ...(report.deskSays && { deskSays: report.deskSays }),
    ...(enrichment && { enrichment }),
    ...(told && { told }),
    ...(note !== undefined && { note }),
  }
}

/** A note may be written whatever the status, and changes nothing else. */
export function noted<R extends Report>({ note: _before, ...report }: R, { note }: CauseOf<'noted'>): R {
  // The one key that is taken away is optional in every status.
  return { ...report, ...(note !== '' && { note }) } as R
}

/** An endpoint that flickers oftener than this is not followed back to its beginning. */
const statesKept = 30

/** The watch says this only of a state other than the one before. */
export function takedownSeen<R extends Report>(report: R, { takedown }: CauseOf<'takedown-seen'>): R {
  const { state, since } = takedown
  const before =
    report.stood ?? (report.takedown && report.takedown.state !== 'unknown' ? [report.takedown] : [])
  const known = before.map((one) => ({ state: one.state, since: one.since }))
  return { ...report, takedown, stood: [...known, { state, since }].slice(-statesKept) }
}

export function close(report: Report, outcome: Outcome, at: Date): ReportIn<'closed'> {
  const sent = 'sent' in report ? report.sent : undefined
  const acknowledgement = 'acknowledgement' in report ? report.acknowledgement : undefined
  const kept = { ...(sent && { sent }), ...(acknowledgement && { acknowledgement }) }
  return { ...enterBase(report), ...kept, status: 'closed', closedAt: at, outcome }
}

/** The ladder begins to count when the mail has left. */
export function sentNow(report: Report, sent: Sent): ReportIn<'sent'> {
  const ladder = { asked: 0, done: 0, lastMailAt: sent.sentAt }
  return {
    ...enterBase(report),
    trial: report.trial || sent.trial === true,
    status: 'sent',
    sent,
    ladder,
  }
}

/** Microsoft has written: the ladder waits for a while longer. */
export function reply<R extends ReportIn<'sent' | 'acknowledged' | 'information-requested'>>(
  report: R,
  cause: { readonly receivedAt: Date },
): R {
  return { ...report, ladder: putOff(report.ladder, cause.receivedAt) }
}

/**
 * What a mail says became of the endpoint. A takedown that the watch has seen as well has its two witnesses; anything
 * else stands beside the status until a second one comes.
 */
export function deskSaid(
  report: ReportIn<'sent' | 'acknowledged' | 'information-requested'>,
  cause: CauseOf<'desk-said'>,
  at: Date,
): Report {
  const told = withDeskSays(reply(report, cause), cause)
  return isGone(report) && cause.outcome === 'takedown' ? close(told, 'takedown', at) : told
}

export const withDeskSays = <R extends Report>(
  report: R,
  { outcome, receivedAt, mail = '' }: CauseOf<'desk-said'>,
): R => ({
  ...report,
  deskSays: { outcome, at: receivedAt, mail },
})

/** The endpoint is gone: a takedown if the desk has said so. */
export const gone = (report: Report, _cause: Cause, at: Date): Report =>
  close(report, report.deskSays?.outcome === 'takedown' ? 'takedown' : 'gone', at)

/** A later acknowledgement adds its case number and its proof; it takes neither away. */
export function withAcknowledgement(
  before: Acknowledgement | undefined,
  cause: CauseOf<'acknowledged'>,
): Acknowledgement {
  const caseNumber = before?.caseNumber ?? cause.caseNumber
  return {
    at: before?.at ?? cause.receivedAt,
    verified: (before?.verified ?? false) || cause.verified,
    ...(caseNumber !== undefined && { caseNumber }),
  }
}
