/** An alert as Graph gives it; only what the fake itself looks at is named. */
export type AlertJson = {
  readonly id: string
  readonly lastUpdateDateTime: string
  readonly [field: string]: unknown
}

type Page =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'page'; readonly alerts: readonly AlertJson[]; readonly body: object }

/** The page links of the real service name the real service; a client on loopback has to map them itself. */
const GRAPH = 'https://graph.microsoft.com'
const PATH = '/v1.0/security/alerts_v2'
const QUERY_OPTIONS = ['$filter', '$top', '$skip', '$count', '$orderby', '$skiptoken']
const CONDITION = /^lastUpdateDateTime (ge|gt|le|lt) (\S+)$/

/** One page of a list request: newest first, as the documentation promises no order but describes this one. */
export function pageOfAlerts(
  all: readonly AlertJson[],
  query: URLSearchParams,
  limits: { readonly maxPageSize: number; readonly endless: boolean },
): Page {
  const unknown = [...query.keys()].find((key) => !QUERY_OPTIONS.includes(key))
  if (unknown !== undefined)
    return { kind: 'refused', reason: `The query option '${unknown}' is not allowed.` }
  const matches = parseFilter(query.get('$filter'))
  if (matches === undefined)
    return { kind: 'refused', reason: `Invalid filter clause: ${query.get('$filter') ?? ''}` }

  const sorted = all.filter(matches).sort((a, b) => time(b) - time(a))
  const top = Math.min(Number(query.get('$top') ?? 100), limits.maxPageSize)
  const from = Number(query.get('$skiptoken') ?? query.get('$skip') ?? 0)
  const alerts = sorted.slice(from, from + top)
  const more = limits.endless || from + top < sorted.length
  const body = {
    '@odata.context': `${GRAPH}/v1.0/$metadata#security/alerts_v2`,
    ...(query.get('$count') === 'true' ? { '@odata.count': sorted.length } : {}),
    value: alerts,
    ...(more ? { '@odata.nextLink': nextLink(query, from + top) } : {}),
  }
  return { kind: 'page', alerts, body }
}

function nextLink(query: URLSearchParams, from: number): string {
  const next = new URLSearchParams(query)
  next.set('$skiptoken', String(from))
  return `${GRAPH}${PATH}?${next.toString()}`
}

/** Conditions on lastUpdateDateTime joined by `and`; anything else is what the real service calls a bad request. */
function parseFilter(filter: string | null): ((alert: AlertJson) => boolean) | undefined {
  const tests: ((alert: AlertJson) => boolean)[] = []
  for (const clause of filter === null ? [] : filter.split(' and ')) {
    const [, operator, value] = CONDITION.exec(clause.trim()) ?? []
    const limit = Date.parse(value ?? '')
    if (operator === undefined || Number.isNaN(limit)) return undefined
    tests.push((alert) => compare(time(alert), operator, limit))
  }
  return (alert) => tests.every((test) => test(alert))
}

function compare(value: number, operator: string, limit: number): boolean {
  if (operator === 'ge') return value >= limit
  if (operator === 'gt') return value > limit
  return operator === 'le' ? value <= limit : value < limit
}

function time(alert: AlertJson): number {
  return Date.parse(alert.lastUpdateDateTime)
}
