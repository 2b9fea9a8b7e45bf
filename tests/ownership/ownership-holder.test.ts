import { ownershipHolder, type StoredSnapshot } from '../../shared/ownership/ownership-holder'
import { packSnapshot } from '../../shared/ownership/snapshot'
import { embeddedSnapshot, FOUNDING_TAGS, serviceTagsJson, sourceFrom, TODAY } from './feeds'

const stored = (version: string): StoredSnapshot => ({
  version,
  bytes: packSnapshot([sourceFrom(serviceTagsJson(FOUNDING_TAGS))], TODAY),
})

/** A holder, its clock, and what storage answers next. */
function world() {
  const at = {
    now: TODAY,
    answer: undefined as StoredSnapshot | Error | undefined,
    loads: 0,
    log: [] as string[],
  }
  const holder = ownershipHolder({
    load: async (knownVersion) => {
      at.loads++
      if (at.answer instanceof Error) throw at.answer
      return at.answer?.version === knownVersion && at.answer !== undefined ? 'unchanged' : at.answer
    },
    embedded: embeddedSnapshot,
    now: () => at.now,
    log: (line) => at.log.push(line),
  })
  const wait = (minutes: number) => void (at.now = new Date(at.now.getTime() + minutes * 60_000))
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const classNow = () => holder.current().ofAddress('20.119.0.42').class
  return { at, holder, wait, settle, classNow }
}

it('a look-up never waits: before storage has answered, the embedded snapshot does', async () => {
  const { at, holder, settle, classNow } = world()
  at.answer = stored('1')
  expect(classNow()).toBe('microsoft-untagged')
  await settle()
  expect(classNow()).toBe('customer-hosted')
  expect(holder.status()).toMatchObject({ from: 'stored', createdAt: TODAY.toISOString() })
})

it('after ready() the stored snapshot answers', async () => {
  const { at, holder, classNow } = world()
  at.answer = stored('1')
  await holder.ready()
  expect(classNow()).toBe('customer-hosted')
})

it('a new snapshot is picked up within minutes, without a restart', async () => {
  const { at, holder, wait, settle, classNow } = world()
  await holder.ready()
  at.answer = stored('2')
  expect([classNow(), at.loads]).toEqual(['microsoft-untagged', 1])
  wait(2)
  classNow()
  await settle()
  expect([classNow(), at.loads]).toEqual(['customer-hosted', 2])
})

it('a thousand look-ups ask storage once', async () => {
  const { at, settle, classNow } = world()
  for (let i = 0; i < 1000; i++) classNow()
  await settle()
  expect(at.loads).toBe(1)
})

it.each([
  ['storage is down', new Error('storage is down')],
  ['a damaged blob', { version: '2', bytes: Buffer.from('garbage') }],
])('%s: the snapshot in memory stays in use, the log and the health page say why', async (_, answer) => {
  const { at, holder, wait, settle, classNow } = world()
  at.answer = stored('1')
  await holder.ready()
  at.answer = answer
  wait(5)
  classNow()
  await settle()
  expect(classNow()).toBe('customer-hosted')
  expect(at.log).toEqual([expect.stringContaining('stays in use')])
  expect(holder.status().lastError).toBeDefined()
})

it('ready() says when storage has not answered yet, and asks again', async () => {
  const { at, holder, classNow } = world()
  at.answer = new Error('storage is down')
  expect(await holder.ready()).toBe(false)
  expect([await holder.ready(), at.loads]).toEqual([false, 2])
  at.answer = stored('1')
  expect([await holder.ready(), classNow()]).toEqual([true, 'customer-hosted'])
  at.answer = new Error('storage is down')
  expect([await holder.ready(), at.loads]).toEqual([true, 3])
})

it('ready() with none stored yet: the embedded snapshot is all there is', async () => {
  const { holder, classNow } = world()
  expect([await holder.ready(), classNow()]).toEqual([true, 'microsoft-untagged'])
})
