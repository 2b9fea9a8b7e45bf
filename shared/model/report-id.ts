/** `DAR-2611-7F3K9QXM`: prefix, year and month (UTC), four characters of reversed time, four random. */
export type ReportId = string & { readonly __brand: 'ReportId' }

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const slots = 32 ** 4
const longestMonthInMs = 31 * 24 * 3600 * 1000

const encode = (value: number): string =>
  [15, 10, 5, 0].map((shift) => crockford.charAt((value >>> shift) & 31)).join('')

/**
 * Ids of one month sort newest first.
 * @param random whole number below 32⁴ (1,048,576), new for every call
 */
export function mintReportId(prefix: string, at: Date, random: number): ReportId {
  const monthBegan = Date.UTC(at.getUTCFullYear(), at.getUTCMonth())
  const slot = Math.floor(((at.getTime() - monthBegan) / longestMonthInMs) * slots)
  return brand(`${prefix}-${monthOf(at)}-${encode(slots - 1 - slot)}${encode(random % slots)}`)
}

/** Year and month as they stand in ids and partition keys: `2611`. */
export const monthOf = (at: Date): string => at.toISOString().slice(2, 7).replace('-', '')

const shape = /^([A-Z][A-Z0-9]{1,9})-(\d{2}(?:0[1-9]|1[0-2]))-([0-9A-HJKMNP-TV-Z]{6,8})$/

/** Any prefix and six to eight characters count, so that ids of older and other deployments are read too. */
export function parseReportId(text: string): ReportId | undefined {
  const id = text.trim().toUpperCase()
  return shape.test(id) ? brand(id) : undefined
}

/** When the id was minted, as far as it tells: to three seconds, or the beginning of the month for a shorter one. */
export function openedAround(id: ReportId): Date {
  const month = monthOfReport(id)
  const monthBegan = Date.UTC(2000 + Number(month.slice(0, 2)), Number(month.slice(2)) - 1)
  const time = id.slice(id.lastIndexOf('-') + 1)
  if (time.length < 8) return new Date(monthBegan)
  const read = Array.from(time.slice(0, 4)).reduce((value, digit) => value * 32 + crockford.indexOf(digit), 0)
  return new Date(monthBegan + Math.floor(((slots - 1 - read) / slots) * longestMonthInMs))
}

/** The month that stands in the id; partition key of its report. */
export const monthOfReport = (id: ReportId): string => id.split('-').at(-2) ?? ''

const brand = (text: string): ReportId => text as ReportId
