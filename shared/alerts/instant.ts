/** ISO 8601 with any number of fraction digits, `T` or a blank, with or without zone; Kusto writes none for UTC. */
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i

/** Before this, and after it, a number of milliseconds is a counter or garbage rather than a time of an alert. */
const FIRST = Date.UTC(1990, 0)
const END = Date.UTC(2201, 0)

/**
 * A UTC instant as products write it. Digits after the millisecond are cut off, never rounded up, and text without a
 * zone is UTC. undefined for .NET's "never" (year 1) and for anything that is not a time.
 */
export function parseInstant(value: string | number): Date | undefined {
  const text = typeof value === 'string' ? value.trim() : value
  if (typeof text === 'number') return plausible(text)
  const match = ISO.exec(text)
  if (match !== null) return plausible(utcOf(match))
  if (/^\d{10}(?:\.\d+)?$/.test(text)) return plausible(Number(text) * 1000)
  return /^\d{13}$/.test(text) ? plausible(Number(text)) : undefined
}

function utcOf(match: RegExpExecArray): number {
  // By index: taking it apart costs as much as the search did.
  const part = (i: number) => Number(match[i] ?? 0)
  // A month 13 would count as January of the next year.
  if (part(2) > 12 || part(3) > 31 || part(4) > 24 || part(5) > 59 || part(6) > 60) return Number.NaN
  const fraction = match[7]
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))
  const utc = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6))
  return utc + milliseconds - offsetInMilliseconds(match[8] ?? 'Z')
}

function offsetInMilliseconds(zone: string): number {
  if (zone === 'Z') return 0
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * 60_000
}

/** Splunk and OCSF write seconds or milliseconds since 1970; which of them, the size says. */
function plausible(value: number): Date | undefined {
  const milliseconds = Math.abs(value) < 1e11 && value > 6e8 ? value * 1000 : value
  return milliseconds >= FIRST && milliseconds < END ? new Date(milliseconds) : undefined
}
