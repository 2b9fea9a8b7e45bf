import type { Alert, AlertSource } from './alert'

/** What the seal of an envelope covers: an alert by itself, or a reference to a blob in container `alerts`. */
export type SealedContent = {
  readonly source: AlertSource
  /** How often the message came back from the poison queue. */
  readonly returned: number
} & ({ readonly alert: unknown } | { readonly blob: string })

/** An alert on its way through queue `alerts`. */
export type Envelope = SealedContent & {
  /** W3C trace context of who queued it. Not sealed: it leads to nothing but a line in a trace. */
  readonly traceParent?: string | undefined
  /** What was read in the alert, where it was read before it was queued. Bears a seal of its own. */
  readonly read?: Alert | undefined
}
