import type { Evidence } from '../cases/decision'
import { enrichedEvidence } from '../cases/enriched-evidence'
import type { CauseKind, CauseOf } from './cause'
import { enriched } from './enriched'
import {
  close,
  deskSaid,
  enterBase,
  gone,
  noted,
  reply,
  sentNow,
  takedownSeen,
  withAcknowledgement,
  withDeskSays,
  type Step,
} from './life-steps'
import type { Report, ReportIn, Sent, Status } from './report'
import { reachedAfterRest } from './unreached'

/** One row per status, one cell per cause that moves it. An empty cell moves nothing: the cause becomes an Event only. */
export type Life = { readonly [S in Status]: Row<ReportIn<S>> }

/** What may happen to a report in any of these statuses. */
type Row<R extends Report> = { readonly [K in CauseKind]?: Step<R, CauseOf<K>> | undefined }

/** What may happen to a report whatever its status. */
const always: Row<Report> = { noted, 'takedown-seen': takedownSeen }

/** What may happen to a report whatever its status, until it is closed. */
const untilClosed: Row<Exclude<Report, { status: 'closed' }>> = {
  ...always,
  'closed-by-person': (report, cause, at) => close(report, cause.outcome, at),
  'trial-over': (report, _cause, at) => (report.trial ? close(report, 'trial', at) : report),
}

const withIds = (sent: Sent, before: Sent): Sent => ({
  ...sent,
  messageIds: [...new Set([...before.messageIds, ...sent.messageIds])],
})

/** Something proves that the report left although its delivery did not say so; then the proof itself is applied. */
const provenSent: Row<ReportIn<'queued' | 'unconfirmed' | 'undeliverable'>> = {
  accepted: (report, cause) => sentNow(report, cause.sent),
  'found-sent': (report, cause) => sentNow(report, cause.sent),
}

type BeforeSending = 'collecting' | 'awaiting-approval' | 'queued' | 'unconfirmed' | 'undeliverable'

const waitsForSending: Row<ReportIn<BeforeSending>> = {
  ...untilClosed,
  withdrawn: (report, _cause, at) => close(report, 'withdrawn', at),
}

/** Sent, and no decision yet. */
const waitsForMicrosoft: Row<ReportIn<'sent' | 'acknowledged' | 'information-requested'>> = {
  ...untilClosed,
  decided: (report, cause, at) => ({
    ...close(reply(report, cause), cause.outcome, at),
    ...(cause.wording !== undefined && { wording: cause.wording }),
  }),
  'desk-said': deskSaid,
  gone,
  withdrawn: (report, _cause, at) => ({ ...close(report, 'withdrawn', at), withdrawal: 'due' }),
  'follow-up-due': (report, { delayedInMs = 0 }) => ({
    ...report,
    ladder: {
      ...report.ladder,
      asked: Math.min(3, report.ladder.asked + 1),
      delayedInMs: (report.ladder.delayedInMs ?? 0) + delayedInMs,
    },
  }),
  'follow-up-done': (report, cause, at) => ({
    ...report,
    sent: { ...report.sent, messageIds: [...report.sent.messageIds, ...(cause.sent?.messageIds ?? [])] },
    ladder: {
      ...report.ladder,
      done: report.ladder.asked,
      lastMailAt: cause.sent?.sentAt ?? at,
      waitsFrom: cause.sent?.sentAt ?? at,
      ...(cause.sent && report.ladder.asked === 3 && { escalatedBy: cause.sent.channel }),
    },
  }),
  'rest-done': (report, { sent }, at) => {
    const { unreached: _unreached, onlyCopies: _copies, restWantedAt: _at, ...before } = report.sent
    const messageIds = [...new Set([...before.messageIds, ...(sent?.messageIds ?? [])])]
    return { ...report, sent: { ...before, messageIds, ...reachedAfterRest(report.sent, sent, at) } }
  },
  /** Comes after its answer: fills in what is known of the sending, and moves nothing back. */
  accepted: (report, { sent }) => ({ ...report, sent: withIds(sent, report.sent) }),
  /** A person has written to Microsoft; the ladder waits from then on. */
  answered: (report, _cause, at) => ({
    ...report,
    ladder: { ...report.ladder, lastMailAt: at, waitsFrom: at },
  }),
}

/** The report with the evidence as it was judged now, and what further sources said besides. */
const withEvidence = <R extends Report>(report: R, evidence: Evidence | undefined): R =>
  evidence ? { ...report, evidence: enrichedEvidence(evidence, report.endpoint, report.enrichment) } : report

const held: Step<Report, CauseOf<'held'>> = (report, cause, at) => ({
  ...enterBase(withEvidence(report, cause.evidence)),
  status: 'awaiting-approval',
  since: at,
  reason: cause.why,
  askedAgain: false,
  ...(cause.onlyByPerson && { onlyByPerson: cause.onlyByPerson }),
})

export const life: Life = {
  collecting: {
    ...waitsForSending,
    enriched: (report, { enrichment }) => enriched(report, enrichment),
    filed: (report, { evidence }, at) => ({
      ...enterBase(withEvidence(report, evidence)),
      status: 'queued',
      since: at,
    }),
    held,
  },
  'awaiting-approval': {
    ...waitsForSending,
    enriched: (report, { enrichment }) => enriched(report, enrichment),
    approved: (report, _cause, at) => ({ ...enterBase(report), status: 'queued', since: at, byPerson: true }),
    'better-evidence': (report, { evidence, windowEndsAt }) => ({
      ...enterBase(withEvidence(report, evidence)),
      status: 'collecting',
      windowEndsAt,
    }),
    'judged-anew': (report, { evidence, reason }) => ({ ...withEvidence(report, evidence), reason }),
    declined: (report, cause, at) => ({
      ...close(report, 'declined', at),
      ...(cause.mutedUntil && { mutedUntil: cause.mutedUntil }),
    }),
    'asked-again': (report) => ({ ...report, askedAgain: true }),
    expired: (report, _cause, at) => close(report, 'expired', at),
  },
  queued: {
    ...waitsForSending,
    ...provenSent,
    /** What policy had filed and nothing has been sent of; a person's decision stays. */
    held: (report, cause, at) => (report.byPerson || report.fallback ? report : held(report, cause, at)),
    refused: (report, cause, at) => ({
      ...enterBase(report),
      status: 'undeliverable',
      since: at,
      reason: cause.why,
    }),
    unproven: (report, cause, at) => ({
      ...enterBase(report),
      status: 'unconfirmed',
      since: at,
      reason: cause.why,
    }),
  },
  unconfirmed: {
    ...waitsForSending,
    ...provenSent,
    'send-again': (report, _cause, at) => ({
      ...enterBase(report),
      status: 'queued',
      since: at,
      byPerson: true,
    }),
  },
  undeliverable: {
    ...waitsForSending,
    ...provenSent,
    /** Where it came back before its sender knew that it had left, that fills in what is known and undoes no bounce. */
    accepted: (report, cause) =>
      report.sent ? { ...report, sent: withIds(cause.sent, report.sent) } : sentNow(report, cause.sent),
    'send-again': (report, _cause, at) => ({
      ...enterBase(report),
      status: 'queued',
      since: at,
      byPerson: true,
    }),
  },
  sent: {
    ...waitsForMicrosoft,
    bounced: (report, cause, at) =>
      cause.fallback
        ? { ...enterBase(report), status: 'queued', since: at, fallback: true }
        : {
            ...enterBase(report),
            status: 'undeliverable',
            since: at,
            reason: cause.why,
            sent: report.sent,
          },
    acknowledged: (report, cause) => ({
      ...reply(report, cause),
      status: 'acknowledged',
      acknowledgement: withAcknowledgement(undefined, cause),
    }),
    'information-requested': (report, cause) => ({
      ...reply(report, cause),
      status: 'information-requested',
      requestedAt: cause.receivedAt,
      cameFrom: 'sent',
    }),
    unanswered: (report, _cause, at) => close(report, 'unanswered', at),
  },
  acknowledged: {
    ...waitsForMicrosoft,
    acknowledged: (report, cause) => ({
      ...reply(report, cause),
      acknowledgement: withAcknowledgement(report.acknowledgement, cause),
    }),
    'information-requested': (report, cause) => ({
      ...reply(report, cause),
      status: 'information-requested',
      requestedAt: cause.receivedAt,
      cameFrom: 'acknowledged',
    }),
    unanswered: (report, _cause, at) => close(report, 'unanswered', at),
  },
  'information-requested': {
    ...waitsForMicrosoft,
    acknowledged: (report, cause) => ({
      ...reply(report, cause),
      acknowledgement: withAcknowledgement(report.acknowledgement, cause),
      cameFrom: 'acknowledged',
    }),
    answered: ({ requestedAt: _requestedAt, cameFrom, acknowledgement, ...report }, _cause, at) => {
      const ladder = { ...report.ladder, lastMailAt: at, waitsFrom: at }
      return cameFrom === 'acknowledged' && acknowledgement
        ? { ...report, ladder, acknowledgement, status: 'acknowledged' }
        : { ...report, ladder, ...(acknowledgement && { acknowledgement }), status: 'sent' }
    },
  },
  closed: {
    ...always,
    decided: (report, cause) => ({ ...report, outcome: cause.outcome }),
    /** Gone, and the desk says that it was their doing. */
    'desk-said': (report, cause) =>
      report.outcome === 'gone' && cause.outcome === 'takedown'
        ? { ...withDeskSays(report, cause), outcome: 'takedown' }
        : withDeskSays(report, cause),
    accepted: (report, cause) => ({
      ...report,
      sent: report.sent ?? cause.sent,
      ...(report.outcome === 'withdrawn' && !report.sent && { withdrawal: 'due' }),
    }),
    'withdrawal-done': (report) => ({ ...report, withdrawal: 'done' }),
    'looked-again': (report) => ({ ...report, lookedAgain: true }),
  },
}
