import { packMessage } from '../../shared/alerts/message'
import { createContext } from '../../shared/platform/app-context'
import { keyNamed } from '../../shared/alerts/key-named'
import { runQuarantineAlert } from '../../shared/platform/run-quarantine-alert'
import { watch } from '../helpers/faulty-storage'
import { freshStorage } from '../helpers/storage'
import { fromGraph, graphAlert } from './founding-alert'
import { type GraphDesk, startGraphDesk } from './graph-desk'
import { answer } from './person'
import { enqueue, openQueued, takeAll } from './queues'

let desk: GraphDesk
beforeEach(async () => {
  desk = await startGraphDesk()
})
afterEach(() => desk.close())

const openAndFile = async () => {
  const opened = await openQueued(desk.world)
  desk.world.pass(1.1)
  await desk.world.fileReports()
  return opened
}
const forged = { defenderAbuseReporter: 1, source: 'graph', returned: 0, alert: graphAlert() }

describe('who may write to the queue and to nothing else', () => {
  it.each([
    { how: 'claims to be Graph', message: JSON.stringify(forged) },
    { how: 'makes up a seal', message: JSON.stringify({ ...forged, seal: 'A'.repeat(43) }) },
    {
      how: 'seals with a key of his own',
      message: packMessage({ source: 'graph', returned: 0, alert: graphAlert() }, Buffer.alloc(32)),
    },
  ])('$how: the report waits for a person', async ({ message }) => {
    await enqueue(desk.world, message)
    await openAndFile()
    expect(await desk.world.report()).toMatchObject({ Status: 'awaiting-approval', Endpoint: 'safe-hse.com' })
    expect(await desk.world.rows('Sightings')).toMatchObject([{ Source: 'queue' }])
    expect(desk.world.mails).toEqual([])
  })

  it('cannot take back what Graph gave under the same id', async () => {
    await desk.world.openCase(fromGraph(graphAlert()))
    await enqueue(
      desk.world,
      JSON.stringify({ ...forged, alert: graphAlert({ classification: 'falsePositive' }) }),
    )
    await openAndFile()
    expect(await desk.world.report()).toMatchObject({ Status: 'sent' })
  })
})

describe('what the program queues itself', () => {
  it('out of Graph is filed by itself, also after it came back from the poison queue', async () => {
    desk.raise('a', 1)
    await desk.collect()
    for (const message of await takeAll(desk.world))
      await runQuarantineAlert(desk.world.app(), message, desk.world.log)
    expect(await openAndFile()).toBe(1)
    expect(await desk.world.report()).toMatchObject({ Status: 'sent' })
  })

  it('and was sealed before the key was changed counts as come by the queue: read, and held', async () => {
    desk.raise('a', 1)
    await desk.collect()
    await desk.world.storage
      .blobs('keys')
      .put('envelope', Buffer.alloc(32, 'new'), 'application/octet-stream')
    expect(await openAndFile()).toBe(1)
    expect(await desk.world.report()).toMatchObject({ Status: 'awaiting-approval' })
  })
})

describe('replayed from the quarantine', () => {
  const damaged = { hello: 'world' }
  const cases = [
    { what: 'out of Graph', message: fromGraph(damaged), source: 'graph' },
    { what: 'that claimed to be', message: { ...forged, alert: damaged }, source: 'queue' },
    { what: 'of anybody', message: damaged, source: 'queue' },
  ]
  const doors = [
    { by: 'openCase', setAside: (message: unknown) => desk.world.openCase(message) },
    {
      by: 'quarantineAlert',
      setAside: (message: unknown) => runQuarantineAlert(desk.world.app(), message, desk.world.log),
    },
  ]
  const sources = async () => (await desk.world.rows('Quarantine')).map(({ Source }) => Source)

  it.each(cases.flatMap((one) => doors.map((door) => ({ ...one, ...door }))))(
    'a message $what, set aside by $by, stays what it was: $source',
    async ({ message, source, setAside }) => {
      await setAside(message)
      expect(await sources()).toEqual([source])
      await answer(desk.world, 'replay')
      desk.world.pass(1)
      expect(await openQueued(desk.world)).toBe(1)
      expect(await sources()).toEqual([source, source])
    },
  )
})

describe('the key', () => {
  it('is one, however many processes need it first', async () => {
    const storage = freshStorage()
    const keys = await Promise.all(Array.from({ length: 5 }, () => keyNamed('envelope', () => storage)()))
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
    expect(keys[0]).toHaveLength(32)
    expect(Buffer.from(keys[0]!).equals(Buffer.from(await keyNamed('envelope', freshStorage)()))).toBe(false)
  })

  it('is read once per process, and a read that failed is repeated', async () => {
    const watched = watch(desk.world.storage)
    const app = createContext(desk.world.app().settings, { storage: () => watched.storage })
    for (let read = 0; read < 3; read++) await app.envelopeKey()
    expect(watched.operations()).toBe(1)
    let isDown = true
    const load = keyNamed('envelope', () => {
      if (isDown) throw new Error('ECONNREFUSED')
      return desk.world.storage
    })
    await expect(load()).rejects.toThrow('ECONNREFUSED')
    isDown = false
    expect(await load()).toHaveLength(32)
  })

  it('that anybody could guess is used by nobody', async () => {
    await desk.world.storage.blobs('keys').put('envelope', Buffer.alloc(0), 'application/octet-stream')
    await expect(desk.world.openCase(fromGraph(graphAlert()))).rejects.toThrow('Remove it and restart')
  })
})
