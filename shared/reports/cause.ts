import type { Evidence } from '../cases/decision'
import type { Enrichment } from '../cases/enrichment'
import type { Outcome, Sent, Takedown } from './report'

/** Who or what, and why in one sentence; both stand in the report's history. */
export type Origin = { readonly by: string; readonly why: string; readonly question?: string }

/** A mail out of the reply mailbox, or what a person read out of one. */
type MailOrigin = {
  /** Key of the mail, so that it is applied once. */
  readonly mail?: string
  readonly receivedAt: Date
  /** What the mail proves to have left, for a report whose delivery never said so. */
  readonly proof?: Sent
}

/** Everything that can change a report. */
export type Cause = Origin &
  /** With the evidence as it was judged then. */
  (
    | { readonly kind: 'filed'; readonly evidence?: Evidence }
    | { readonly kind: 'held'; readonly onlyByPerson?: true; readonly evidence?: Evidence }
    | { readonly kind: 'approved' }
    /** `windowEndsAt`: it waits until then for further alerts, and is filed or held then, like any other. */
    | { readonly kind: 'better-evidence'; readonly evidence: Evidence; readonly windowEndsAt: Date }
    /** What is known now says another thing of a report that is held; changes no status. */
    | { readonly kind: 'judged-anew'; readonly evidence: Evidence; readonly reason: string }
    /** Further sources have answered; changes no status. */
    | { readonly kind: 'enriched'; readonly enrichment: Enrichment }
    | { readonly kind: 'declined'; readonly mutedUntil?: Date }
    | { readonly kind: 'asked-again' }
    | { readonly kind: 'expired' }
    /** No sighting stands any more, or a person withdraws. */
    | { readonly kind: 'withdrawn' }
    | { readonly kind: 'accepted'; readonly sent: Sent }
    | { readonly kind: 'refused' }
    | { readonly kind: 'unproven' }
    /** An own copy, a bounce, a trusted answer or a person proves that the first report left. */
    | { readonly kind: 'found-sent'; readonly sent: Sent }
    | { readonly kind: 'send-again' }
    /** `fallback`: REPORT_FALLBACK_TO has not had it yet. */
    | ({ readonly kind: 'bounced'; readonly fallback?: true } & MailOrigin)
    | ({
        readonly kind: 'acknowledged'
        readonly verified: boolean
        readonly caseNumber?: string
      } & MailOrigin)
    | ({ readonly kind: 'information-requested' } & MailOrigin)
    | { readonly kind: 'answered' }
    | ({
        readonly kind: 'decided'
        readonly outcome: 'takedown' | 'no-action' | 'rejected'
        /** Key of the wording by which the mail was understood. */
        readonly wording?: string
      } & MailOrigin)
    /** A mail of a trusted sender reads like a decision; a second witness is wanted. */
    | ({ readonly kind: 'desk-said'; readonly outcome: 'takedown' | 'no-action' | 'rejected' } & MailOrigin)
    | { readonly kind: 'gone' }
    | { readonly kind: 'unanswered' }
    | { readonly kind: 'closed-by-person'; readonly outcome: Outcome }
    /** A person wrote a note, or took it away by an empty one. Moves no status. */
    | { readonly kind: 'noted'; readonly note: string }
    | { readonly kind: 'trial-over' }
    /** `delayedInMs`: for so long a mail that waits for a person has put it off. */
    | { readonly kind: 'follow-up-due'; readonly delayedInMs?: number }
    /** It left, or its outcome is unknown, or no door takes it: in each case it is not tried again. */
    | { readonly kind: 'follow-up-done'; readonly sent?: Sent }
    /** The mail for the recipients that had been put off left, or was given up. */
    | { readonly kind: 'rest-done'; readonly sent?: Sent }
    | { readonly kind: 'withdrawal-done' }
    | { readonly kind: 'looked-again' }
    /** The watch found the endpoint gone, at work, or back. Moves no status by itself. */
    | { readonly kind: 'takedown-seen'; readonly takedown: Takedown }
    /** A matched mail that moves nothing by itself. */
    | ({ readonly kind: 'mail-noted' } & MailOrigin)
    /** A person says that a mail is nothing to go by. */
    | ({ readonly kind: 'mail-dismissed' } & MailOrigin)
  )

export type CauseKind = Cause['kind']
export type CauseOf<K extends CauseKind> = Extract<Cause, { kind: K }>
