/** A run stays within Graph's 150 requests a minute and well within the function's timeout. */
const maxRequestsPerRun = 50
const maxRunInMs = 4 * 60_000

/** What one run may ask of Graph, shared by everything that the run does. */
export type CollectBudget = {
  readonly startedAt: Date
  /** True once nothing more may be begun in this run. */
  readonly isSpent: () => boolean
  /** Takes one request off; false when none is left. */
  readonly take: () => boolean
}

export function collectBudget(now: () => Date, isStopping: () => boolean = () => false): CollectBudget {
  const startedAt = now()
  let requests = 0
  const isLate = () => isStopping() || now().getTime() - startedAt.getTime() > maxRunInMs
  const isSpent = () => requests >= maxRequestsPerRun || isLate()
  return {
    startedAt,
    isSpent,
    take: () => {
      if (isSpent()) return false
      requests += 1
      return true
    },
  }
}
