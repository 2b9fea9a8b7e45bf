/** Habits and limits of Graph's list of alerts: documented, or told of by others who read it. Each is a switch. */
export type GraphWeather = {
  /** Largest page whatever `$top` says. Seen: 1000, and 100 of old. */
  readonly maxPageSize: number
  /** Whether a page with more behind it names the next, and for how long that link is good. */
  readonly links: 'good' | 'none' | { readonly livesInMs: number }
  /** Whether `$count=true` is answered. */
  readonly counts: boolean
  /** `$skip` ends here (elastic/integrations issue 20234: 500): with 400, or with an empty page and no link. */
  readonly skipEnd?: { readonly at: number; readonly with: 'refusal' | 'silence' }
  /** What is asked beyond that is answered with 429 and Retry-After. Documented: 150. */
  readonly requestsPerMinute?: number
  /** Every page names a next one, for ever. */
  readonly endlessLinks?: boolean
}

export const fineWeather: GraphWeather = { maxPageSize: 500, links: 'good', counts: true }

/** Tells whether this request is one too many in the last minute. */
export function requestLimit(): (now: Date, perMinute: number | undefined) => boolean {
  const askedAt: number[] = []
  return (now, perMinute) => {
    if (perMinute === undefined) return false
    const at = now.getTime()
    while ((askedAt[0] ?? Infinity) <= at - 60_000) askedAt.shift()
    if (askedAt.length >= perMinute) return true
    askedAt.push(at)
    return false
  }
}
