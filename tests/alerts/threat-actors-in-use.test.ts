import type { IncomingMessage, ServerResponse } from 'node:http'
import { fetchFeedOverHttp } from '../../shared/ownership/fetch-feed'
import { loadCurrentActor, refreshThreatActors } from '../../shared/alerts/threat-actors-in-use'
import type { Storage } from '../../shared/storage/storage'
import { type HttpServer, serveHttp } from '../helpers/http-server'
import { freshStorage } from '../helpers/storage'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const now = () => new Date('2026-11-23T10:00:00Z')
const fetchFeed = fetchFeedOverHttp({ timeoutInMs: 2_000, userAgent: 'test' })
const listOf = (...names: string[]) =>
  JSON.stringify(names.map((name, n) => ({ 'Threat actor name': name, 'Other names': `Storm-${1000 + n}` })))
const five = ['Able Typhoon', 'Bold Sleet', 'Calm Rain', 'Dark Dust', 'Easy Hail']
const says =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body)
  }

const hangUp: Answer = (request) => {
  request.socket.destroy()
}

let server: HttpServer
let answer: Answer
let storage: Storage
let logs: Record<string, unknown>[]
beforeEach(async () => {
  answer = says(listOf(...five), 200, { etag: '"one"' })
  server = await serveHttp((request, response) => {
    answer(request, response)
  })
  storage = freshStorage()
  logs = []
})
afterEach(() => server.close())

const log = (event: string, fields: object = {}) => void logs.push({ event, ...fields })
const refresh = (url: string | undefined = `${server.origin}/mapping.json`) =>
  refreshThreatActors({ storage, fetchFeed, now, log }, url)
const nowCalled = async (name: string) => {
  const actor = await loadCurrentActor(storage, name)
  return actor.kind === 'renamed' ? actor.name : actor.kind
}

it('is fetched, kept, and asked', async () => {
  expect(await nowCalled('Storm-1001')).toBe('as-named')
  await refresh()
  expect(await nowCalled('Storm-1001')).toBe('Bold Sleet')
  expect(await nowCalled('Storm-0900')).toBe('in-development')
  expect(await loadCurrentActor(storage, undefined)).toEqual({ kind: 'as-named' })
  expect(logs).toMatchObject([{ event: 'threat actors refreshed', actors: 5 }])
})

it('what has not changed costs an empty answer, again and again', async () => {
  await refresh()
  answer = says('', 304)
  await refresh()
  await refresh()
  expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
    undefined,
    '"one"',
    '"one"',
  ])
  expect(await nowCalled('Storm-1001')).toBe('Bold Sleet')
  expect(logs.at(-1)).toMatchObject({ event: 'threat actors refreshed', actors: 5 })
})

it.each([
  { what: 'an error page', then: says('<p>', 500), because: 'HTTP 500' },
  { what: 'HTML', then: says('<html>'), because: 'no list' },
  { what: 'an empty list', then: says('[]'), because: 'names no threat actor' },
  { what: 'half of it', then: says(listOf('Able Typhoon', 'Bold Sleet')), because: 'shrank from 5 to 2' },
  { what: 'a list cut off', then: says(listOf(...five).slice(0, 90)), because: 'no list' },
  { what: 'more than a megabyte', then: says(' '.repeat(1_100_000)), because: 'larger than 1048576 bytes' },
  {
    what: 'nothing at all',
    then: hangUp,
    because: 'could not be fetched',
  },
])('$what: refused with a remedy, and the old list stays', async ({ then, because }) => {
  await refresh()
  answer = then
  await refresh()
  expect(logs.at(-1)).toMatchObject({
    event: 'threat actors refused',
    cause: expect.stringContaining(because) as string,
    remedy: expect.stringContaining('FEEDS') as string,
  })
  expect(await nowCalled('Storm-1004')).toBe('Easy Hail')
})

it('a first list that is refused leaves every name as it is', async () => {
  answer = says('[]')
  await refresh()
  expect(logs).toMatchObject([{ cause: expect.stringContaining('no older list') as string }])
  expect(await nowCalled('Storm-0900')).toBe('as-named')
})

it('from another address a shorter list may come: somebody wants it so', async () => {
  await refresh()
  answer = says(listOf('Able Typhoon'))
  await refresh(`${server.origin}/ours.json`)
  expect(server.requests.at(-1)?.headers['if-none-match']).toBeUndefined()
  expect(await nowCalled('Storm-1004')).toBe('in-development')
})

it('switched off, it is no longer used, and nothing is asked', async () => {
  await refresh()
  await refreshThreatActors({ storage, fetchFeed, now, log }, undefined)
  expect(await nowCalled('Storm-1001')).toBe('as-named')
  expect(server.requests).toHaveLength(1)
})

it.each(['', 'null', '{"schemaVersion":2}', '{"schemaVersion":1,"actors":7}'])(
  'a kept list that cannot be read (%j) is none, and the next refresh mends it',
  async (text) => {
    await storage.blobs('ownership').put('threat-actors.json', Buffer.from(text), 'application/json')
    expect(await nowCalled('Storm-1001')).toBe('as-named')
    await refresh()
    expect(await nowCalled('Storm-1001')).toBe('Bold Sleet')
  },
)
