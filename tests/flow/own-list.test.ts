import { createContext } from '../../shared/platform/app-context'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { askPage, openPage } from '../helpers/ask-page'
import { type HttpServer, serveHttp } from '../helpers/http-server'
import { withOutages } from './outage'
import { device, fromGraph, graphAlert, ip } from './founding-alert'
import { remediesIn } from './person'
import { SmallWorld } from './small-world'

const ours = '4.180.10.20'
const alert = () => fromGraph(graphAlert({ title: 'Suspicious connection' }, [device, ip(ours)]))

let world: SmallWorld
let server: HttpServer
let list: { readonly status: number; readonly body: string; readonly etag?: string }
let asked: (string | undefined)[]
beforeEach(async () => {
  asked = []
  list = { status: 200, body: `${ours}\n` }
  server = await serveHttp((request, response) => {
    asked.push(request.headers['if-none-match'])
    const { status, body, etag } = list
    const isKnown = etag !== undefined && request.headers['if-none-match'] === etag
    response.writeHead(isKnown ? 304 : status, etag === undefined ? {} : { etag }).end(isKnown ? '' : body)
  })
  world = await SmallWorld.start({ FEEDS: 'none', OWN_ADDRESSES_URL: `${server.origin}/ours?sig=SECRET` })
  world.fixed = openPage
})
afterEach(async () => {
  await Promise.all([world.close(), server.close()])
})

const refresh = () => runRefreshOwnership(world.app(), world.log)
const health = async () => {
  const { jsonBody } = await askPage(world.app(), 'health')
  return (jsonBody as { ownAddresses?: object }).ownAddresses
}
const statuses = async () => (await world.rows('Reports')).map(({ Status }) => Status)

it('an address on the list is ours, and nothing of it is reported', async () => {
  await refresh()
  await world.openCase(alert())
  expect(await statuses()).toEqual([])
  expect(world.logs.at(-1)).toMatchObject({ decisions: [{ verdict: 'ignore', rule: 'own-asset' }] })
  expect(await health()).toEqual({
    addresses: 1,
    checkedAt: world.at.toISOString(),
    readAt: world.at.toISOString(),
  })
})

it('a list that shrinks from 500 entries to one is refused and told, until its address says that it is right', async () => {
  const others = Array.from({ length: 499 }, (_, i) => `198.51.${100 + (i >> 8)}.${i & 255}`)
  list = { status: 200, body: [ours, ...others].join('\n') }
  await refresh()
  list = { status: 200, body: '203.0.113.200' }
  await refresh()
  const refused = 'holds only 0 of the 500 entries of the list before'
  expect(await health()).toMatchObject({ addresses: 500, refused })
  expect(JSON.stringify(world.logs)).toContain('add #2 to the address')
  await world.openCase(alert())
  expect(await statuses()).toEqual([])
})

it('until it has been read once, whatever it may name waits for a person', async () => {
  await world.openCase(alert())
  expect(await statuses()).toEqual(['awaiting-approval'])
  expect(world.logs.at(-1)).toMatchObject({ decisions: [{ verdict: 'hold', rule: 'own-list-unread' }] })
  list = { status: 404, body: 'gone' }
  await refresh()
  await world.openCase(fromGraph(graphAlert()))
  expect(await statuses()).toEqual(['awaiting-approval', 'awaiting-approval'])
  expect(await health()).toMatchObject({ addresses: 0, refused: 'answered HTTP 404' })
})

it.each([
  { what: 'no longer there', answer: { status: 404, body: '' }, refused: /HTTP 404/ },
  { what: 'empty', answer: { status: 200, body: '' }, refused: /no address/ },
  { what: 'a login page', answer: { status: 200, body: '<html>' }, refused: /HTML/ },
  { what: 'everybody', answer: { status: 200, body: '0.0.0.0/0' }, refused: /too broad/ },
])(
  'one that is $what is refused: the one before stays, health and log say so',
  async ({ answer, refused }) => {
    await refresh()
    const readAt = world.at.toISOString()
    world.pass(1)
    list = answer
    await refresh()
    await world.openCase(alert())
    expect(await statuses()).toEqual([])
    expect(await health()).toMatchObject({
      addresses: 1,
      readAt,
      refused: expect.stringMatching(refused) as string,
    })
    expect(remediesIn(world)).toMatchObject([
      { event: 'own addresses refused', cause: expect.stringMatching(refused) as string },
    ])
    expect(JSON.stringify(world.logs)).not.toContain('SECRET')
    list = { status: 200, body: '203.0.113.9' }
    await refresh()
    expect(await health()).toEqual({
      addresses: 1,
      checkedAt: world.at.toISOString(),
      readAt: world.at.toISOString(),
    })
  },
)

it('a server that hangs up changes nothing', async () => {
  await refresh()
  await server.close()
  await refresh()
  expect(await health()).toMatchObject({
    addresses: 1,
    refused: expect.stringMatching(/could not be fetched/) as string,
  })
})

it('an unchanged list costs an empty answer, and is in use all the same', async () => {
  list = { status: 200, body: ours, etag: '"one"' }
  await refresh()
  await refresh()
  await refresh()
  expect(asked).toEqual([undefined, '"one"', '"one"'])
  expect(await health()).toMatchObject({ addresses: 1 })
})

it('a new list is picked up without a restart, asked for every two minutes at most', async () => {
  list = { status: 200, body: '203.0.113.9' }
  await refresh()
  const app = createContext(world.app().settings, { storage: () => world.storage, now: () => world.at })
  const count = async () =>
    (await app.ownAssets(app.settings.need('own').own)).own.addresses.map(({ text }) => text)
  expect(await count()).toEqual(['203.0.113.0/24', '203.0.113.9/32'])
  list = { status: 200, body: ours }
  await refresh()
  expect(await count()).toContain('203.0.113.9/32')
  world.pass(0.04)
  expect(await count()).toEqual(['203.0.113.0/24', `${ours}/32`])
})

it('while storage is down, nothing is decided without the list; a process that has read it goes on', async () => {
  await refresh()
  const outage = withOutages(world.storage)
  const app = createContext(world.app().settings, { storage: () => outage.storage, now: () => world.at })
  outage.isDown = (what) => what === 'blob ownership get'
  await expect(app.ownAssets(app.settings.need('own').own)).rejects.toThrow('ECONNREFUSED')
  outage.isDown = () => false
  await app.ownAssets(app.settings.need('own').own)
  outage.isDown = () => true
  world.pass(1)
  expect((await app.ownAssets(app.settings.need('own').own)).own.addresses).toHaveLength(2)
})

it('switched off again, the list is no longer used', async () => {
  await refresh()
  world.changes = { ...world.changes, OWN_ADDRESSES_URL: '' }
  await refresh()
  expect(await health()).toBeUndefined()
  await world.openCase(alert())
  expect(await statuses()).toEqual(['collecting'])
})
