/** Seconds to wait; 0 to go on. */
export type RateLimit = (who: string, now: Date) => number

/** So many people at once are no team; the one who was away longest is forgotten. */
const mostPeople = 1_000

/**
 * A bucket a person: it holds `burst` requests and fills by `perMinute`. In the memory of one instance, since it is
 * to keep storage from being flooded, not to bill anybody.
 */
export function rateLimit(perMinute: number, burst: number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>()
  return (who, now) => {
    const at = now.getTime()
    const before = buckets.get(who) ?? { left: burst, at }
    const left = Math.min(burst, before.left + (Math.max(0, at - before.at) / 60_000) * perMinute)
    buckets.delete(who)
    buckets.set(who, { left: left >= 1 ? left - 1 : left, at })
    const oldest = buckets.keys().next().value
    if (buckets.size > mostPeople && oldest !== undefined) buckets.delete(oldest)
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / perMinute)
  }
}
