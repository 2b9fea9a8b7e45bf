import { keyHash } from '../model/hash'
import type { ReportId } from '../model/report-id'
import { questionKey } from '../reports/question'
import type { Outcome, Report, Status } from '../reports/report'

/** Every decision, by the name it has on the page, in the API and at a terminal. */
export const decisionNames = [
  'approve',
  'decline',
  'withdraw',
  'close',
  'note',
  'answered',
  'was-sent',
  'was-not-sent',
  'send-again',
  'link-mail',
  'dismiss-mail',
  'revoke-wording',
  'replay',
  'dismiss-message',
  'stop-sending',
  'allow-sending',
] as const
export type DecisionName = (typeof decisionNames)[number]

/** Outcomes that a person can know of. */
export const closeOutcomes = ['takedown', 'no-action', 'rejected', 'gone', 'unanswered'] as const

/** What a mail may say about a report, in the words that the question offers. */
export const mailMeanings = [
  'acknowledged',
  'question',
  'taken down',
  'no action',
  'rejected',
  'bounced',
] as const
export type MailMeaning = (typeof mailMeanings)[number]

export type ReportAct =
  | { readonly kind: 'approve' | 'withdraw' | 'answered' | 'was-sent' | 'was-not-sent' | 'send-again' }
  | { readonly kind: 'decline'; readonly mutedUntil?: Date }
  | { readonly kind: 'close'; readonly outcome: Outcome }
  /** For colleagues; moves no status. Empty: the note is taken away. Made by `cleanNote`. */
  | { readonly kind: 'note'; readonly note: string }

export type ActKind = ReportAct['kind']

export type ReportDecision = {
  readonly about: 'report'
  readonly id: ReportId
  /** The change of the report that the person saw. */
  readonly seen: number
  readonly act: ReportAct
}

export type MailDecision = {
  readonly about: 'mail'
  readonly key: string
  readonly act:
    | { readonly kind: 'dismiss' }
    | {
        readonly kind: 'link'
        readonly reportId: ReportId
        readonly says: MailMeaning
        /** Whenever they write these words, not for this mail only. */
        readonly always?: true
      }
}

/** About a message that nobody could read. */
export type MessageDecision = {
  readonly about: 'quarantine'
  readonly key: string
  readonly act: { readonly kind: 'replay' | 'dismiss' }
}

export type SendingDecision = {
  readonly about: 'sending'
  readonly act: { readonly kind: 'stop' | 'allow' }
}

/** About words that were confirmed before. */
export type WordingDecision = {
  readonly about: 'wording'
  readonly key: string
  readonly act: { readonly kind: 'revoke' }
}

/** What a person decides, whichever door it comes through. */
export type Decision = ReportDecision | MailDecision | MessageDecision | SendingDecision | WordingDecision

/** Who decides, and where; or the words that were typed into the table. Both stand in the history. */
export type Decider = { readonly by: string } & ({ readonly where: string } | { readonly typed: string })

/** A person who typed into the table, and left no name. */
export const answeredInTable = 'answered in the table'

/**
 * What became of it. Only `done` changed anything. `done-before`: this very decision was carried out already, through
 * whichever door. `too-late`: something else was decided or happened since. `refused`: the status or the settings do
 * not allow it.
 */
export type Decided = {
  readonly kind: 'done' | 'done-before' | 'too-late' | 'refused' | 'unreadable' | 'unknown'
  /** For the person who decided. */
  readonly says: string
  /** As it is now. */
  readonly report?: Report
}

const allowed: { readonly [S in Status]: readonly ActKind[] } = {
  collecting: ['withdraw', 'close', 'note'],
  'awaiting-approval': ['approve', 'decline', 'withdraw', 'close', 'note'],
  queued: ['withdraw', 'close', 'note'],
  unconfirmed: ['was-sent', 'was-not-sent', 'send-again', 'withdraw', 'close', 'note'],
  undeliverable: ['send-again', 'was-sent', 'withdraw', 'close', 'note'],
  sent: ['answered', 'withdraw', 'close', 'note'],
  acknowledged: ['answered', 'withdraw', 'close', 'note'],
  'information-requested': ['answered', 'withdraw', 'close', 'note'],
  closed: ['note'],
}

/** What may be decided now, the likeliest first. */
export const actsFor = ({ status }: Pick<Report, 'status'>): readonly ActKind[] => allowed[status]

/**
 * What was decided, and what was seen when it was. Kept with the change that it made, it is how the same decision is
 * known again, through whichever door it comes the second time.
 */
export function markOf({ id, seen, act }: Pick<ReportDecision, 'id' | 'seen' | 'act'>): string {
  const detail = detailOf(act)
  // Two buttons for the same: the mail has not left, so it is to be sent.
  const kind = act.kind === 'was-not-sent' ? 'send-again' : act.kind
  return [questionKey(id, seen), kind, ...(detail === undefined ? [] : [detail])].join(' ')
}

function detailOf(act: ReportAct): string | undefined {
  if (act.kind === 'close') return act.outcome
  if (act.kind === 'decline') return act.mutedUntil?.toISOString()
  return act.kind === 'note' ? keyHash(act.note) : undefined
}
