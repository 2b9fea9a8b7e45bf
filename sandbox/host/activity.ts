import type { Invocation } from './invoke'

/** Counts what is in flight: the clock may jump only while nothing is. */
export type Activity = {
  readonly running: () => number
  /** Ends when nothing is. */
  readonly idle: () => Promise<void>
  /** Runs an invocation, from receiving its trigger to having settled it, and tells about both. */
  readonly track: (functionName: string, work: () => Promise<Invocation>) => Promise<Invocation>
}

export type ActivityEvent =
  | { readonly type: 'started'; readonly function: string; readonly running: number }
  | { readonly type: 'ended'; readonly function: string; readonly running: number; readonly error?: string }

export function createActivity(tell: (event: ActivityEvent) => void): Activity {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    running: () => running,
    idle: async () => {
      if (running > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    track: async (functionName, work) => {
      running += 1
      tell({ type: 'started', function: functionName, running })
      const result = await work().catch((error: unknown): Invocation => ({
        ok: false,
        error: error instanceof Error ? error : new Error(String(error)),
      }))
      running -= 1
      const error = result.ok ? {} : { error: result.error.stack ?? result.error.message }
      tell({ type: 'ended', function: functionName, running, ...error })
      if (running === 0) for (const resolve of waiting.splice(0)) resolve()
      return result
    },
  }
}
