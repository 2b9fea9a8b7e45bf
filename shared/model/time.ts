export const secondInMs = 1000
export const minuteInMs = 60 * secondInMs
export const hourInMs = 60 * minuteInMs
export const dayInMs = 24 * hourInMs

/** The instant that many milliseconds after `at` (before, when negative). */
export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms)

/** The earlier of two instants, of which one may be unknown. */
export const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a < b ? a : b) : (a ?? b)

/** The later of two instants, of which one may be unknown. */
export const later = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a > b ? a : b) : (a ?? b)
