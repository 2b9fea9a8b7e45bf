import { AsyncLocalStorage } from 'node:async_hooks'
import type { Log } from './log'
import { inHand } from './stopping'
import type { Telemetry } from './telemetry'

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
