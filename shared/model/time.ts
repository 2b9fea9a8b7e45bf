export const secondInMs = 1000
export const minuteInMs = 60 * secondInMs
export const hourInMs = 60 * minuteInMs
export const dayInMs = 24 * hourInMs

/** The instant that many milliseconds after `at` (before, when negative). */
export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms)

/** `2026-W47`: the week of ISO 8601, which belongs to the year of its Thursday. */
export function isoWeekOf(at: Date): string {
  const day = Math.floor(at.getTime() / dayInMs)
  // Day 0 was a Thursday.
  const thursday = new Date((day - ((day + 3) % 7) + 3) * dayInMs)
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const week = Math.floor((thursday.getTime() - first) / (7 * dayInMs)) + 1
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}

/** The earlier of two instants, of which one may be unknown. */
export const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a < b ? a : b) : (a ?? b)

/** The later of two instants, of which one may be unknown. */
export const later = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a > b ? a : b) : (a ?? b)
