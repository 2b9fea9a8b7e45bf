import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { parseFilter } from '../../sandbox/world/graph-filter'

/** An alert as it is from one change to the next. */
export type Version = {
  readonly name: string
  /** Ticks of 100 ns since the tenant's beginning. */
  readonly at: number
  readonly createdAt: number
  /** Milliseconds since the beginning: when Graph begins to show it, and when the next version takes its place. */
  readonly visibleAt: number
  replacedAt: number
  /** Milliseconds since the beginning; undefined until it is queued. */
  queuedAt?: number
  messages: number
}

export type Burst = {
  readonly atInMs: number
  readonly alerts: number
  /** Over how long they are spread; 0 puts all on one instant. */
  readonly withinInMs: number
}

export type TenantPlan = {
  readonly perDay: number
  readonly days: number
  readonly bursts: readonly Burst[]
  /** Share of changes that Graph shows hours late. */
  readonly lateShare: number
}

const dayInMs = 86_400_000
const ticksPerMs = 10_000
const severities = ['informational', 'low', 'medium', 'high']
const states = ['new', 'inProgress', 'resolved']
const sources = ['microsoftDefenderForEndpoint', 'microsoftDefenderForOffice365', 'microsoftDefenderForCloud']

/** The same numbers for the same seed. Multiply-with-carry, good enough to scatter. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A tenant whose alerts change, day and night, every third of them a second time. */
export class Tenant {
  readonly versions: Version[] = []

  constructor(
    private readonly beginsAt: Date,
    plan: TenantPlan,
    random: () => number,
  ) {
    const all: Version[] = []
    const add = (name: string, at: number, createdAt: number) => {
      const isLate = random() < plan.lateShare
      const lateInMs = isLate ? 3600_000 * (1 + random() * 10) : random() * 45_000
      const visibleAt = at / ticksPerMs + lateInMs
      all.push({ name, at, createdAt, visibleAt, replacedAt: Infinity, messages: 0 })
    }
    const total = Math.round(plan.perDay * plan.days)
    for (let n = 0; n < total; n += 1) {
      const at = Math.floor(random() * plan.days * dayInMs * ticksPerMs)
      const isSecond = n % 3 === 2
      add(`a${isSecond ? n - 1 : n}`, at, at - Math.floor(random() * 20 * dayInMs) * ticksPerMs)
    }
    for (const [index, { atInMs, alerts, withinInMs }] of plan.bursts.entries())
      for (let n = 0; n < alerts; n += 1) {
        const at = Math.floor((atInMs + random() * withinInMs) * ticksPerMs)
        add(`b${index}x${n}`, at, at - Math.floor(random() * 20 * dayInMs) * ticksPerMs)
      }
    this.versions = all.sort((a, b) => a.at - b.at)
    const last = new Map<string, Version>()
    for (const version of this.versions) {
      const before = last.get(version.name)
      if (before !== undefined) before.replacedAt = version.visibleAt
      last.set(version.name, version)
    }
  }

  /** What Graph shows now of what the filter asks for, newest first; undefined where it refuses the filter. */
  shown(filterText: string | null, now: Date): readonly Version[] | undefined {
    const filter = parseFilter(filterText)
    if (filter === undefined) return undefined
    const nowInMs = now.getTime() - this.beginsAt.getTime()
    const from = this.indexOf(this.ticksOf(filter.updatedFrom))
    const to = this.indexOf(this.ticksOf(filter.updatedTo) + 1)
    const createdFrom = this.ticksOf(filter.createdFrom)
    const createdTo = this.ticksOf(filter.createdTo)
    const shown = this.versions
      .slice(from, to)
      .filter(({ visibleAt, replacedAt }) => visibleAt <= nowInMs && replacedAt > nowInMs)
      .filter(({ createdAt }) => createdAt >= createdFrom && createdAt <= createdTo)
      .reverse()
    return filter.isTimeOnly ? shown : shown.filter((version) => filter.matches(this.alertOf(version)))
  }

  alertOf({ name, at, createdAt }: Version): AlertJson {
    const pick = (values: readonly string[], n: number) => values[n % values.length]
    return {
      id: name,
      tenantId: '11111111-2222-4333-8444-555555555555',
      title: 'Suspicious connection',
      createdDateTime: this.timeOf(createdAt),
      lastUpdateDateTime: this.timeOf(at),
      severity: pick(severities, name.length + at),
      status: pick(states, at),
      serviceSource: pick(sources, Math.abs(createdAt)),
    }
  }

  private timeOf(at: number): string {
    const inMs = Math.floor(at / ticksPerMs)
    const rest = String(at - inMs * ticksPerMs).padStart(4, '0')
    return `${new Date(this.beginsAt.getTime() + inMs).toISOString().slice(0, -1)}${rest}Z`
  }

  ticksOf(text: string): number {
    if (text === '') return -Infinity
    const at = Date.parse(`${text.slice(0, 23)}Z`)
    return Number.isNaN(at) ? Infinity : (at - this.beginsAt.getTime()) * ticksPerMs + Number(text.slice(23))
  }

  /** Index of the first version that is no earlier. */
  private indexOf(at: number): number {
    let low = 0
    let high = this.versions.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.versions[middle]?.at ?? Infinity) < at) low = middle + 1
      else high = middle
    }
    return low
  }
}
