import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { graphError } from '../../sandbox/world/graph-fault'
import { graphMailbox, type GraphMailbox } from '../../sandbox/world/graph-mailbox'
import { openGraphMailbox } from '../../shared/replies/graph-mailbox'
import { trackReplies } from '../../shared/replies/track-replies'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import type { Storage } from '../../shared/storage/storage'
import { rowsOf, untilKilled, watch } from '../helpers/faulty-storage'
import { freshStorage } from '../helpers/storage'

const mailbox = 'reports@example.com'
let at = new Date('2026-11-23T10:00:00Z')
let storage: Storage
let graph: FakeGraph
let box: GraphMailbox
let tracked: string[] = []
beforeEach(async () => {
  tracked = []
  storage = freshStorage()
  box = graphMailbox({ address: mailbox, now: () => at })
  graph = await startGraph({ mailbox: box, token: () => 't' })
})
afterEach(() => graph.close())

const fill = (mails: number) => {
  for (let n = 1; n <= mails; n++) box.folders.deliver(Buffer.from(`Message-ID: <${n}@example.org>\r\n\r\n`))
}
/** @param minutesForAMail that the clock goes on while a mail is dealt with */
const run = (minutesForAMail = 0, over = storage) => {
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }
  const settings = { endpoint: graph.url, credential, timeoutInMs: 5000, mailbox }
  return trackReplies({
    mailbox: openGraphMailbox(settings, () => at),
    checkpoints: checkpointsOf(over),
    track: async ({ raw }) => {
      at = new Date(at.getTime() + minutesForAMail * 60_000)
      tracked.push(Buffer.from(raw).toString())
      return { kind: 'nothing-new', isOurs: false }
    },
    onReading: () => undefined,
    onHeldBack: () => undefined,
    aside: over.blobs('mails'),
    onSetAside: async () => undefined,
    onSkipped: () => undefined,
    onNotMoved: () => undefined,
    budgetInMs: 4 * 60_000,
    now: () => at,
  })
}
const cursor = async () => (await rowsOf(storage, 'Checkpoints')).at(0)

it('a full mailbox is read in several runs, each of which goes on where the last one stopped', async () => {
  fill(130)
  expect([await run(0.1), await run(0.1), await run(0.1), await run(0.1)]).toEqual([50, 50, 30, 0])
  expect(new Set(tracked).size).toBe(130)
})

it('killed on the way, a run costs a hundred mails, not all of them', async () => {
  fill(230)
  const { storage: dying } = watch(storage, 1)
  expect(await untilKilled(() => run(0, dying))).toBe('killed')
  expect(tracked).toHaveLength(100)
  expect(await run()).toBe(130)
  expect(new Set(tracked).size).toBe(230)
})

it('where the mailbox fails, what was read before is not read again', async () => {
  fill(60)
  box.script = {
    read: (path) =>
      path.startsWith('mailFolders/junkemail')
        ? { ...graphError(503, 'ServiceUnavailable', 'later'), done: false }
        : undefined,
  }
  await expect(run()).rejects.toMatchObject({ fault: 'unreachable' })
  box.script = {}
  expect(await run()).toBe(0)
})

it('who is slower than another run keeps the other one ahead', async () => {
  fill(130)
  const { storage: slow } = watch(storage)
  const checkpoints = slow.table('Checkpoints')
  const held = {
    ...slow,
    table: () => ({
      ...checkpoints,
      insert: async (row: Parameters<typeof checkpoints.insert>[0]) => {
        // The other one reads all of it between our last mail and our cursor.
        if (tracked.length === 100) await run()
        return checkpoints.insert(row)
      },
    }),
  }
  expect(await run(0, held)).toBe(100)
  const after = await cursor()
  expect(await run()).toBe(0)
  expect(await cursor()).toEqual(after)
})

it('a cursor from before there was another mailbox than IMAP is kept', async () => {
  const old = { INBOX: { uidValidity: '7', uid: 400 } }
  await checkpointsOf(storage).save('mailbox-cursor', old, undefined)
  fill(1)
  expect(await run()).toBe(1)
  const { Value } = (await cursor()) as { Value: string }
  expect(JSON.parse(Value)).toMatchObject({ ...old, 'graph:inbox': { mailbox } })
})

describe('a mail that cannot be dealt with', () => {
  const told: string[] = []
  const settings = () => ({
    endpoint: graph.url,
    credential: { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) },
    timeoutInMs: 5000,
    mailbox,
  })
  const runWith = (isPoison: (raw: string) => boolean) =>
    trackReplies({
      mailbox: openGraphMailbox(settings(), () => at),
      checkpoints: checkpointsOf(storage),
      aside: storage.blobs('mails'),
      track: async ({ raw }) => {
        const text = Buffer.from(raw).toString()
        if (isPoison(text)) throw new Error('cannot be stored')
        tracked.push(text)
        return { kind: 'nothing-new', isOurs: false }
      },
      onReading: () => undefined,
      onHeldBack: () => undefined,
      onSetAside: async (_mail, { why }) => void told.push(why),
      onSkipped: () => undefined,
      onNotMoved: () => undefined,
      budgetInMs: 4 * 60_000,
      now: () => at,
    })

  it('keeps no other waiting, is told after three runs, tried daily, and read once it can be', async () => {
    fill(5)
    const isPoison = (raw: string) => raw.includes('<2@')
    await runWith(isPoison)
    expect(tracked).toHaveLength(4)
    expect(told).toEqual([])
    for (let n = 0; n < 5; n++) await runWith(isPoison)
    expect(told).toEqual(['cannot be stored'])
    expect(await storage.blobs('mails').list()).toHaveLength(1)
    at = new Date(at.getTime() + 25 * 3_600_000)
    await runWith(() => false)
    expect(tracked).toHaveLength(5)
    expect(await storage.blobs('mails').list()).toEqual([])
    await runWith(() => false)
    expect(tracked).toHaveLength(5)
  })
})
