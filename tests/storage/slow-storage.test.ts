import { checkpointsOf } from '../../shared/storage/checkpoints'
import { azureStorage, type Storage } from '../../shared/storage/storage'
import { storageBehind, type Between, type StorageBehind } from '../helpers/slow-storage'
import { freshAccount, freshStorage } from '../helpers/storage'

const key = { partitionKey: '2611', rowKey: 'DAR-2611-7F3K9QXM' }
/** Nothing is waited for that takes place. */
const impatient = { attemptInMs: 50, attempts: 3 }
const patient = { attemptInMs: 300, attempts: 4 }

let opened: StorageBehind | undefined
const open = async (between: Between, patience: typeof patient): Promise<Storage> =>
  (opened = await storageBehind(freshAccount(), between, patience)).storage
afterEach(() => opened?.close())

/** Passes everything on; every second answer does not come, or the connection ends in its place, from the first on. */
const everySecond = (fate: 'lost' | 'cut'): Between => {
  let requests = 0
  return (_request, _answer, pass) => pass(requests++ % 2 === 0 ? fate : undefined)
}

type Use = { readonly what: string; readonly use: (storage: Storage) => Promise<unknown> }
const row = { ...key, Status: 'queued' }
const bytes = Buffer.from('0123456789')
const uses: readonly Use[] = [
  { what: 'a merge', use: (storage) => storage.table('Reports').merge(row) },
  { what: 'a row', use: (storage) => storage.table('Reports').get(key) },
  { what: 'a list', use: (storage) => Array.fromAsync(storage.table('Reports').list()) },
  { what: 'a message', use: (storage) => storage.queue('alerts').send('x') },
  { what: 'a count of messages', use: (storage) => storage.queue('alerts').countMessages() },
  { what: 'a blob to keep', use: (storage) => storage.blobs('alerts').put('a', bytes, 'text/plain') },
  { what: 'a blob', use: (storage) => storage.blobs('alerts').get('a') },
  { what: 'names of blobs', use: (storage) => storage.blobs('alerts').list() },
]

const insert: Use = { what: 'an insert', use: (storage) => storage.table('Reports').insert(row) }

it.each([...uses, insert])(
  '$what: storage that never answers is asked three times, then it fails',
  async ({ use }) => {
    let attempts = 0
    const storage = await open(() => (attempts += 1), impatient)
    await expect(use(storage)).rejects.toThrow('storage did not answer within 0.05 seconds')
    expect(attempts).toBe(impatient.attempts)
  },
)

it.each(uses)('$what: an answer that does not come is asked for again', async ({ use }) => {
  const storage = await open(everySecond('lost'), patient)
  expect(await use(storage)).toEqual(await use(freshStorage()))
})

describe('a write whose answer was lost', () => {
  it('an insert is told as one that took place, with the ETag of the row', async () => {
    const table = (await open(everySecond('cut'), patient)).table('Reports')
    const etag = (await table.insert(row)) ?? ''
    expect(await table.get(key)).toEqual({ key, etag, cells: { Status: 'queued' } })
  })

  it('a replacement, too, and whatever can be in a cell', async () => {
    const table = (await open(everySecond('cut'), patient)).table('Reports')
    const before = (await table.insert(row)) ?? ''
    const cells = {
      Status: 'sent\uD800',
      Sightings: 3,
      Share: 0.1,
      SentAt: new Date('2026-11-23T10:00:00.123Z'),
      Trial: false,
      Note: undefined,
    }
    const etag = await table.replace({ ...key, ...cells }, before)
    expect(etag).toEqual(expect.any(String))
    expect((await table.get(key))?.etag).toBe(etag)
  })

  it('a row that somebody else made or changed since is theirs', async () => {
    const account = freshAccount()
    const theirs = azureStorage({ connectionString: account }).table('Reports')
    const isLost = everySecond('cut')
    opened = await storageBehind(
      account,
      (...asked) => void theirs.merge({ ...key, Status: 'closed' }).then(() => isLost(...asked)),
      patient,
    )
    const ours = opened.storage.table('Reports')
    expect(await ours.insert(row)).toBeUndefined()
    const before = (await theirs.get(key))?.etag ?? ''
    expect(await ours.replace(row, before)).toBeUndefined()
    expect((await theirs.get(key))?.cells).toEqual({ Status: 'closed' })
  })
})

it('two who save the same fact at once, and neither hears of it, do not both take it for theirs', async () => {
  const account = freshAccount()
  const theirs = checkpointsOf(azureStorage({ connectionString: account }))
  const isLost = everySecond('cut')
  let saved: Promise<unknown> | undefined
  opened = await storageBehind(
    account,
    (...asked) => {
      saved ??= theirs.save('quota', { taken: 1 }, undefined)
      void saved.then(() => isLost(...asked))
    },
    patient,
  )
  expect(await checkpointsOf(opened.storage).save('quota', { taken: 1 }, undefined)).toBeUndefined()
  expect(await saved).toEqual(expect.any(String))
})

it('what needs no answer is done once more where it was lost', async () => {
  const storage = await open(everySecond('cut'), patient)
  await storage.table('Reports').merge(row)
  await storage.queue('alerts').send('x')
  await storage.blobs('alerts').put('a', bytes, 'text/plain')
  expect((await storage.table('Reports').get(key))?.cells).toEqual({ Status: 'queued' })
  expect((await storage.blobs('alerts').get('a'))?.bytes).toEqual(bytes)
  // Storage took the message twice: whoever reads a queue has to expect that.
  expect(await storage.queue('alerts').countMessages()).toBe(2)
})

it('a blob that stops coming is asked for once more from there, then it fails', async () => {
  const ranges: unknown[] = []
  const storage = await open(({ headers }, answer) => {
    ranges.push(headers['x-ms-range'] ?? headers.range)
    const left = 10 - ranges.length + 1
    answer.writeHead(ranges.length === 1 ? 200 : 206, { 'content-length': left, etag: '"1"' })
    answer.write('x')
  }, impatient)
  await expect(storage.blobs('alerts').get('a')).rejects.toThrow('received less data than required')
  expect(ranges).toEqual([undefined, 'bytes=1-9'])
})
