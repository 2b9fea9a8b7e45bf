import { startGraph } from '../../sandbox/world/graph'
import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { sha256 } from '../../shared/model/hash'
import { createContext } from '../../shared/platform/app-context'
import { runCollectAlerts } from '../../shared/platform/run-collect-alerts'
import { runQuarantineAlert } from '../../shared/platform/run-quarantine-alert'
import { containing } from './containing'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { answer, remediesIn, theQuestion } from './person'
import { enqueue, handedOver, openQueued, takeAll } from './queues'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64')
const halfK = 32 * 1024
const ourEnvelope = (rest: object) => JSON.stringify({ defenderAbuseReporter: 1, source: 'graph', ...rest })

const unreadable = [
  { what: 'empty', text: '', reason: 'it is empty' },
  { what: 'blank', text: ' \r\n\t', reason: 'it is empty' },
  { what: 'an empty text in JSON', text: '""', reason: 'it is empty' },
  { what: 'null', text: 'null', reason: 'it is empty' },
  { what: 'not JSON', text: '{"id": "1", ', reason: 'it is neither JSON nor base64' },
  { what: 'a number', text: '42', reason: 'it is a mere number' },
  { what: 'true', text: 'true', reason: 'it is a mere boolean' },
  { what: 'JSON of no known shape', text: '{"hello":"world"}', reason: 'the shape of no known alert' },
  { what: 'a list of numbers', text: '[1]', reason: 'it is no JSON object' },
  { what: '64 KiB of opening brackets', text: '['.repeat(2 * halfK), reason: 'it is neither JSON nor' },
  {
    what: '64 KiB of brackets that close again',
    text: '['.repeat(halfK) + ']'.repeat(halfK),
    reason: 'nested more than 100 levels deep',
  },
  {
    what: 'brackets around an alert of ours',
    text: ourEnvelope({ alert: JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`) as unknown }),
    reason: 'nested too deeply',
  },
  {
    what: 'invalid UTF-8',
    text: base64(Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d])),
    reason: 'it is neither JSON nor base64',
  },
  { what: 'an envelope that is none of ours', text: ourEnvelope({}), reason: 'its envelope is not' },
  {
    what: 'a reference to nowhere',
    text: ourEnvelope({ blob: `alerts/${'0'.repeat(64)}` }),
    reason: 'the blob it refers to does not exist',
  },
  { what: 'a path in the place of a reference', text: ourEnvelope({ blob: '../x' }), reason: 'its envelope' },
  {
    what: 'no alert, under names of queue metadata',
    text: '{"id":"../../etc","dequeueCount":99,"popReceipt":"x"}',
    reason: 'the shape of no known alert',
  },
]

describe.each(unreadable)('a message that is $what', ({ text, reason }) => {
  const expectQuarantine = async () => {
    const rows = await world.rows('Quarantine')
    expect(rows).toMatchObject([{ Reason: containing(reason), Body: containing(/^[0-9a-f]{64}$/) }])
    const blob = await world.storage.blobs('quarantine').get(String(rows[0]?.Body))
    expect(sha256(blob!.bytes)).toBe(rows[0]?.Body)
    expect(rows[0]?.rowKey).toBe(`100000000-${String(rows[0]?.Body)}`)
    expect(await theQuestion(world)).toMatchObject({ Kind: 'quarantine', Reason: containing(reason) })
    expect(await world.rows('Reports')).toEqual([])
  }

  it('is quarantined at once, with one log line of cause and remedy', async () => {
    await world.openCase(handedOver(text))
    await expectQuarantine()
    expect(remediesIn(world)).toMatchObject([{ reason: containing(reason), remedy: containing('replay') }])
  })

  it('is quarantined from the poison queue as well', async () => {
    await runQuarantineAlert(world.app(), handedOver(text), world.log)
    await expectQuarantine()
    expect(remediesIn(world)).toMatchObject([{ verdict: 'cannot be read', remedy: containing('replay') }])
  })

  it('can be replayed: it comes back, and is quarantined again', async () => {
    await world.openCase(handedOver(text))
    await answer(world, 'replay')
    expect(await world.rows('Questions')).toEqual([])
    world.pass(1)
    expect(await openQueued(world)).toBe(1)
    expect(await world.rows('Quarantine')).toHaveLength(2)
  })
})

it('a large message of no known shape can be replayed, and holds up no other answer', async () => {
  await enqueue(world, JSON.stringify({ hello: 'x'.repeat(60_000) }))
  await openQueued(world)
  await answer(world, 'replay')
  expect(await world.rows('Questions')).toEqual([])
  expect(await openQueued(world)).toBe(1)
})

it('of a message with several alerts, only what cannot be read is set aside', async () => {
  await world.openCase([graphAlert(), { hello: 'world' }, 'nonsense', graphAlert({ id: 'two' })])
  expect(await world.rows('Quarantine')).toHaveLength(2)
  expect(await world.rows('Sightings')).toHaveLength(2)
})

describe('characters that XML, UTF-8 or a table cannot carry', () => {
  const strange = `\uFFFE\uFFFF\uD800 \uDC00 \u0000\u001F`
  const told = {
    id: `da1_${strange}`,
    title: `Outbound connection to 20.119.0.42:443 ${strange}`,
    description: strange,
    actorDisplayName: `Storm-0900${strange}`,
    category: `CommandAndControl`,
    determination: strange,
    [`field${strange}`]: strange,
  }

  it('an alert out of Graph that holds them is reported like any other', async () => {
    const alerts = [graphAlert(told) as AlertJson]
    const graph = await startGraph({ alerts: () => alerts })
    world.changes = { GRAPH_ENDPOINT: graph.url }
    const app = createContext(world.app().settings, {
      ...world.app(),
      credential: () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }),
    })
    await runCollectAlerts(app, world.log)
    await graph.close()
    expect(await openQueued(world)).toBe(1)
    world.pass(1.1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent', Endpoint: 'safe-hse.com' })
    expect(world.mails).toHaveLength(1)
    expect(remediesIn(world)).toEqual([])
    // Seen again, it is the same alert.
    await world.openCase(fromGraph(graphAlert(told)))
    expect(await world.rows('Sightings')).toHaveLength(1)
  })

  it.each([
    { where: 'a link', link: `https://login-help.azurewebsites.net/${strange}` },
    { where: 'a name', link: `https://lo\uFFFFgin.azurewebsites.net/` },
    { where: 'half a pair in a name', link: `https://lo\uD800gin.azurewebsites.net/` },
  ])('in $where: reported, held or ignored, never a fault', async ({ link }) => {
    await world.openCase(fromGraph(graphAlert({}, [device, url(link), ip('20.119.0.42')])))
    world.pass(1.1)
    await world.fileReports()
    for (const row of await world.rows('Reports')) expect(JSON.stringify(row)).not.toMatch(/\\u(ffff|d800)/i)
    expect(await world.rows('Quarantine')).toEqual([])
  })

  it('what cannot be read and holds them is kept, as far as it can be', async () => {
    await world.openCase({ hello: strange })
    expect(await world.rows('Quarantine')).toHaveLength(1)
    await answer(world, 'replay')
    expect(await takeAll(world)).toHaveLength(1)
  })
})

describe('top-level keys named like queue metadata', () => {
  const metadata = {
    dequeueCount: 99,
    DequeueCount: 99,
    popReceipt: 'x',
    insertionTime: 'never',
    queueTrigger: 7,
  }

  it('an alert with them is an alert', async () => {
    await enqueue(world, JSON.stringify({ ...graphAlert(), ...metadata }))
    await openQueued(world)
    expect(await world.report()).toMatchObject({ Endpoint: 'safe-hse.com', Status: 'collecting' })
    expect(await world.rows('Quarantine')).toEqual([])
  })

  it('two unreadable messages with one id are two', async () => {
    await world.openCase({ ...metadata, id: 'same', n: 1 })
    await world.openCase({ ...metadata, id: 'same', n: 2 })
    expect(await world.rows('Quarantine')).toHaveLength(2)
    expect(await world.rows('Questions')).toHaveLength(2)
  })

  it('one unreadable message that comes twice asks once', async () => {
    await world.openCase({ ...metadata, id: 'same' })
    world.pass(0.1)
    await world.openCase({ ...metadata, id: 'same' })
    expect(await world.rows('Questions')).toHaveLength(1)
  })
})

it('base64 and plain JSON say the same', async () => {
  await enqueue(world, JSON.stringify(graphAlert()))
  await enqueue(world, base64(JSON.stringify(graphAlert())))
  await openQueued(world)
  expect(await world.rows('Sightings')).toHaveLength(1)
})
