import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import type { GraphFault } from '../../sandbox/world/graph-fault'
import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { parseCursor } from '../../shared/alerts/collect-cursor'
import { createContext } from '../../shared/platform/app-context'
import { runCollectAlerts } from '../../shared/platform/run-collect-alerts'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import * as z from 'zod'
import { containing } from './containing'
import { graphAlert } from './founding-alert'
import { remediesIn } from './person'
import { openQueued, takeAll } from './queues'
import { SmallWorld } from './small-world'

let world: SmallWorld
let graph: FakeGraph
let alerts: AlertJson[]
let tokenFault: Error | undefined
beforeEach(async () => {
  alerts = []
  tokenFault = undefined
  graph = await startGraph({ alerts: () => alerts, token: () => 'the token', weather: { maxPageSize: 2 } })
  world = await SmallWorld.start({ GRAPH_ENDPOINT: graph.url })
})
afterEach(() => Promise.all([world.close(), graph.close()]))

const token = { token: 'the token', expiresOnTimestamp: Date.parse('2030-01-01') }
const collect = async () => {
  const credential = {
    getToken: async () => {
      if (tokenFault) throw tokenFault
      return token
    },
  }
  const app = createContext(world.app().settings, { ...world.app(), credential: () => credential })
  await runCollectAlerts(app, world.log)
}
const minutes = (n: number) => world.pass(n / 60)
/** An alert that Defender has changed just now. */
const raise = (id: string) => alerts.push(graphAlert({ id, lastUpdateDateTime: at() }))
const at = () => world.at.toISOString()
const queued = async () => {
  const ids = (await takeAll(world)).map((text) => Buffer.from(String(text), 'base64').toString())
  return ids.map((json) => /"id":"(\w+)"/.exec(json)?.[1]).sort()
}
const cursor = async () => {
  const held = await checkpointsOf(world.storage).load('alerts-cursor', z.string())
  return parseCursor(held?.value ?? '')!
}
const last = () => world.logs.at(-1)

const refusal = (status: number, headers: Readonly<Record<string, string>> = {}): GraphFault => ({
  status,
  headers,
  body: JSON.stringify({ error: { code: 'TheCode', message: 'the message' } }),
})
const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }

const faults = [
  { what: '401', fault: refusal(401), cause: 'unauthorised', remedy: 'GRAPH_TENANT_ID' },
  { what: '403', fault: refusal(403), cause: 'forbidden', remedy: 'SecurityAlert.Read.All' },
  { what: '429', fault: refusal(429), cause: 'throttled', remedy: 'Nothing to do', waitInMinutes: 1 },
  {
    what: '429 with Retry-After in seconds',
    fault: refusal(429, { 'retry-after': '600' }),
    cause: 'throttled',
    remedy: 'Nothing to do',
    waitInMinutes: 10,
  },
  {
    what: '429 with Retry-After as a date',
    fault: refusal(429, { 'retry-after': 'Mon, 23 Nov 2026 10:31:00 GMT' }),
    cause: 'throttled',
    remedy: 'Nothing to do',
    waitInMinutes: 26,
  },
  { what: '500', fault: refusal(500), cause: 'server-error', remedy: 'on the side of Graph' },
  {
    what: '503 with Retry-After',
    fault: refusal(503, { 'retry-after': '120' }),
    cause: 'server-error',
    remedy: 'on the side of Graph',
    waitInMinutes: 2,
  },
  { what: 'HTML', fault: html, cause: 'not-json', remedy: 'proxies and firewalls' },
  {
    what: 'HTML with status 502',
    fault: { ...html, status: 502 },
    cause: 'server-error',
    remedy: 'on the side of Graph',
  },
  { what: 'nothing', fault: { status: 200, body: '' }, cause: 'not-json', remedy: 'GRAPH_ENDPOINT' },
  {
    what: 'a page cut off',
    fault: { status: 200, body: '{"value":[{"id":"x"' },
    cause: 'not-json',
    remedy: 'GRAPH_ENDPOINT',
  },
]

describe.each(faults)('Graph answers $what', ({ fault, cause, remedy, waitInMinutes = 0 }) => {
  it('to the first page: the cursor stays, one line says what to do, then nothing is lost', async () => {
    await collect()
    const { doneUntil } = await cursor()
    minutes(3)
    raise('first')
    minutes(2)
    graph.faults.push(fault, fault, fault, fault, fault)
    await collect()
    graph.faults.length = 0
    expect(remediesIn(world)).toMatchObject([
      { event: 'alerts not collected', cause, remedy: containing(remedy) },
    ])
    expect(await queued()).toEqual([])
    expect((await cursor()).doneUntil).toEqual(doneUntil)
    const asked = graph.requests.length
    if (waitInMinutes > 0) {
      minutes(waitInMinutes - 0.1)
      await collect()
      expect(graph.requests).toHaveLength(asked)
      expect(last()).toMatchObject({ outcome: 'waiting' })
    }
    minutes(5)
    raise('second')
    minutes(2)
    await collect()
    expect(await queued()).toEqual(['first', 'second'])
    expect(remediesIn(world)).toHaveLength(1)
  })

  it('between two pages: it goes on where it stopped', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      raise(id)
      minutes(1)
    }
    minutes(5)
    // Its link is refused, and then five shorter stretches.
    graph.faults.push(undefined, ...Array.from({ length: 6 }, () => fault))
    await collect()
    graph.faults.length = 0
    expect(await queued()).toHaveLength(2)
    minutes(30)
    await collect()
    expect(await queued()).toHaveLength(3)
    minutes(30)
    await collect()
    expect(await queued()).toEqual([])
  })
})

it('no token: one line, nothing asked of Graph, then nothing is lost', async () => {
  await collect()
  raise('first')
  minutes(5)
  const asked = graph.requests.length
  tokenFault = new Error('ManagedIdentityCredential: no identity here')
  await collect()
  expect(graph.requests).toHaveLength(asked)
  expect(remediesIn(world)).toMatchObject([
    { cause: 'no-token', detail: containing('no identity here'), remedy: containing('managed identity') },
  ])
  tokenFault = undefined
  await collect()
  expect(await queued()).toEqual(['first'])
})

it('Graph cannot be reached', async () => {
  await collect()
  const nowhere = await startGraph()
  await nowhere.close()
  world.changes = { GRAPH_ENDPOINT: nowhere.url }
  raise('first')
  minutes(5)
  await collect()
  expect(remediesIn(world)).toMatchObject([
    { cause: 'unreachable', detail: containing('ECONNREFUSED'), remedy: containing('firewalls') },
  ])
  world.changes = { GRAPH_ENDPOINT: graph.url }
  await collect()
  expect(await queued()).toEqual(['first'])
})

it('an outage of days is caught up, every alert once', async () => {
  await collect()
  for (let n = 0; n < 12; n++) {
    raise(`n${n}`)
    world.pass(6)
    graph.faults.push(...Array.from({ length: 5 }, () => refusal(503)))
    await collect()
    graph.faults.length = 0
  }
  minutes(5)
  await collect()
  expect(await queued()).toHaveLength(12)
})

it('an endless row of next pages holds nothing up', async () => {
  await collect()
  for (const id of ['a', 'b', 'c']) {
    raise(id)
    minutes(1)
  }
  minutes(5)
  graph.weather = { ...graph.weather, endlessLinks: true }
  await collect()
  expect(last()).toMatchObject({ outcome: 'done' })
  expect(await queued()).toEqual(['a', 'b', 'c'])
  expect(graph.requests.length).toBeLessThan(30)
})

it('a cursor somebody has spoilt: one line, a look back, and what comes twice is one sighting', async () => {
  raise('first')
  minutes(5)
  await collect()
  await openQueued(world)
  await world.storage
    .table('Checkpoints')
    .merge({ partitionKey: 'checkpoint', rowKey: 'alerts-cursor', Value: '"yesterday"' })
  minutes(5)
  await collect()
  expect(remediesIn(world)).toMatchObject([{ event: 'cursor unreadable', remedy: containing('read anew') }])
  await openQueued(world)
  expect(await world.rows('Sightings')).toHaveLength(1)
})
