import { startGraph } from '../../sandbox/world/graph'
import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { packAlert } from '../../shared/alerts/message'
import { createContext } from '../../shared/platform/app-context'
import { runCollectAlerts } from '../../shared/platform/run-collect-alerts'
import { runQuarantineAlert } from '../../shared/platform/run-quarantine-alert'
import { loadKey } from '../helpers/envelope-key'
import { freshStorage } from '../helpers/storage'
import { containing } from './containing'
import { answerOf } from './desk'
import { fromGraph, graphAlert, ip, device } from './founding-alert'
import { withOutages, type Outage } from './outage'
import { openQueued, takeAll } from './queues'
import { remediesIn, theQuestion } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
let outage: Outage
beforeEach(async () => {
  world = await SmallWorld.start()
  outage = withOutages(world.storage)
})
afterEach(() => world.close())

const down = () => (outage.isDown = () => true)
const up = () => (outage.isDown = () => false)
const open = (message: unknown) => world.openCase(message, outage.storage)
const judge = (message: unknown) => runQuarantineAlert(world.app(outage.storage), message, world.log)

const messages: readonly { readonly what: string; readonly message: () => unknown }[] = [
  { what: 'an alert out of Graph', message: () => fromGraph(graphAlert()) },
  { what: 'an alert of a SIEM', message: () => graphAlert() },
  { what: 'base64', message: () => Buffer.from(JSON.stringify(graphAlert())).toString('base64') },
  { what: 'two alerts', message: () => [graphAlert(), graphAlert({ id: 'two' })] },
  { what: 'an alert beside what nobody can read', message: () => [graphAlert(), { hello: 'world' }] },
  {
    what: 'an alert kept in a blob',
    message: () =>
      packAlert(
        {
          putBlob: (name, bytes) => world.storage.blobs('alerts').put(name, bytes, 'application/json'),
          loadKey,
        },
        { source: 'graph', returned: 3, body: graphAlert({ description: 'x'.repeat(100_000) }) },
      ),
  },
]

describe.each(messages)('while storage is down, $what', ({ message }) => {
  it('goes back to the queue five times, is not quarantined, and ends as a report', async () => {
    const body = await message()
    down()
    for (let attempt = 1; attempt <= 5; attempt++) await expect(open(body)).rejects.toThrow('ECONNREFUSED')
    // Moved to the poison queue; storage is still down, or back again.
    outage.isDown = (what) => what.startsWith('queue')
    await expect(judge(body)).rejects.toThrow('ECONNREFUSED')
    up()
    await judge(body)
    expect(await world.rows('Quarantine')).toEqual([])
    expect(remediesIn(world)).toMatchObject([
      { verdict: 'could not be handled', remedy: containing('comes back by itself') },
    ])
    expect(await openQueued(world)).toBe(1)
    expect(await world.report()).toMatchObject({ Endpoint: 'safe-hse.com' })
  })
})

it('what nobody can read waits for storage too, and is quarantined when it is back', async () => {
  down()
  await expect(open('nonsense')).rejects.toThrow('ECONNREFUSED')
  up()
  await judge('nonsense')
  expect(await theQuestion(world)).toMatchObject({ Reason: 'it is neither JSON nor base64 of JSON in UTF-8' })
})

it('a quarantine that failed half way is completed by the next attempt', async () => {
  outage.isDown = (what) => what === 'table Questions insert'
  await expect(open('nonsense')).rejects.toThrow('ECONNREFUSED')
  up()
  await open('nonsense')
  expect(await theQuestion(world)).toMatchObject({ Kind: 'quarantine' })
})

it.each([
  'table Cases insert',
  'table Cases get',
  'table Reports insert',
  'table Events insert',
  'table Agenda merge',
  'table Sightings get',
  'table Sightings insert',
])('%s fails for minutes: the message comes again, and the case is the same', async (call) => {
  outage.isDown = (what) => what === call
  for (let attempt = 1; attempt <= 3; attempt++) {
    await expect(open(fromGraph(graphAlert()))).rejects.toThrow('ECONNREFUSED')
    world.pass(0.02)
  }
  up()
  await open(fromGraph(graphAlert()))
  await open(fromGraph(graphAlert()))
  const [reports, sightings, cases] = await Promise.all([
    world.rows('Reports'),
    world.rows('Sightings'),
    world.rows('Cases'),
  ])
  expect([reports.length, sightings.length, cases.length]).toEqual([1, 1, 1])
  world.pass(1.1)
  await world.fileReports()
  expect(world.mails).toHaveLength(1)
})

describe('the ownership data cannot be read at a cold start', () => {
  // Only the service tags know the relay; the embedded data would take it for anybody's machine.
  const relay = fromGraph(graphAlert({ title: 'Suspicious connection' }, [device, ip('40.107.22.101')]))

  it.each(['blob ownership etag', 'blob ownership get'])('%s: nothing is decided meanwhile', async (call) => {
    outage.isDown = (what) => what === call
    await expect(open(relay)).rejects.toThrow('ECONNREFUSED')
    expect(await world.rows('Cases')).toEqual([])
    up()
    await open(relay)
    expect(await world.report()).toMatchObject({ ServiceTags: containing('EOPExternalPublishedIPs') })
  })

  it('a process that has read it once goes on with what it has', async () => {
    const app = createContext(world.app().settings, { storage: () => outage.storage, now: () => world.at })
    await app.ownership().ready()
    world.pass(1)
    outage.isDown = (what) => what.startsWith('blob ownership')
    await app.ownership().ready()
    expect(app.ownership().status()).toMatchObject({ from: 'stored' })
  })

  it('none stored yet: the embedded data answers at once', async () => {
    const storage = freshStorage()
    const app = createContext(world.app().settings, { storage: () => storage, now: () => world.at })
    await app.ownership().ready()
    expect(app.ownership().status()).toMatchObject({ from: 'embedded' })
  })
})

it('collecting stops where storage failed, and goes on there', async () => {
  const alerts = ['a', 'b', 'c', 'd'].map((id) => graphAlert({ id }) as AlertJson)
  const graph = await startGraph({ alerts: () => alerts, weather: { maxPageSize: 2 } })
  world.changes = { GRAPH_ENDPOINT: graph.url }
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }
  const collect = () =>
    runCollectAlerts({ ...world.app(outage.storage), credential: () => credential }, world.log)
  let sent = 0
  outage.isDown = (what) => what === 'queue alerts send' && (sent += 1) > 3
  await expect(collect()).rejects.toThrow('ECONNREFUSED')
  down()
  await expect(collect()).rejects.toThrow('ECONNREFUSED')
  up()
  await collect()
  await graph.close()
  const ids = (await takeAll(world)).map((text) => Buffer.from(String(text), 'base64').toString())
  const named = ids.map((json) => /"id":"([a-d])"/.exec(json)?.[1])
  expect([...new Set(named)].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect(await world.rows('Quarantine')).toEqual([])
})

describe('a report on its way', () => {
  const begin = async () => {
    await world.openCase(fromGraph(graphAlert()))
    world.pass(1.1)
  }

  it.each([
    { call: 'table Deliveries insert', mails: 0 },
    { call: 'blob messages put', mails: 0 },
    { call: 'table Deliveries replace', mails: 0 },
    { call: 'table Reports replace', mails: 0 },
  ])('$call fails: nothing has left; when storage is back, one mail does', async ({ call, mails }) => {
    await begin()
    outage.isDown = (what) => what === call
    await world.fileReports(outage.storage).catch(() => undefined)
    expect(world.mails).toHaveLength(mails)
    up()
    for (let n = 0; n < 3; n++) {
      world.pass(0.3)
      await world.fileReports(outage.storage)
    }
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(world.mails).toHaveLength(1)
  })

  it('storage goes down while the mail leaves: our own copy proves it, one mail', async () => {
    await begin()
    world.smtp.script = { data: () => (down(), 'accept') }
    await world.fileReports(outage.storage).catch(() => undefined)
    expect(world.mails).toHaveLength(1)
    up()
    for (let n = 0; n < 4; n++) {
      world.pass(0.3)
      await world.fileReports(outage.storage)
    }
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(world.mails).toHaveLength(1)
  })

  it('an answer that could not be written down is read again', async () => {
    await begin()
    await world.fileReports()
    world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.' }))
    outage.isDown = (what) => what === 'table Reports replace'
    // It is kept beside the cursor.
    await world.trackReplies(outage.storage)
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    up()
    await world.trackReplies(outage.storage)
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
  })
})
