import type { Takedown } from '../reports/report'
import { after, dayInMs, hourInMs } from '../model/time'
import type { Agreement } from './next-takedown'

/** Most that is taken down at all is taken down within days; the published mean is 29 (2021). */
const phases = [
  { untilInMs: 3 * dayInMs, everyInMs: hourInMs },
  { untilInMs: 30 * dayInMs, everyInMs: dayInMs },
  { untilInMs: Infinity, everyInMs: 7 * dayInMs },
] as const

/** When to look again: ever more rarely, but soon where an observation waits for others to agree with it. */
export function nextLookAt(sentAt: Date, takedown: Takedown, agreement: Agreement, now: Date): Date {
  const ageInMs = now.getTime() - sentAt.getTime()
  const everyInMs = phases.find(({ untilInMs }) => ageInMs < untilInMs)?.everyInMs ?? 7 * dayInMs
  const isUndecided = takedown.absence !== undefined && takedown.state !== 'gone'
  const soonInMs = Math.max(hourInMs, agreement.spreadInMs / Math.max(1, agreement.count - 1))
  return after(now, isUndecided ? Math.min(everyInMs, soonInMs) : everyInMs)
}
