import { startFeeds, type FakeFeeds } from '../../sandbox/world/feeds'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { runOpenCase } from '../../shared/platform/run-open-case'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
let feeds: FakeFeeds
beforeEach(async () => {
  feeds = await startFeeds()
  world = await SmallWorld.start({ FEEDS: `none ${feeds.asSetting}` })
  // A fresh account: nothing was ever fetched.
  await world.storage.blobs('ownership').remove('current.bin')
})
afterEach(() => Promise.all([world.close(), feeds.close()]))

const fetched = () => feeds.answered.filter(({ feed }) => feed === 'serviceTags').length
const gradeNow = async () => (await world.report())['Grade']

describe('a fresh storage account', () => {
  it('decides its first alert on service tags, at once', async () => {
    const begunAt = Date.now()
    await world.openCase(fromGraph(graphAlert()))
    expect(Date.now() - begunAt).toBeLessThan(120_000)
    expect([await gradeNow(), fetched()]).toEqual(['A', 1])
  })

  it('is filled once, however many need the lists at the same time, and each of them waits', async () => {
    const alerts = ['a', 'b', 'c'].map((id) => fromGraph(graphAlert({ id })))
    await Promise.all(alerts.map((alert) => runOpenCase(world.app(), alert, world.log)))
    expect(fetched()).toBe(1)
    const read = world.logs.filter(({ event }) => event === 'alert read')
    expect(read.map(({ report }) => report)).toEqual([1, 1, 1])
    expect(await gradeNow()).toBe('A')
  }, 30_000)

  it('with lists that cannot be fetched, decides on coarse data, and asks again after ten minutes only', async () => {
    feeds.replace('serviceTags', { status: 500, body: '' })
    await world.openCase(fromGraph(graphAlert()))
    await world.openCase(fromGraph(graphAlert({ id: 'b' })))
    expect([fetched(), await gradeNow()]).toEqual([1, 'C'])
    world.pass(11 / 60)
    feeds.replace('serviceTags', undefined)
    await world.openCase(fromGraph(graphAlert({ id: 'c' })))
    expect(fetched()).toBe(2)
  })
})

it('what coarse data held is judged again minutes after better data came, and leaves', async () => {
  feeds.replace('serviceTags', { status: 500, body: '' })
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  await world.chaseReports()
  expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Grade: 'C' })

  feeds.replace('serviceTags', undefined)
  await runRefreshOwnership(world.app(), world.log)
  world.restart()
  world.pass(5 / 60)
  await world.chaseReports()
  await world.fileReports()
  expect(await world.report()).toMatchObject({ Status: 'sent', Grade: 'A' })
  expect(world.mails).toHaveLength(1)
})
