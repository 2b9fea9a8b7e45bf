import type { IncomingMessage, ServerResponse } from 'node:http'
import { graphPages } from '../../shared/alerts/graph-client'
import { graphOrigin } from '../../shared/alerts/graph-request'
import { type HttpServer, serveHttp } from '../helpers/http-server'

const firstPage = 'https://graph.microsoft.com/v1.0/security/alerts_v2?$top=100'
const credential = {
  getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Date.parse('2027-01-01') }),
}
const open: HttpServer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function graph(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  timeoutInMs = 5_000,
) {
  const server = await serveHttp(answer)
  open.push(server)
  return { server, getPage: graphPages({ endpoint: server.origin, credential, timeoutInMs }) }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  graph((_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
  })

/** Followed by what Microsoft's support asks for. */
const withIds = (text: string): string =>
  expect.stringMatching(
    new RegExp(`^${RegExp.escape(text)} \\(request-id none, client-request-id [0-9a-f-]{36}\\)$`),
  ) as string

describe('a page', () => {
  it('is asked for with our token, and with members of enums that are newer than the version', async () => {
    const { server, getPage } = await json(200, { value: [{ id: 'a1' }] })
    await expect(getPage(firstPage)).resolves.toEqual({ kind: 'page', alerts: [{ id: 'a1' }] })
    expect(server.requests).toMatchObject([
      {
        url: '/v1.0/security/alerts_v2?$top=100',
        headers: { authorization: 'Bearer a-token', prefer: 'include-unknown-enum-members' },
      },
    ])
  })

  it('says where the next one is', async () => {
    const nextLink = `${firstPage}&$skip=100`
    const { getPage } = await json(200, { value: [], '@odata.nextLink': nextLink })
    await expect(getPage(firstPage)).resolves.toEqual({ kind: 'page', alerts: [], nextLink })
  })

  it.each([
    '/v1.0/security/alerts_v2?$skiptoken=b%2Bc&custom=1&$top=5&$filter=a%20eq%20(1)&flag&$skip=0',
    '/v1.0/security/alerts_v2?z=1&z=2&$top=1',
    '/beta/security/alerts_v2/?$skiptoken=',
  ])('is fetched by its link as it stands: %s', async (path) => {
    const { server, getPage } = await json(200, { value: [] })
    await getPage(`https://graph.microsoft.com${path}`)
    expect(server.requests[0]?.url).toBe(path)
  })

  it('the scope is that of the cloud', async () => {
    const scopes: unknown[] = []
    const { server } = await json(200, { value: [] })
    const telling = { getToken: async (scope: unknown) => (scopes.push(scope), credential.getToken()) }
    await graphPages({ endpoint: server.origin, credential: telling, timeoutInMs: 5_000 })(firstPage)
    expect(scopes).toEqual([['https://graph.microsoft.com/.default']])
    expect(graphOrigin('https://graph.microsoft.us')).toBe('https://graph.microsoft.us')
  })
})

describe('a refusal is a value, and nothing is tried twice', () => {
  const error = { error: { code: 'Some', message: 'Some words', innererror: {} } }

  it.each([
    { status: 400, cause: 'rejected' },
    { status: 401, cause: 'unauthorised' },
    { status: 403, cause: 'forbidden' },
    { status: 404, cause: 'rejected' },
    { status: 429, cause: 'throttled' },
    { status: 500, cause: 'server-error' },
    { status: 503, cause: 'server-error' },
    { status: 504, cause: 'server-error' },
  ])('HTTP $status: $cause', async ({ status, cause }) => {
    const { server, getPage } = await json(status, error)
    await expect(getPage(firstPage)).resolves.toEqual({
      kind: 'refused',
      cause,
      status,
      code: 'Some',
      detail: withIds(`HTTP ${status}, Some: Some words`),
    })
    expect(server.requests).toHaveLength(1)
  })

  it.each(['17', 'Mon, 23 Nov 2026 10:00:00 GMT'])('Retry-After is handed on: %s', async (retryAfter) => {
    const { getPage } = await json(429, error, { 'Retry-After': retryAfter })
    await expect(getPage(firstPage)).resolves.toMatchObject({ cause: 'throttled', retryAfter })
  })

  it.each([
    { name: 'HTML', type: 'text/html; charset=utf-8', body: '<html>Sign in</html>' },
    { name: 'nothing', type: 'application/json', body: '' },
    { name: 'half a page', type: 'application/json', body: '{"value":[{"id":"a1"' },
    { name: 'another object', type: 'application/json', body: '{"id":"a1"}' },
    { name: 'a page whose value is no list', type: 'application/json', body: '{"value":{}}' },
  ])('200 with $name: not-json', async ({ type, body }) => {
    const { getPage } = await graph(
      (_, response) => void response.writeHead(200, { 'Content-Type': type }).end(body),
    )
    await expect(getPage(firstPage)).resolves.toEqual({
      kind: 'refused',
      cause: 'not-json',
      detail: withIds(`${type} instead of a page of alerts`),
    })
  })

  it('an HTML error names its type, not its text', async () => {
    const { getPage } = await graph(
      (_, response) => void response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>secret</h1>'),
    )
    await expect(getPage(firstPage)).resolves.toMatchObject({
      cause: 'server-error',
      detail: withIds('HTTP 502, text/html'),
    })
  })

  it('a redirect is not followed, for it would lead elsewhere', async () => {
    const { server, getPage } = await graph(
      (_, response) => void response.writeHead(302, { Location: '/login' }).end(),
    )
    await expect(getPage(firstPage)).resolves.toMatchObject({ cause: 'rejected', status: 302 })
    expect(server.requests).toHaveLength(1)
  })

  it('silence ends in time', async () => {
    const { getPage } = await graph(() => undefined, 50)
    await expect(getPage(firstPage)).resolves.toMatchObject({
      cause: 'timeout',
      detail: expect.stringMatching(
        /^no answer within 0.05 s \(client-request-id [0-9a-f-]{36}\)$/,
      ) as string,
    })
  })

  it('silence in the middle of a page ends in time', async () => {
    const { getPage } = await graph((_, response) => void response.writeHead(200).write('{"value":['), 50)
    await expect(getPage(firstPage)).resolves.toMatchObject({ cause: 'timeout' })
  })

  it('a closed port says so', async () => {
    const { server, getPage } = await json(200, {})
    await server.close()
    const answer = await getPage(firstPage)
    expect(answer).toMatchObject({
      cause: 'unreachable',
      detail: expect.stringMatching(/ECONNREFUSED/) as string,
    })
  })

  it.each([
    {
      name: 'refuses',
      getToken: async () => Promise.reject(new Error('ManagedIdentityCredential: no identity\nat x')),
    },
    { name: 'has none', getToken: async () => null },
  ])('a login that $name: no-token, and Graph is not asked', async ({ getToken }) => {
    const { server } = await json(200, { value: [] })
    const getPage = graphPages({ endpoint: server.origin, credential: { getToken }, timeoutInMs: 5_000 })
    await expect(getPage(firstPage)).resolves.toMatchObject({ kind: 'refused', cause: 'no-token' })
    expect(server.requests).toEqual([])
  })
})

describe('the token goes to Graph and nowhere else', () => {
  it.each([
    'https://graph.example.com/v1.0/security/alerts_v2',
    'https://graph.microsoft.com.example.com/v1.0',
    'https://graph.microsoft.com@example.com/v1.0',
    'https://graph.microsoft.com:8443/v1.0',
    'http://graph.microsoft.com/v1.0/security/alerts_v2',
    'HTTPS://GRAPH.MICROSOFT.COM/v1.0',
    'file:///etc/passwd',
    '/v1.0/security/alerts_v2?$skip=100',
    '',
  ])('%j is not followed', async (nextLink) => {
    const { server, getPage } = await json(200, { value: [] })
    await expect(getPage(nextLink)).resolves.toMatchObject({ kind: 'refused', cause: 'foreign-link' })
    expect(server.requests).toEqual([])
  })
})
