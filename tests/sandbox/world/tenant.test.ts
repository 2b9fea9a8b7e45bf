import { ManagedIdentityCredential } from '@azure/identity'
import * as z from 'zod'
import { startFeeds } from '../../../sandbox/world/feeds'
import { startGraph } from '../../../sandbox/world/graph'
import type { FakeGraph } from '../../../sandbox/world/graph'
import { startIdentity } from '../../../sandbox/world/identity'

describe('Graph', () => {
  let graph: FakeGraph
  const alerts = [1, 2, 3].map((n) => ({ id: `a${n}`, lastUpdateDateTime: `2026-11-0${n}T00:00:00Z` }))
  const get = async (query: string, token = 'good') => {
    const response = await fetch(`${graph.url}/v1.0/security/alerts_v2?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  const getPage = async (query: string) => {
    const page = z
      .object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })
      .parse(JSON.parse((await get(query)).text))
    return { value: page.value, nextLink: page['@odata.nextLink'] }
  }
  beforeEach(async () => {
    graph = await startGraph({ token: () => 'good', alerts: () => alerts })
  })
  afterEach(() => graph.close())

  it('gives what lies in the window, newest first, a page at a time, the next link naming the real service', async () => {
    const window =
      '$filter=lastUpdateDateTime ge 2026-11-01T00:00:00Z and lastUpdateDateTime lt 2026-11-03T00:00:00Z'
    const first = await getPage(`${window}&$top=1`)
    expect(first.value).toEqual([alerts[1]])
    expect(first.nextLink).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/security\/alerts_v2\?/)
    const next = await getPage(new URL(first.nextLink ?? '').search.slice(1))
    expect(next).toEqual({ value: [alerts[0]], nextLink: undefined })
  })

  it.each([
    { query: '$filter=title eq 1', status: 400 },
    { query: '$search=x', status: 400 },
  ])('refuses $query as the real service does', async ({ query, status }) => {
    expect((await get(query)).status).toBe(status)
  })

  it('lets nobody in without the token', async () => {
    expect((await get('', 'bad')).status).toBe(401)
  })

  it('answers a scripted fault once', async () => {
    graph.faults.push({ status: 429, headers: { 'retry-after': '7' } }, { status: 200, body: '<html>' })
    const throttled = await get('')
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7'])
    expect((await get('')).text).toBe('<html>')
    expect((await get('')).status).toBe(200)
    expect(graph.requests.map((request) => request.status)).toEqual([429, 200, 200])
  })

  it('can name a next page for ever', async () => {
    graph.weather = { ...graph.weather, endlessLinks: true }
    const { value, nextLink } = await getPage('$skip=900')
    expect([value, nextLink]).toEqual([[], expect.stringContaining('skiptoken=')])
  })
})

it('identity: the real ManagedIdentityCredential gets the token', async () => {
  const identity = await startIdentity()
  process.env['IDENTITY_ENDPOINT'] = identity.url
  process.env['IDENTITY_HEADER'] = identity.header
  const token = await new ManagedIdentityCredential().getToken('https://graph.microsoft.com/.default')
  delete process.env['IDENTITY_ENDPOINT']
  delete process.env['IDENTITY_HEADER']
  await identity.close()
  expect(token.token).toBe(identity.token())
})

it('feeds: true format, and replaceable', async () => {
  const feeds = await startFeeds()
  const text = async (url: string) => (await fetch(url)).text()
  expect(JSON.parse(await text(feeds.serviceTagsUrl))).toMatchObject({ cloud: 'Public', changeNumber: 375 })
  expect(await text(feeds.publicIpsUrl)).toContain('20.64.0.0/10, MSFT Public IP Address Block\r\n')
  expect(JSON.parse(await text(feeds.microsoft365Url))).toHaveLength(3)
  feeds.replace('publicIps', { status: 503, body: '<html>' })
  expect((await fetch(feeds.publicIpsUrl)).status).toBe(503)
  await feeds.close()
})
