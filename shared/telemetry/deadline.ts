import { minuteInMs } from '../model/time'
import { isStopping } from './stopping'

/**
 * How long one run goes on beginning new work. functionTimeout in host.json is ten minutes, and whoever passes it takes
 * every other invocation of the instance along; the difference is for what was begun at the last moment.
 */
export const budgetInMs = 4 * minuteInMs

/** Asked before each item of a run: true once no other is to be begun, and the rest is left to the next run. */
export function deadline(now: () => Date, budget: number = budgetInMs): () => boolean {
  const endAt = now().getTime() + budget
  return () => isStopping() || now().getTime() > endAt
}
