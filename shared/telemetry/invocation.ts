import { AsyncLocalStorage } from 'node:async_hooks'
import type { Log } from './log'
import { inHand } from './stopping'
import type { Attributes, SpanPlace, Telemetry } from './telemetry'

/** One call of a function by the host, from its trigger to its end. */
export type Invocation = {
  readonly log: Log
  /** Absent where it is switched off. */
  readonly telemetry: Telemetry | undefined
  /** Begun so far. */
  storageOperations: number
}

const current = new AsyncLocalStorage<Invocation>()

/** The invocation that this code runs for; undefined at a terminal. */
export const currentInvocation = (): Invocation | undefined => current.getStore()

/** Runs `work`, and whatever it calls, as this invocation. */
export const asInvocation = <T>(
  { log, telemetry }: Pick<Invocation, 'log' | 'telemetry'>,
  work: () => Promise<T>,
): Promise<T> => current.run({ log, telemetry, storageOperations: 0 }, () => inHand(work))

/** Counted where storage is opened. */
export function countStorageOperation(): void {
  const invocation = current.getStore()
  if (invocation) invocation.storageOperations += 1
}

/** W3C trace context of the span that we are in, where spans are gathered. */
export const currentTraceParent = (): string | undefined => current.getStore()?.telemetry?.traceParent()

/** Runs `work` in a span of its own, where spans are gathered. */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (note: (attributes: Attributes) => void) => Promise<T>,
  place?: SpanPlace,
): Promise<T> {
  const telemetry = current.getStore()?.telemetry
  return telemetry ? telemetry.span(name, attributes, work, place) : work(() => undefined)
}
