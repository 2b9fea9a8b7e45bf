import type { Evidence } from '../cases/decision'
import type { Purpose } from '../reports/purpose'
import type { Report } from '../reports/report'
import type { Delivery, DeliveryIn } from './delivery'

export const doorNames = ['smtp', 'graph', 'msrc'] as const

export type DoorName = (typeof doorNames)[number]

/** Doors whose messages are mails: what leaves there can bounce, and be answered. */
export const mailDoors: readonly string[] = ['smtp', 'graph'] satisfies readonly DoorName[]

/** What a message is about, as far as a door may mind. */
export type Topic = { readonly evidence: Evidence; readonly purpose: Purpose }

/** What the server said about one recipient. */
export type RecipientAnswer = {
  readonly address: string
  readonly accepted: boolean
  /** Not for good: it may be tried again. */
  readonly deferred?: true
  /** Gets only a copy. */
  readonly copy?: true
  /** The server's words about this recipient, where it refused. */
  readonly response?: string
}

/**
 * What became of one attempt. Only `unknown` may have been delivered without our knowledge; `accepted` was delivered,
 * and every other outcome certainly was not.
 */
export type DeliveryAnswer =
  | {
      readonly outcome: 'accepted'
      /** Our Message-ID, and the server's where it replaced ours: an answer may refer to either. */
      readonly messageIds: readonly string[]
      readonly recipients: readonly RecipientAnswer[]
      readonly response: string
      /** What the receiver calls it, where it said so. */
      readonly reference?: string
    }
  /** For good: sending this message to these recipients again cannot help. */
  | {
      readonly outcome: 'refused'
      readonly recipients: readonly RecipientAnswer[]
      readonly response: string
    }
  /** For now: the same message may be tried again later. */
  | { readonly outcome: 'deferred'; readonly response: string }
  /** The body had left, and no answer came. To be looked up, never blindly sent again. */
  | { readonly outcome: 'unknown'; readonly response: string }
  /** The door itself is shut, whatever the message: login, encryption, throttling, our sender address. */
  | {
      readonly outcome: 'paused'
      readonly reason: string
      readonly remedy: string
      /** When the other side wants to be asked again, where it said so. */
      readonly until?: Date
    }
  /** `handOver` said no, or failed (`cause`): not one byte of the body left. */
  | { readonly outcome: 'hung-up'; readonly cause?: unknown }

export type LoginAnswer =
  { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly remedy: string }

/** What a door carries: at least these exact bytes. */
export type Parcel = {
  readonly raw: Buffer
  /** Hex SHA-256 of `raw`. */
  readonly sha256: string
  /** Whom it goes to, where it is a mail. */
  readonly envelope?: { readonly to: readonly string[] }
}

/**
 * Records that from now on the outcome may be unknown, and answers whether the sender may go on.
 * @param draft what now lies ready at the server, and the hash of what it was made from, to be found again after a
 * crash
 * @param answered what the server has said of each recipient, where it says so before the body leaves
 */
export type HandOver = (
  draft?: { readonly draftId: string; readonly messageHash: string },
  answered?: readonly RecipientAnswer[],
) => Promise<boolean>

/**
 * What the door itself can tell of an attempt. `not-sent` is certain, `unproven` says nothing and never will, `absent`:
 * no copy yet, which may still show, `unread`: ask later.
 */
export type LookedUp = 'sent' | 'not-sent' | 'absent' | 'unproven' | 'unread'

/** A way out for one kind of parcel. Its outcomes are values; it throws only on a fault of the program. */
export type Door<P extends Parcel = Parcel> = {
  readonly name: DoorName
  /** What its bytes are kept as. */
  readonly format: 'eml' | 'json'
  readonly takes: (topic: Topic) => boolean
  /**
   * @param handOver Awaited right before the step that cannot be taken back: the first byte of the body, where the
   * server has asked for it, or the request that sends. Where it answers false, nothing more is done.
   * @param claim the attempt, with what earlier attempts left at the server
   */
  readonly deliver: (parcel: P, handOver: HandOver, claim?: DeliveryIn<'claimed'>) => Promise<DeliveryAnswer>
  /** Connects, encrypts and logs in, sending nothing. */
  readonly tryLogin: () => Promise<LoginAnswer>
  /** What became of an attempt whose outcome is unknown. Where it is absent, only our own copy can tell. */
  readonly lookUp?: (delivery: Delivery) => Promise<LookedUp>
}

/** A parcel ready to leave through the door it was made for. */
export type ReadyParcel = Parcel & { readonly deliver: (handOver: HandOver) => Promise<DeliveryAnswer> }

/** A door together with what makes its parcels, so that no parcel meets another's door. */
export type WayOut = Omit<Door, 'deliver'> & {
  readonly prepare: (report: Report, claim: DeliveryIn<'claimed'>) => Promise<ReadyParcel>
}

export function wayOut<P extends Parcel>(
  { deliver, ...door }: Door<P>,
  compose: (report: Report, claim: DeliveryIn<'claimed'>) => Promise<P>,
): WayOut {
  return {
    ...door,
    prepare: async (report, claim) => {
      const parcel = await compose(report, claim)
      return { ...parcel, deliver: (handOver) => deliver(parcel, handOver, claim) }
    },
  }
}
