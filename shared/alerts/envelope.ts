import type { AlertSource } from './alert'

/** An alert on its way through queue `alerts`, by itself or as a reference to a blob in container `alerts`. */
export type Envelope = {
  readonly source: AlertSource
  /** How often the message came back from the poison queue. */
  readonly returned: number
  /** W3C trace context of who queued it. Not sealed: it leads to nothing but a line in a trace. */
  readonly traceParent?: string | undefined
} & ({ readonly alert: unknown } | { readonly blob: string })
