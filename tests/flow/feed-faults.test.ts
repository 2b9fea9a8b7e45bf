import { PUBLIC_IPS_CSV, SERVICE_TAGS } from '../../sandbox/world/feed-content'
import { startFeeds, type FakeFeeds, type FeedName } from '../../sandbox/world/feeds'
import { parseIpAddress } from '../../shared/model/ip-address'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { containing } from './containing'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
let feeds: FakeFeeds
beforeEach(async () => {
  feeds = await startFeeds()
  world = await SmallWorld.start({
    FEEDS: `none ${feeds.asSetting}`,
  })
  await refresh()
})
afterEach(() => Promise.all([world.close(), feeds.close()]))

const refresh = () => runRefreshOwnership(world.app(), world.log)
const whose = async (address: string) => {
  const holder = world.app().ownership()
  await holder.ready()
  return holder.current().ofAddress(parseIpAddress(address)!)
}
const refusals = () => world.logs.filter(({ line }) => String(line).includes('refused:'))
const cutOff = (body: string) => body.slice(0, Math.floor(body.length * 0.6))
const serviceTags = JSON.stringify(SERVICE_TAGS)
const withoutMost = JSON.stringify({ ...SERVICE_TAGS, values: SERVICE_TAGS.values.slice(0, 2) })
const withWholeWorld = serviceTags.replace('40.107.0.0/16', '0.0.0.0/0')

const faults: readonly {
  what: string
  feed: FeedName
  answer: { status?: number; body: string }
  because: string
}[] = [
  {
    what: 'HTML',
    feed: 'serviceTags',
    answer: { body: '<!doctype html><p>Moved' },
    because: 'HTML or XML',
  },
  { what: 'truncated', feed: 'serviceTags', answer: { body: cutOff(serviceTags) }, because: 'cut off' },
  { what: 'empty', feed: 'serviceTags', answer: { body: '' }, because: 'empty' },
  { what: 'blank', feed: 'serviceTags', answer: { body: '\r\n ' }, because: 'empty' },
  { what: 'an empty list', feed: 'serviceTags', answer: { body: '[]' }, because: '' },
  { what: 'gone', feed: 'serviceTags', answer: { status: 404, body: 'no' }, because: 'HTTP 404' },
  { what: 'an error page', feed: 'serviceTags', answer: { status: 500, body: '<p>' }, because: 'HTTP 500' },
  { what: 'shrunk', feed: 'serviceTags', answer: { body: withoutMost }, because: 'shrank' },
  { what: 'the whole world', feed: 'serviceTags', answer: { body: withWholeWorld }, because: 'too broad' },
  { what: 'another feed', feed: 'serviceTags', answer: { body: PUBLIC_IPS_CSV }, because: 'public-ips' },
  { what: 'HTML', feed: 'publicIps', answer: { body: '<html>' }, because: 'HTML or XML' },
  { what: 'truncated', feed: 'publicIps', answer: { body: cutOff(PUBLIC_IPS_CSV) }, because: '' },
  { what: 'empty', feed: 'publicIps', answer: { body: '' }, because: 'empty' },
  { what: 'HTML', feed: 'microsoft365', answer: { body: '<html>' }, because: 'HTML or XML' },
  { what: 'truncated', feed: 'microsoft365', answer: { body: '[{"id":1,' }, because: 'cut off' },
  { what: 'empty', feed: 'microsoft365', answer: { body: '' }, because: 'empty' },
]

it.each(faults)(
  '$feed is $what: its old data stays, one line says why',
  async ({ feed, answer, because }) => {
    const before = await Promise.all(['20.119.0.42', '40.107.22.101', '20.70.1.1'].map(whose))
    world.pass(6)
    feeds.replace(feed, answer)
    await refresh()
    expect(await Promise.all(['20.119.0.42', '40.107.22.101', '20.70.1.1'].map(whose))).toEqual(before)
    expect(refusals()).toMatchObject([{ event: 'ownership', line: containing(because) }])
    expect(String(refusals()[0]?.line)).toMatch(/stays in use\. (?:Look at|If the new list)/)
    feeds.replace(feed, undefined)
    await refresh()
    expect(refusals()).toHaveLength(1)
  },
)

it('what has not changed is answered with 304: its data counts as fresh, and a refusal before it is over', async () => {
  const before = await whose('20.119.0.42')
  feeds.replace('serviceTags', { status: 500, body: '<p>' })
  world.pass(6)
  await refresh()
  feeds.replace('serviceTags', undefined)
  feeds.answered.length = 0
  world.pass(6)
  await refresh()
  expect(feeds.answered.toSorted((a, b) => a.feed.localeCompare(b.feed))).toEqual([
    { feed: 'microsoft365', status: 304 },
    { feed: 'publicIps', status: 304 },
    { feed: 'serviceTags', status: 304 },
  ])
  expect(await whose('20.119.0.42')).toEqual(before)
  expect(refusals()).toHaveLength(1)
})

it('what has changed comes whole, whatever ETag is named', async () => {
  const grown = serviceTags.replace('40.107.0.0/16', '40.107.0.0/17')
  feeds.replace('serviceTags', { body: grown })
  feeds.answered.length = 0
  world.pass(6)
  await refresh()
  expect(feeds.answered).toContainEqual({ feed: 'serviceTags', status: 200 })
})

it('all feeds are down from the start: the embedded snapshot answers, and a person is asked', async () => {
  await world.storage.blobs('ownership').put('current.bin', Buffer.from('garbage'), 'text/plain')
  await feeds.close()
  await refresh()
  const refused = refusals()
  expect(refused).toHaveLength(3)
  for (const { line } of refused) expect(line).toEqual(containing('Look at the address'))
  expect(await whose('20.119.0.42')).toMatchObject({ owner: 'microsoft', class: 'microsoft-untagged' })
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Grade: 'C' })
})
