import { type Attributed, attributesOf, nanoseconds } from './otlp-attributes'
import type { LogFields } from './log'
import type { Attributes, Telemetry } from './telemetry'

/** One number out of one line of the log. */
type Point = {
  readonly name: string
  readonly unit: string
  readonly kind: 'sum' | 'gauge' | 'histogram'
  readonly value: number
  readonly attributes?: Attributes
}

export type Metric = { readonly name: string; readonly unit: string } & Readonly<Record<string, unknown>>

type Tally = Omit<Point, 'value' | 'attributes'> & {
  readonly attributes: Attributed
  last: number
  sum: number
  count: number
  readonly buckets: number[]
}

const bounds = [1, 2, 4, 8, 16, 60, 300, 900, 3600, 21_600]
const delta = 1

/** Metrics are read off the log, so that the two cannot tell different things. */
export function otlpMetrics(
  now: () => Date,
): Pick<Telemetry, 'count'> & { readonly take: () => readonly Metric[] } {
  let tallies = new Map<string, Tally>()
  let since = now()
  return {
    count: (event, fields) => {
      for (const point of pointsOf(event, fields)) add(tallies, point)
    },
    take: () => {
      const taken = [...tallies.values()]
      const [from, until] = [nanoseconds(since), nanoseconds(now())]
      tallies = new Map()
      since = now()
      return taken.map((tally) => metricOf(tally, { startTimeUnixNano: from, timeUnixNano: until }))
    },
  }
}

function pointsOf(event: string, fields: LogFields): readonly Point[] {
  const number = (field: string) => (typeof fields[field] === 'number' ? fields[field] : undefined)
  const text = (field: string) => (typeof fields[field] === 'string' ? fields[field] : '')
  const point = (kind: Point['kind'], name: string, unit: string, field: string, attributes?: Attributes) => {
    const value = number(field)
    return value === undefined ? [] : [{ kind, name, unit, value, ...(attributes && { attributes }) }]
  }
  switch (event) {
    case 'alerts collected':
      return point('sum', 'alerts.collected', '{alert}', 'queued')
    case 'alert read':
      return [
        ...['report', 'hold', 'ignore'].flatMap((verdict) =>
          point('sum', 'decisions', '{decision}', verdict, { verdict }),
        ),
        ...point('histogram', 'alert.wait', 's', 'waitedInSeconds'),
        ...point('histogram', 'alert.storage_operations', '{operation}', 'storageOperations'),
      ]
    case 'report moved': {
      const attributes = { to: text('to'), outcome: text('outcome') }
      return [{ kind: 'sum', name: 'reports.moved', unit: '{report}', value: 1, attributes }]
    }
    case 'machine measured':
      return [
        ...point('gauge', 'queue.length', '{message}', 'queued'),
        ...point('gauge', 'queue.poisoned', '{message}', 'poisoned'),
        ...point('gauge', 'queue.age', 's', 'queueAgeInSeconds'),
        ...point('gauge', 'poll.lag', 's', 'pollLagInSeconds'),
        ...point('gauge', 'snapshot.age', 's', 'snapshotAgeInSeconds'),
        ...point('gauge', 'doors.paused', '{door}', 'pausedDoors'),
      ]
    default:
      return []
  }
}

function add(tallies: Map<string, Tally>, { name, unit, kind, value, attributes = {} }: Point): void {
  const key = JSON.stringify([name, attributes])
  const fresh = { last: 0, sum: 0, count: 0, buckets: [...bounds, Infinity].map(() => 0) }
  const tally = tallies.get(key) ?? { name, unit, kind, attributes: attributesOf(attributes), ...fresh }
  const bucket = bounds.findIndex((bound) => value <= bound)
  const index = bucket === -1 ? bounds.length : bucket
  tally.buckets[index] = (tally.buckets[index] ?? 0) + 1
  tally.last = value
  tally.sum += value
  tally.count += 1
  tallies.set(key, tally)
}

function metricOf({ name, unit, kind, attributes, ...tally }: Tally, span: object): Metric {
  const point = { ...span, attributes }
  if (kind === 'gauge') return { name, unit, gauge: { dataPoints: [{ ...point, asDouble: tally.last }] } }
  if (kind === 'sum') {
    const dataPoints = [{ ...point, asDouble: tally.sum }]
    return { name, unit, sum: { dataPoints, aggregationTemporality: delta, isMonotonic: true } }
  }
  const { count, sum, buckets } = tally
  const counts = { count: String(count), sum, bucketCounts: buckets.map(String), explicitBounds: bounds }
  const dataPoints = [{ ...point, ...counts }]
  return { name, unit, histogram: { dataPoints, aggregationTemporality: delta } }
}
