import { parseFilter, ticks } from './graph-filter'
import type { GraphWeather } from './graph-weather'

/** An alert as Graph gives it; only what the stand-in itself looks at is named. */
export type AlertJson = {
  readonly id: string
  readonly lastUpdateDateTime: string
  readonly [field: string]: unknown
}

export type Page =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'page'; readonly alerts: readonly AlertJson[]; readonly body: PageBody }

export type PageBody = {
  readonly '@odata.count'?: number
  readonly value: readonly AlertJson[]
  readonly '@odata.nextLink'?: string
}

/** The page links of the real service name the real service; a client on loopback has to map them itself. */
const GRAPH = 'https://graph.microsoft.com'
const PATH = '/v1.0/security/alerts_v2'
const QUERY_OPTIONS = ['$filter', '$top', '$skip', '$count', '$orderby', '$skiptoken']

/** One page of a list request: newest first, as the documentation promises no order but describes this one. */
export function pageOfAlerts(
  all: readonly AlertJson[],
  query: URLSearchParams,
  weather: GraphWeather,
  now: Date,
): Page {
  const filter = parseFilter(query.get('$filter'))
  if (filter === undefined) return refused(`Invalid filter clause: ${query.get('$filter') ?? ''}`)
  const matching = all.filter(filter.matches)
  const sorted = matching.sort((a, b) => (ticks(b.lastUpdateDateTime) < ticks(a.lastUpdateDateTime) ? -1 : 1))
  return pageOfMatching(sorted, (alert) => alert, query, weather, now)
}

/** The page of these alerts, which are all that the filter lets through, in their order. */
export function pageOfMatching<Matching>(
  sorted: readonly Matching[],
  show: (matching: Matching) => AlertJson,
  query: URLSearchParams,
  weather: GraphWeather,
  now: Date,
): Page {
  const unknown = [...query.keys()].find((key) => !QUERY_OPTIONS.includes(key))
  if (unknown !== undefined) return refused(`The query option '${unknown}' is not allowed.`)
  const { from, issuedAt } = startOf(query)
  const { links, skipEnd } = weather
  if (typeof links === 'object' && issuedAt !== undefined && now.getTime() - issuedAt > links.livesInMs)
    return refused('The skip token has expired.')
  const isBehindEnd = skipEnd !== undefined && from > skipEnd.at
  if (isBehindEnd && skipEnd.with === 'refusal') return refused(`$skip must not exceed ${skipEnd.at}.`)

  const top = Math.min(Number(query.get('$top') ?? 100), weather.maxPageSize)
  const alerts = isBehindEnd ? [] : sorted.slice(from, from + top).map(show)
  const isMore = from + top < sorted.length && !isBehindEnd
  const isSilent = skipEnd?.with === 'silence' && from + top > skipEnd.at
  const hasLink = weather.endlessLinks === true || (isMore && links !== 'none' && !isSilent)
  const body = {
    '@odata.context': `${GRAPH}/v1.0/$metadata#security/alerts_v2`,
    ...(query.get('$count') === 'true' && weather.counts ? { '@odata.count': sorted.length } : {}),
    value: alerts,
    ...(hasLink ? { '@odata.nextLink': nextLink(query, from + top, now) } : {}),
  }
  return { kind: 'page', alerts, body }
}

const refused = (reason: string): Page => ({ kind: 'refused', reason })

/** A token is ours to make; whoever follows it must not look into it. */
function startOf(query: URLSearchParams): { readonly from: number; readonly issuedAt?: number } {
  const token = query.get('$skiptoken')
  if (token === null) return { from: Number(query.get('$skip') ?? 0) }
  const [from, issuedAt] = Buffer.from(token, 'base64url').toString().split('~')
  return { from: Number(from), issuedAt: Number(issuedAt) }
}

function nextLink(query: URLSearchParams, from: number, now: Date): string {
  const next = new URLSearchParams(query)
  next.delete('$skip')
  next.set('$skiptoken', Buffer.from(`${from}~${now.getTime()}`).toString('base64url'))
  return `${GRAPH}${PATH}?${next.toString()}`
}
