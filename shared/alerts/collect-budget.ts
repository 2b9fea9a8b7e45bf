/**
 * Graph takes 150 requests a minute from an app, whatever function sends them. Collecting takes fewer, and the rest is
 * for what else asks.
 */
const mostRequestsPerMinute = 120
const minuteInMs = 60_000
const usualRunInMs = 4 * minuteInMs

export type BudgetDeps = {
  readonly now: () => Date
  readonly sleep: (ms: number) => Promise<void>
  /** Default: well within the function's timeout. A person at a terminal has as long as it takes. */
  readonly longestRunInMs?: number
  /** Once true, nothing more is begun. */
  readonly isStopping?: (() => boolean) | undefined
}

/** What one run may ask of Graph, shared by everything that the run does. */
export type CollectBudget = {
  readonly startedAt: Date
  /** True once nothing more may be begun in this run. */
  readonly isSpent: () => boolean
  /** Waits for its turn to ask; false when none is left in this run. */
  readonly take: () => Promise<boolean>
  /** Waits so long, if that is within the run; false, and no wait, where it is not. */
  readonly rest: (ms: number) => Promise<boolean>
}

export function collectBudget(deps: BudgetDeps): CollectBudget {
  const { now, sleep, longestRunInMs = usualRunInMs, isStopping = () => false } = deps
  const startedAt = now()
  const endsAt = startedAt.getTime() + longestRunInMs
  const takenAt: number[] = []
  const isSpent = () => isStopping() || now().getTime() > endsAt
  return {
    startedAt,
    isSpent,
    rest: async (ms) => {
      if (isStopping() || now().getTime() + ms > endsAt) return false
      await sleep(ms)
      return true
    },
    take: async () => {
      const at = now().getTime()
      const turn = Math.max(at, (takenAt.at(-mostRequestsPerMinute) ?? -Infinity) + minuteInMs)
      if (isSpent() || turn > endsAt) return false
      if (turn > at) await sleep(turn - at)
      takenAt.push(turn)
      return !isStopping()
    },
  }
}
