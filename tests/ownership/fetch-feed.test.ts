import { createServer, type RequestListener, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { fetchFeedOverHttp } from '../../shared/ownership/fetch-feed'

let server: Server | undefined
const fetchFeed = fetchFeedOverHttp({ timeoutInMs: 500, userAgent: 'tests' })

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/feed`
}

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

it('asks conditionally and hands back what the next question needs', async () => {
  const url = await serve((request, response) => {
    const isKnown = request.headers['if-none-match'] === '"one"'
    response.writeHead(isKnown ? 304 : 200, {
      etag: '"one"',
      'last-modified': 'Wed, 04 Nov 2026 08:00:00 GMT',
    })
    response.end(isKnown ? '' : 'data')
  })
  const first = await fetchFeed(url, { maxBodyInBytes: 100 })
  expect(first).toEqual({
    status: 200,
    body: 'data',
    etag: '"one"',
    lastModified: 'Wed, 04 Nov 2026 08:00:00 GMT',
  })
  expect(await fetchFeed(url, { maxBodyInBytes: 100, etag: '"one"' })).toMatchObject({
    status: 304,
    body: '',
  })
})

describe('a redirect', () => {
  it.each([
    { leads: 'on, on the same host', location: '/moved', gives: 'data' },
    { leads: 'nowhere', location: 'http://', gives: 'redirects to no address' },
    {
      leads: 'to another host',
      location: 'http://192.0.2.1/feed',
      gives: 'redirects to http://192.0.2.1; name the address itself, if that is right',
    },
    {
      leads: 'to another port',
      location: 'http://127.0.0.1:9/feed',
      gives: 'redirects to http://127.0.0.1:9',
    },
    { leads: 'to another scheme', location: 'https://127.0.0.1/', gives: 'redirects to https://127.0.0.1' },
    { leads: 'round and round', location: '/feed', gives: 'redirects more than 5 times' },
  ])('that leads $leads: $gives', async ({ location, gives }) => {
    const url = await serve((request, response) => {
      if (request.url === '/moved') response.end('data')
      else response.writeHead(302, { location }).end()
    })
    const said = await fetchFeed(url, { maxBodyInBytes: 100 }).then(
      ({ body }) => body,
      (error: unknown) => String(error),
    )
    expect(said).toContain(gives)
  })

  it('never leads from https to plain http', async () => {
    const fetched = jest
      .spyOn(globalThis, 'fetch')
      .mockResolvedValue(new Response('', { status: 302, headers: { location: 'http://example.com/feed' } }))
    await expect(fetchFeed('https://example.com/feed', { maxBodyInBytes: 100 })).rejects.toThrow(
      'redirects to http://example.com',
    )
    expect(fetched).toHaveBeenCalledTimes(1)
    fetched.mockRestore()
  })
})

it('stops at its limit, counted after unpacking', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)))
  })
  await expect(fetchFeed(url, { maxBodyInBytes: 100_000 })).rejects.toThrow('larger than 100000 bytes')
})

it.each<[string, RequestListener]>([
  ['an answer that never comes', () => undefined],
  [
    'an answer that breaks off',
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half', () => response.destroy())
    },
  ],
])('%s is an error, not half a list', async (_, listener) => {
  const url = await serve(listener)
  await expect(fetchFeed(url, { maxBodyInBytes: 1000 })).rejects.toThrow()
})
