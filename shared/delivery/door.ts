import type { ComposedMessage } from '../reports/report-mail'

/** What the server said about one recipient. */
export type RecipientAnswer = {
  readonly address: string
  readonly accepted: boolean
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
  | { readonly outcome: 'paused'; readonly reason: string; readonly remedy: string }
  /** `handOver` said no, or failed (`cause`): not one byte of the body left. */
  | { readonly outcome: 'hung-up'; readonly cause?: unknown }

export type LoginAnswer =
  { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly remedy: string }

/** A way out for a composed message. Its outcomes are values; it throws only on a fault of the program. */
export type Door = {
  readonly name: 'smtp'
  /**
   * @param handOver Awaited after the server has asked for the body and before its first byte leaves. It records that
   * from now on the outcome may be unknown; where it answers false, the line is cut and nothing was sent.
   */
  readonly deliver: (message: ComposedMessage, handOver: () => Promise<boolean>) => Promise<DeliveryAnswer>
  /** Connects, encrypts and logs in, sending nothing. */
  readonly tryLogin: () => Promise<LoginAnswer>
}
