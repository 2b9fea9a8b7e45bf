/** Whether an alert has what a `$filter` asks for. */
export type AlertFilter = {
  readonly matches: (alert: Readonly<Record<string, unknown>>) => boolean
  /** Bounds of `lastUpdateDateTime` as far as the filter sets any, in seven fractional digits. */
  readonly updatedFrom: string
  readonly updatedTo: string
  /** Bounds of `createdDateTime`, likewise. */
  readonly createdFrom: string
  readonly createdTo: string
  /** It says nothing else. */
  readonly isTimeOnly: boolean
}

/** https://learn.microsoft.com/graph/api/security-list-alerts_v2 */
const PROPERTIES = [
  'assignedTo',
  'classification',
  'createdDateTime',
  'determination',
  'lastUpdateDateTime',
  'serviceSource',
  'severity',
  'status',
]
const CLAUSE = /^(\w+) (ge|gt|le|lt|eq|ne) (?:'([^']*)'|(\d{4}-\d\d-\d\dT\S+Z)|null)$/

/** Conditions joined by `and`; undefined for what the service calls a bad request. */
export function parseFilter(filter: string | null): AlertFilter | undefined {
  const tests: AlertFilter['matches'][] = []
  const updated = { from: '', to: '9999' }
  const created = { from: '', to: '9999' }
  let isTimeOnly = true
  for (const clause of filter === null ? [] : filter.split(' and ')) {
    const [, property = '', operator = '', word, time] = CLAUSE.exec(clause.trim()) ?? []
    const isTime = property.endsWith('DateTime')
    if (!PROPERTIES.includes(property) || isTime !== (time !== undefined)) return undefined
    if (!isTime && operator !== 'eq' && operator !== 'ne') return undefined
    const limit = isTime ? ticks(time) : word
    if (isTime && Number.isNaN(Date.parse(time ?? ''))) return undefined
    tests.push((alert) => compare(isTime ? ticks(alert[property]) : alert[property], operator, limit))
    const bounds =
      property === 'lastUpdateDateTime' ? updated : property === 'createdDateTime' ? created : undefined
    if (bounds === undefined || limit === undefined) isTimeOnly = false
    else if (operator.startsWith('g')) bounds.from = limit > bounds.from ? limit : bounds.from
    else bounds.to = limit < bounds.to ? limit : bounds.to
  }
  return {
    matches: (alert) => tests.every((test) => test(alert)),
    updatedFrom: updated.from,
    updatedTo: updated.to,
    createdFrom: created.from,
    createdTo: created.to,
    isTimeOnly,
  }
}

/** An instant in seven fractional digits, so that text is ordered as time is. */
export function ticks(time: unknown): string {
  const [whole = '', fraction = ''] = String(time).replace(/Z$/, '').split('.')
  return `${whole}.${fraction.padEnd(7, '0')}`
}

function compare(value: unknown, operator: string, limit: string | undefined): boolean {
  if (operator === 'eq') return value === limit
  if (operator === 'ne') return value !== limit
  if (typeof value !== 'string' || limit === undefined) return false
  if (operator === 'ge') return value >= limit
  if (operator === 'gt') return value > limit
  return operator === 'le' ? value <= limit : value < limit
}
