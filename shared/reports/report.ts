import * as z from 'zod'
import { enrichmentSchema } from '../cases/enrichment'
import { endpointSchema, evidenceSchema } from '../cases/evidence-schema'
import { outcomes } from '../cases/outcome'
import { parseReportId, type ReportId } from '../model/report-id'

export { outcomes, type Outcome } from '../cases/outcome'

const instant = z.coerce.date()
const reportId = z.custom<ReportId>((value) => typeof value === 'string' && parseReportId(value) === value)

/** Statuses of a report, in the order of its life. `overdue` is not one: it follows from the clock. */
export const statuses = [
  'collecting',
  'awaiting-approval',
  'queued',
  'unconfirmed',
  'undeliverable',
  'sent',
  'acknowledged',
  'information-requested',
  'closed',
] as const

/** Whom a report has not reached, though it has left to others. */
const unreached = z.object({
  address: z.string(),
  /** The server's words. */
  why: z.string(),
  /** Put off: it is tried again on its own. */
  deferred: z.literal(true).exactOptional(),
  /** Only a copy; the report itself is for somebody else. */
  copy: z.literal(true).exactOptional(),
})

/** What left, and when. */
const sent = z.object({
  sentAt: instant,
  /** Door by which it left. */
  channel: z.string(),
  /** Every Message-ID that an answer may refer to: ours, and the server's where it replaced ours. */
  messageIds: z.array(z.string()),
  /** It went to REDIRECT_ALL_TO, whatever the report was opened for. */
  trial: z.literal(true).exactOptional(),
  /** Absent once everybody has it. */
  unreached: z.array(unreached).exactOptional(),
  /** Nobody whom the report itself is for has it, only a copy. */
  onlyCopies: z.literal(true).exactOptional(),
  /** Since when the mail for the rest of the recipients is wanted once more. */
  restWantedAt: instant.exactOptional(),
})

/** Where the ladder of follow-ups stands. */
const ladder = z.object({
  /** Follow-ups asked for so far: reminder, reminder, escalation. */
  asked: z.int().min(0).max(3),
  /** Those of them that left, or were given up. */
  done: z.int().min(0).max(3),
  /** Door by which the escalation left. */
  escalatedBy: z.string().exactOptional(),
  lastMailAt: instant,
  lastReplyAt: instant.exactOptional(),
  /** Where the present wait begins: our last mail, put off by what Microsoft wrote since. */
  waitsFrom: instant.exactOptional(),
  /** Milliseconds by which mails have put follow-ups off so far. */
  delayedInMs: z.int().min(0).exactOptional(),
})

const acknowledgement = z.object({
  at: instant,
  /** False for a mail whose sender could not be proven; such a one counts in no statistics. */
  verified: z.boolean(),
  caseNumber: z.string().exactOptional(),
})

export const deskOutcomes = ['takedown', 'no-action', 'rejected'] as const

/** What a believable mail says became of it, as read by the program: one witness, and not enough to close by. */
const deskSays = z.object({
  outcome: z.enum(deskOutcomes),
  at: instant,
  /** Key of the mail. */
  mail: z.string(),
})

/** Appended to the report's history: one per change, and the last one stands in the report itself. */
const event = z.object({
  at: instant,
  cause: z.string(),
  from: z.string(),
  to: z.string(),
  /** Who or what caused it: a function, a mail, a person. */
  by: z.string(),
  why: z.string(),
  /** The question that this answered, so that the same answer is not carried out twice. */
  question: z.string().exactOptional(),
  /** Where this one asks nothing anew: the last one before it that might. */
  upon: z.object({ at: instant, cause: z.string(), why: z.string() }).exactOptional(),
})

/** The sightings as of the last look. Those up to `settledTo` are not read again. */
const tally = z.object({
  count: z.int(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  settledCount: z.int(),
  settledTo: instant,
})

export const takedownStates = ['unknown', 'up', 'gone', 'back'] as const

/** Whether the endpoint is still there: an axis of its own, since an answer proves no takedown, nor silence the opposite. */
const takedown = z.object({
  state: z.enum(takedownStates),
  /** When the state began; for `gone` the first of the observations that agreed. */
  since: instant,
  /** When it was first gone; whatever shows it at work later makes it `back`. */
  goneAt: instant.exactOptional(),
  /** Observations on end that did not find it, and that nothing has contradicted since. */
  absence: z
    .object({ count: z.int().min(1), firstAt: instant, lastAt: instant, why: z.string() })
    .exactOptional(),
})

/** States that the endpoint has been found in, oldest first: what the report cannot say is not known. */
const stood = z.array(z.object({ state: z.enum(takedownStates), since: instant }))

/** What an alert may be told of its report. */
export const tellings = ['sent', 'acknowledged', 'closed'] as const

const base = z.object({
  id: reportId,
  caseKey: z.string(),
  endpoint: endpointSchema,
  endpointText: z.string(),
  evidence: evidenceSchema,
  /** How the opening alert reached us. */
  source: z.enum(['graph', 'queue', 'http']),
  verdict: z.enum(['report', 'hold']),
  openedAt: instant,
  /** Leaves only to REDIRECT_ALL_TO, counts in no statistics and uses up no endpoint. */
  trial: z.boolean(),
  change: z.int().min(0),
  event,
  tally,
  earlier: z.array(
    z.object({ reportId: z.string(), sentAt: instant.exactOptional(), outcome: z.string().exactOptional() }),
  ),
  /** Keys of the mails applied to it, newest last, so that none is applied twice. */
  mails: z.array(z.string()),
  lastError: z.string().exactOptional(),
  /** What a person wrote about it, for colleagues. Never leaves. */
  note: z.string().exactOptional(),
  /** What further sources said before it was filed. */
  enrichment: enrichmentSchema.exactOptional(),
  /** What the alerts behind it have last been told, and how many sightings there were then. */
  told: z.object({ status: z.enum(tellings), sightings: z.int() }).exactOptional(),
  /** Until then one run alone tells them. */
  tellingUntil: instant.exactOptional(),
  deskSays: deskSays.exactOptional(),
  /** Absent until the watch has looked for the first time. */
  takedown: takedown.exactOptional(),
  /** Absent where the endpoint has never been found in any state but `unknown`. */
  stood: stood.exactOptional(),
})

const inAbeyance = z.object({ ladder, acknowledgement: acknowledgement.exactOptional() })

export const reportSchema = z.discriminatedUnion('status', [
  base.extend({ status: z.literal('collecting'), windowEndsAt: instant }),
  base.extend({
    status: z.literal('awaiting-approval'),
    since: instant,
    reason: z.string(),
    askedAgain: z.boolean(),
    /** It would have left by itself, had there not been too many at once: no further evidence makes it leave. */
    onlyByPerson: z.literal(true).exactOptional(),
  }),
  base.extend({
    status: z.literal('queued'),
    since: instant,
    /** A person has approved it: only what rules it out altogether keeps it back. */
    byPerson: z.literal(true).exactOptional(),
    /** It came back from everybody: it goes to REPORT_FALLBACK_TO, and to nobody else. */
    fallback: z.literal(true).exactOptional(),
  }),
  base.extend({ status: z.literal('unconfirmed'), since: instant, reason: z.string() }),
  base.extend({
    status: z.literal('undeliverable'),
    since: instant,
    reason: z.string(),
    sent: sent.exactOptional(),
  }),
  base.extend({ status: z.literal('sent'), sent, ...inAbeyance.shape }),
  base.extend({ status: z.literal('acknowledged'), sent, ladder, acknowledgement }),
  base.extend({
    status: z.literal('information-requested'),
    sent,
    ...inAbeyance.shape,
    requestedAt: instant,
    /** Where it goes back to once a person has answered. */
    cameFrom: z.enum(['sent', 'acknowledged']),
  }),
  base.extend({
    status: z.literal('closed'),
    closedAt: instant,
    outcome: z.enum(outcomes),
    sent: sent.exactOptional(),
    acknowledgement: acknowledgement.exactOptional(),
    /** Key of the wording by which it closed. */
    wording: z.string().exactOptional(),
    /** Declined until this day: the endpoint opens no report before. */
    mutedUntil: instant.exactOptional(),
    /** The one-line withdrawal in the thread of a sent report. */
    withdrawal: z.enum(['due', 'done']).exactOptional(),
    /** Withdrawn reports are looked at once more, for a sighting that came while they closed. */
    lookedAgain: z.boolean().exactOptional(),
  }),
])

/** One abuse report. Each status carries exactly what is known then. */
export type Report = z.infer<typeof reportSchema>
export type Status = Report['status']
export type ReportIn<S extends Status> = Extract<Report, { status: S }>
export type Sent = z.infer<typeof sent>
export type Unreached = z.infer<typeof unreached>
export type Ladder = z.infer<typeof ladder>
export type Acknowledgement = z.infer<typeof acknowledgement>
export type Takedown = z.infer<typeof takedown>
export type Telling = (typeof tellings)[number]
export type Tally = z.infer<typeof tally>
