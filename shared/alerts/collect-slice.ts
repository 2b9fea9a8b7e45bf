import { graphOrigin } from './graph-request'

/** Ticks of 100 nanoseconds since 1970: as fine as the timestamps of Graph. */
export type Ticks = bigint

/** Both ends belong to it. */
export type Range = { readonly from: Ticks; readonly to: Ticks }

/**
 * A part of the alerts that one request asks for: a stretch of `lastUpdateDateTime`, narrowed by the other properties
 * that `$filter` takes where time alone is not fine enough.
 */
export type Slice = Range & {
  /** Of `createdDateTime`; an end that is missing is open. */
  readonly created?: { readonly from?: Ticks | undefined; readonly to?: Ticks | undefined } | undefined
  /** Conditions on severity, status and serviceSource, in this order. */
  readonly conditions?: readonly string[] | undefined
  /** Graph refused it, or a longer one around it, while it answered for others. */
  readonly isRefused?: true | undefined
}

export const tickInMs = 10_000n
const dayInTicks = 86_400_000n * tickInMs
/** Graph keeps alerts for half a year; what is older has a part of its own. */
const mostAge = 400n * dayInTicks

export const ticksOf = (at: Date): Ticks => BigInt(at.getTime()) * tickInMs

/** Rounded down to the millisecond. */
export const dateOf = (ticks: Ticks): Date => new Date(Number(ticks / tickInMs))

/** ISO 8601 in UTC: three fractional digits, or seven where three would round. */
export function textOfTicks(ticks: Ticks): string {
  const text = dateOf(ticks).toISOString()
  const rest = ticks % tickInMs
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(4, '0')}Z`
}

/** `value` of {@link textOfTicks}, or any instant with up to seven fractional digits; undefined where it is none. */
export function parseTicks(value: string): Ticks | undefined {
  const [, whole = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(value) ?? []
  const seconds = Date.parse(`${whole}Z`)
  return Number.isNaN(seconds) ? undefined : BigInt(seconds) * tickInMs + BigInt(fraction.padEnd(7, '0'))
}

/** Longer than a millisecond and not narrowed otherwise: such a slice may be cut wherever it suits. */
export const isCoarse = (slice: Slice): boolean => slice.to - slice.from > tickInMs && isPlain(slice)

export function filterOf({ from, to, created, conditions = [] }: Slice): string {
  const clauses = [`lastUpdateDateTime ge ${textOfTicks(from)}`, `lastUpdateDateTime le ${textOfTicks(to)}`]
  if (created?.from !== undefined) clauses.push(`createdDateTime ge ${textOfTicks(created.from)}`)
  if (created?.to !== undefined) clauses.push(`createdDateTime le ${textOfTicks(created.to)}`)
  return [...clauses, ...conditions].join(' and ')
}

/** How a page is asked for. `plain` is for a Graph that refuses the other. */
export type Asking = { readonly top: number; readonly counts: boolean }
export const rich: Asking = { top: 1000, counts: true }
export const plain: Asking = { top: 100, counts: false }

export function pageUrl(endpoint: string, slice: Slice, { top, counts }: Asking, skip = 0): string {
  const query = [
    `$filter=${encodeURIComponent(filterOf(slice))}`,
    `$top=${top}`,
    ...(counts ? ['$count=true'] : []),
    ...(skip > 0 ? [`$skip=${skip}`] : []),
  ]
  return `${graphOrigin(endpoint)}/v1.0/security/alerts_v2?${query.join('&')}`
}

/** Values that Graph documents. What has another is in the part that excludes them all, so no alert falls between. */
const properties = {
  severity: ['unknown', 'informational', 'low', 'medium', 'high'],
  status: ['unknown', 'new', 'inProgress', 'resolved'],
  serviceSource: [
    'microsoftDefenderForEndpoint',
    'microsoftDefenderForIdentity',
    'microsoftDefenderForCloudApps',
    'microsoftDefenderForOffice365',
    'microsoft365Defender',
    'azureAdIdentityProtection',
    'microsoftAppGovernance',
    'dataLossPrevention',
    'microsoftDefenderForCloud',
    'microsoftSentinel',
    'microsoftInsiderRiskManagement',
    'microsoftThreatIntelligence',
  ],
} as const

const partsByValue = Object.entries(properties).map(([name, values]) => [
  ...values.map((value) => `${name} eq '${value}'`),
  values.map((value) => `${name} ne '${value}'`).join(' and '),
])

/**
 * The parts of a slice that is no longer than a millisecond: by the time of creation, then by finer ticks of the last
 * update, then by value. Together they are the slice. undefined where nothing divides it any more.
 */
export function partsOf(slice: Slice): readonly Slice[] | undefined {
  const { from, to, conditions = [] } = slice
  const created = createdParts(slice)
  if (created !== undefined) return created.map((part) => ({ ...slice, created: part }))
  if (from < to) return halvesOf({ from, to }).map((half) => ({ ...slice, ...half }))
  return partsByValue[conditions.length]?.map((condition) => ({
    ...slice,
    conditions: [...conditions, condition],
  }))
}

function createdParts({ to, created }: Slice): readonly NonNullable<Slice['created']>[] | undefined {
  if (created === undefined) {
    const oldest = to - mostAge
    return [{ to: oldest }, { from: oldest, to }, { from: to }]
  }
  const { from: start, to: end } = created
  if (start === undefined || end === undefined || end - start <= tickInMs) return undefined
  return halvesOf({ from: start, to: end })
}

/** Each reads the edge between them, which is a whole millisecond where there is one. */
export function halvesOf({ from, to }: Range): readonly Range[] {
  if (to - from < 2n) return to === from ? [{ from, to }] : [from, to].map((at) => ({ from: at, to: at }))
  const half = from + (to - from) / 2n
  const rounded = half - (half % tickInMs)
  const middle = rounded > from ? rounded : half
  return [
    { from, to: middle },
    { from: middle, to },
  ]
}

/** A stretch of time, not narrowed otherwise. */
export const isPlain = ({ created, conditions }: Slice): boolean =>
  created === undefined && conditions === undefined

/** The same alerts in fewer slices: stretches that touch become one. The order is that of time, refused ones last. */
export function merged(slices: readonly Slice[]): readonly Slice[] {
  const isOpen = ({ isRefused }: Slice) => isRefused !== true
  const plain = slices.filter(isPlain)
  return [
    ...mergedRanges(plain.filter(isOpen)),
    ...slices.filter((slice) => !isPlain(slice)),
    ...mergedRanges(plain.filter((slice) => !isOpen(slice))),
  ]
}

function mergedRanges(slices: readonly Slice[]): readonly Slice[] {
  const result: Slice[] = []
  for (const slice of slices.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = result.at(-1)
    if (last === undefined || slice.from > last.to) result.push(slice)
    else if (slice.to > last.to) result.splice(-1, 1, { ...last, to: slice.to })
  }
  return result
}
