import type { LogFields } from './log'

export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** Whose trace a span belongs to: the invocation's, or that of a report, which every function adds to for weeks. */
export type SpanPlace =
  | {
      readonly in: 'invocation'
      /** W3C trace contexts: of who called us, and of what else led here. */
      readonly parent?: string | undefined
      readonly links?: readonly string[]
    }
  /** `isFirst`: the span that all others of this report stand below. */
  | { readonly in: 'report'; readonly reportId: string; readonly isFirst?: boolean }

/** Spans and metrics for whoever collects them. No method throws on account of telemetry itself. */
export type Telemetry = {
  /** Runs `work` in a span of this name; what it throws ends the span as an error, by its class alone. */
  readonly span: <T>(
    name: string,
    attributes: Attributes,
    work: (note: (attributes: Attributes) => void) => Promise<T>,
    place?: SpanPlace,
  ) => Promise<T>
  /** The metrics of a line of the log. */
  readonly count: (event: string, fields: LogFields) => void
  /** W3C trace context of the span we are in, to be handed on. */
  readonly traceParent: () => string | undefined
  readonly flush: () => Promise<void>
}
