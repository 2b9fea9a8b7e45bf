import { pageOfMatching } from '../../sandbox/world/graph-alerts'
import type { GraphWeather } from '../../sandbox/world/graph-weather'
import { collectAlerts, type CollectDeps } from '../../shared/alerts/collect-alerts'
import type { CursorStore } from '../../shared/alerts/collect-pass'
import type { GraphAnswer } from '../../shared/alerts/graph-client'
import { refused } from '../../shared/alerts/graph-request'
import { type Outage, type Outcome, outcomeOf } from './outcome'
import { randomFrom, Tenant, type TenantPlan, type Version } from './tenant'

export type Scenario = Partial<TenantPlan> & {
  readonly name: string
  readonly perDay: number
  readonly days: number
  readonly weather?: Partial<GraphWeather>
  /** From when until when the program does not run, in milliseconds since the beginning. */
  readonly down?: Outage
  /** By how much our clock is wrong at a time, in milliseconds. */
  readonly clockErrorInMs?: (atInMs: number) => number
  /** Share of requests that end in one of {@link faults}. */
  readonly faultShare?: number
}

const minuteInMs = 60_000
const dayInMs = 24 * 60 * minuteInMs
const beginsAt = new Date('2026-11-01T00:00:00Z')
/** What a page takes of the time of a run, and what a message does. */
const pageInMs = 700
const messageInMs = 4

/** Runs the real collectAlerts every five minutes against this tenant, in simulated time. */
export async function simulate(scenario: Scenario): Promise<Outcome> {
  const random = randomFrom(scenario.name.length * 7919 + scenario.perDay)
  const plan = { bursts: [], lateShare: 0.005, ...scenario }
  const tenant = new Tenant(beginsAt, plan, random)
  const time = { inMs: 0 }
  const graph = simulatedGraph(tenant, scenario, time, random)
  const lines: Record<string, number> = {}
  const deps = depsOf(tenant, scenario, time, graph.getPage, (event) => {
    lines[event] = (lines[event] ?? 0) + 1
  })
  const { down } = scenario
  // What was shown eleven hours late is found by the next re-sweep, a day later at most.
  const endInMs = (plan.days + 1.5) * dayInMs + 61 * minuteInMs
  for (let tick = 0; tick < endInMs; tick += 5 * minuteInMs) {
    const isDown = down !== undefined && tick >= down.fromInMs && tick < down.toInMs
    if (isDown || tick < time.inMs) continue
    time.inMs = tick
    await collectAlerts(deps)
  }
  return outcomeOf(scenario, tenant.versions, graph.askedAt, lines)
}

type Time = { inMs: number }

function simulatedGraph(
  tenant: Tenant,
  { weather, faultShare = 0 }: Scenario,
  time: Time,
  random: () => number,
) {
  const askedAt: number[] = []
  const whole = { maxPageSize: 1000, links: 'good', counts: true, ...weather } as const
  const getPage = async (url: string): Promise<GraphAnswer> => {
    askedAt.push(time.inMs)
    const fault = random() < faultShare ? faults[Math.floor(random() * faults.length)] : undefined
    time.inMs += fault?.kind === 'refused' && fault.cause === 'timeout' ? 30_000 : pageInMs
    if (fault?.kind === 'refused') return fault
    const now = new Date(beginsAt.getTime() + time.inMs)
    const query = new URL(url).searchParams
    const shown = tenant.shown(query.get('$filter'), now)
    const page = shown && pageOfMatching(shown, (version) => tenant.alertOf(version), query, whole, now)
    if (page?.kind !== 'page') return refused('rejected', page?.reason ?? 'Invalid filter clause')
    const { '@odata.count': count, '@odata.nextLink': nextLink } = page.body
    const answer = { kind: 'page', alerts: page.alerts, ...(count !== undefined && { count }) } as const
    if (fault?.kind === 'partial')
      return {
        ...answer,
        alerts: page.alerts.filter(() => random() < 0.5),
        partial: refused('partial', '206'),
      }
    return { ...answer, ...(nextLink !== undefined && { nextLink }) }
  }
  return { askedAt, getPage }
}

/** What may come in place of an answer. */
const faults = [
  { ...refused('server-error', 'HTTP 500'), status: 500 },
  { ...refused('server-error', 'HTTP 503'), status: 503 },
  { ...refused('server-error', 'HTTP 503'), status: 503, retryAfter: '20' },
  { ...refused('server-error', 'HTTP 504'), status: 504 },
  { ...refused('throttled', 'HTTP 429'), status: 429, retryAfter: '15' },
  { ...refused('rejected', 'HTTP 400'), status: 400 },
  refused('not-json', 'text/html instead of a page of alerts'),
  refused('timeout', 'no answer within 30 s'),
  refused('unreachable', 'ECONNRESET'),
  refused('too-large', 'the answer is larger than 48 MB'),
  { kind: 'partial' },
] as const

function depsOf(
  tenant: Tenant,
  { clockErrorInMs = () => 0 }: Scenario,
  time: Time,
  getPage: CollectDeps['getPage'],
  tell: (event: string) => void,
): CollectDeps {
  const byName = new Map<string, Version>()
  for (const version of tenant.versions) byName.set(`${version.name} ${version.at}`, version)
  const memory: { bytes?: Uint8Array } = {}
  return {
    getPage,
    getAlert: async () => ({ kind: 'missing' }),
    listBehindOpenReports: async function* () {},
    cursors: { latest: cursorStore(), resweep: cursorStore(), recheck: cursorStore() },
    memory: {
      load: async () => memory.bytes,
      save: async (bytes) => {
        memory.bytes = bytes
      },
    },
    enqueue: async (message) => {
      time.inMs += messageInMs
      const version = byName.get(keyOf(tenant, message))
      if (version === undefined) throw new Error('queued what the tenant does not have')
      version.messages += 1
      version.queuedAt ??= time.inMs
    },
    putBlob: async () => undefined,
    loadKey: async () => Buffer.alloc(32),
    quarantine: async () => {
      throw new Error('nothing here is to be set aside')
    },
    isRefusedForGood: () => false,
    log: tell,
    now: () => new Date(beginsAt.getTime() + time.inMs + clockErrorInMs(time.inMs)),
    sleep: async (ms) => {
      time.inMs += ms
    },
    settings: {
      lookbackInHours: 24,
      overlapInMinutes: 15,
      delayInSeconds: 60,
      endpoint: 'https://graph.microsoft.com',
    },
  }
}

function keyOf(tenant: Tenant, message: string): string {
  const json = Buffer.from(message, 'base64').toString()
  const id = /"id":"([^"]+)"/.exec(json)?.[1] ?? ''
  const changed = /"lastUpdateDateTime":"([^"]+)"/.exec(json)?.[1] ?? ''
  return `${id} ${tenant.ticksOf(changed.slice(0, -1))}`
}

function cursorStore(): CursorStore {
  let held: { text: string; etag: string } | undefined
  return {
    load: async () => held,
    save: async (text, etag) => {
      if (held?.etag !== etag) return undefined
      held = { text, etag: String(Number(etag ?? 0) + 1) }
      return held.etag
    },
  }
}
