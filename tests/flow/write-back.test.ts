import { rowsOf, untilKilled, watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { answerOf } from './desk'
import { type GraphDesk, startGraphDesk } from './graph-desk'
import { readMailAs } from './person'
import { openQueued } from './queues'

let desk: GraphDesk
const start = async (settings: Readonly<Record<string, string>> = {}) => {
  desk = await startGraphDesk({ WRITE_BACK: 'true', ...settings })
}
afterEach(() => desk.close())

/** Alerts become a report, which leaves. */
const send = async (...ids: readonly string[]) => {
  for (const id of ids) desk.raise(id)
  desk.world.pass(0.1)
  await desk.collectAndOpen()
  desk.world.pass(1.1)
  await desk.world.fileReports()
}
const chase = async () => {
  desk.world.pass(1.1)
  await desk.chase()
}
const hear = async (text: string) => {
  desk.world.imap.deliver(answerOf(desk.world.mails[0]!, { text }))
  await desk.world.trackReplies()
}
const posts = () => desk.graph.requests.filter(({ method }) => method === 'POST')
const idOf = async () => String((await desk.world.report()).rowKey)
const notTold = () => desk.world.logs.filter(({ event }) => event === 'alerts not told')

it('each alert is told when its report is sent, acknowledged and closed: once each', async () => {
  await start()
  await send('a', 'b')
  const id = await idOf()
  await chase()
  await chase()
  const sent = `Abuse report ${id} to Microsoft: sent on 2026-11-23 11:12 UTC. [${id} sent]`
  expect(desk.comments('a')).toEqual([containing(`[${id} sent]`)])
  expect(desk.comments('a')[0]?.replace(/\d\d:\d\d(:\d\d)?/, '11:12')).toBe(sent)
  await hear('We have received your report.')
  await chase()
  await hear('The reported site has been taken down.')
  await readMailAs(desk.world, 'taken down', desk.chase)
  await chase()
  await chase()
  for (const alert of ['a', 'b'])
    expect(desk.comments(alert)).toEqual([
      containing(`[${id} sent]`),
      containing(`[${id} acknowledged]`),
      containing(/closed on 2026-11-23 .*, taken down\. \[DAR-2611-\w{8} closed\]$/),
    ])
  expect(posts()).toHaveLength(6)
})

it('off by default: no alert is told anything', async () => {
  await start({ WRITE_BACK: 'false' })
  await send('a')
  await chase()
  expect(posts()).toEqual([])
})

it('a report that has not left tells nothing, nor does a trial', async () => {
  await start({ REPORTING_MODE: 'review' })
  await send('a')
  await chase()
  expect(posts()).toEqual([])
  await desk.close()
  await start({ REDIRECT_ALL_TO: 'trial@example.com' })
  await send('a')
  await chase()
  expect(await desk.world.report()).toMatchObject({ Status: 'sent', Trial: true })
  expect(posts()).toEqual([])
})

it('an alert that joins later is told too, and the others are not told again', async () => {
  await start()
  await send('a')
  await chase()
  desk.raise('b')
  desk.world.pass(0.1)
  await desk.collectAndOpen()
  await chase()
  expect([desk.comments('a'), desk.comments('b')].map((texts) => texts.length)).toEqual([1, 1])
})

it('of very many alerts the 20 newest are told', async () => {
  await start()
  await send(...Array.from({ length: 22 }, (_, n) => `alert-${n}`))
  await chase()
  expect(posts()).toHaveLength(20)
})

describe('an answer that got lost', () => {
  it.each([504, 429, 503])(
    'HTTP %d after the comment was written: it is found again, not written twice',
    async (status) => {
      await start()
      await send('a')
      // The alert is read; then the comment arrives, and its answer does not.
      desk.graph.faults.push(undefined, { status, body: '{}' })
      await chase()
      expect(posts()).toHaveLength(1)
      desk.change('a', { comments: [{ comment: `Somebody else. [${await idOf()} sent]` }] })
      await chase()
      await chase()
      expect(posts()).toHaveLength(1)
      expect(notTold()).toHaveLength(1)
    },
  )

  it('and was not written: it is written at the next look', async () => {
    await start()
    await send('a')
    desk.graph.faults.push(undefined, { status: 504, body: '{}' })
    await chase()
    expect(desk.comments('a')).toEqual([])
    await chase()
    expect(desk.comments('a')).toHaveLength(1)
  })
})

it('without the permission the log says which one, once per run, and nothing else suffers', async () => {
  await start()
  await send('a', 'b')
  desk.graph.faults.push(undefined, { status: 403, body: '{}' })
  await chase()
  expect(posts()).toHaveLength(1)
  expect(notTold()).toMatchObject([{ cause: 'forbidden', remedy: containing('SecurityAlert.ReadWrite.All') }])
  expect(await desk.world.report()).toMatchObject({ Status: 'sent' })
})

it('an alert that Graph no longer knows, or will not have commented, does not keep the others waiting', async () => {
  await start()
  await send('a', 'b', 'c')
  desk.drop('b')
  desk.graph.faults.push({ status: 400, body: '{}' })
  await chase()
  await chase()
  expect(['a', 'c'].map((id) => desk.comments(id).length).toSorted()).toEqual([0, 1])
  expect(notTold()).toEqual([])
})

it('a closed report that cannot be told of is let go after a week', async () => {
  await start()
  await send('a')
  await chase()
  await hear('The reported site has been taken down.')
  // As often as one run may ask again.
  const down = Array.from({ length: 20 }, () => ({ status: 503, body: '{}' }))
  desk.graph.faults.splice(0, Infinity, ...down)
  await readMailAs(desk.world, 'taken down', desk.chase)
  for (let day = 0; day < 9; day++) {
    desk.graph.faults.splice(0, Infinity, ...down)
    desk.world.pass(24)
    await desk.chase()
    await desk.world.fileReports()
  }
  expect(await rowsOf(desk.world.storage, 'Agenda')).not.toContainEqual(
    expect.objectContaining({ partitionKey: 'open' }),
  )
  expect(desk.comments('a')).toHaveLength(1)
})

it('killed after any write, each alert is told once', async () => {
  for (let killAfter = 1; killAfter <= 8; killAfter++) {
    await start()
    await send('a', 'b')
    desk.world.pass(1.1)
    await untilKilled(() => desk.chase(watch(desk.world.storage, killAfter).storage))
    await chase()
    await chase()
    expect([desk.comments('a'), desk.comments('b')].map((texts) => texts.length)).toEqual([1, 1])
    await desk.close()
  }
})

it('two instances at once write one comment', async () => {
  await start()
  await send('a', 'b')
  desk.world.pass(1.1)
  await Promise.all([desk.chase(), desk.chase(), desk.chase()])
  await chase()
  expect([desk.comments('a'), desk.comments('b')].map((texts) => texts.length)).toEqual([1, 1])
})

/** All rows about the alert, but for the stamp of its newest copy: Graph moves that with every comment. */
async function kept() {
  const tables = await Promise.all(
    (['Reports', 'Sightings', 'Cases', 'Questions'] as const).map(desk.world.rows),
  )
  return tables.flat().map(({ CopyAt: _, Evidence, Grounds, ...row }) => ({
    ...row,
    json: [Evidence, Grounds].map((cell) => (typeof cell === 'string' ? JSON.parse(cell) : cell) as unknown),
  }))
}

it('our own comment does not make the alert new: collected again, it changes nothing', async () => {
  await start()
  await send('a')
  await chase()
  const before = await kept()
  desk.world.pass(0.1)
  await expect(desk.collect()).resolves.toMatchObject({ queued: 1 })
  expect(await openQueued(desk.world)).toBe(1)
  expect(await kept()).toEqual(before)
  expect(desk.comments('a')).toHaveLength(1)
})
