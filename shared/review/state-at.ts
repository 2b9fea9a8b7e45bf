import type { Report, Takedown } from '../reports/report'

/** How the endpoint of a report stood at an instant that has passed, by what was found until now. */
export function stateAt({ takedown, stood }: Report, at: Date): 'gone' | 'up' | 'unknown' {
  const found = stood?.findLast(({ since }) => since <= at)
  if (found) return wordFor(found.state)
  // Reports of before kept the last state alone, and the day on which the endpoint was first gone.
  if (!takedown || stood) return 'unknown'
  const { state, since, goneAt } = takedown
  if (since > at) return goneAt && goneAt <= at ? 'gone' : 'unknown'
  return wordFor(state)
}

const wordFor = (state: Takedown['state']) => (state === 'back' ? 'up' : state)
