import { startGraph } from '../../sandbox/world/graph'
import { graphComments, commentsOf } from '../../shared/alerts/graph-comments'
import { graphHunting } from '../../shared/alerts/graph-hunting'
import { sendJson } from '../helpers/fake-graph-alerts'
import { type HttpServer, serveHttp } from '../helpers/http-server'

const credential = {
  getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Date.parse('2027-01-01') }),
}
const open: Pick<HttpServer, 'close'>[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function graph(status: number, body: unknown, headers: Record<string, string> = {}) {
  const posted: unknown[] = []
  const server = await serveHttp((request, response) => {
    void (async () => {
      const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>)
      posted.push({ method: request.method, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown })
      sendJson(response, status, body, headers)
    })()
  })
  open.push(server)
  return { server, posted, options: { endpoint: server.origin, credential, timeoutInMs: 5_000 } }
}

describe('hunting', () => {
  it('posts the query, and reads columns in any spelling', async () => {
    const { server, posted, options } = await graph(200, {
      Schema: [{ Name: 'Timestamp', Type: 'DateTime' }],
      Results: [{ timestamp: '2026-11-23T09:00:00Z', RemotePort: 443 }],
    })
    await expect(graphHunting(options)('DeviceNetworkEvents | take 1')).resolves.toEqual({
      kind: 'rows',
      rows: [{ timestamp: '2026-11-23T09:00:00Z', remoteport: 443 }],
    })
    expect(server.requests).toMatchObject([
      { url: '/v1.0/security/runHuntingQuery', headers: { authorization: 'Bearer a-token' } },
    ])
    expect(posted).toEqual([{ method: 'POST', body: { Query: 'DeviceNetworkEvents | take 1' } }])
  })

  it.each([
    { status: 400, cause: 'rejected' },
    { status: 403, cause: 'forbidden' },
    { status: 429, cause: 'throttled' },
    { status: 504, cause: 'server-error' },
  ])('HTTP $status: $cause, and the query is not sent again', async ({ status, cause }) => {
    const { server, options } = await graph(
      status,
      { error: { code: 'c', message: 'm' } },
      { 'Retry-After': '9' },
    )
    await expect(graphHunting(options)('x')).resolves.toMatchObject({
      kind: 'refused',
      cause,
      retryAfter: '9',
    })
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    'DeviceNetworkEvents | where',
    "DeviceInfo | where DeviceName == 'a | take 1",
    'AlertInfo | project line.to',
  ])('the stand-in refuses what does not parse, and runs nothing: %s', async (query) => {
    const hunted: string[] = []
    const standIn = await startGraph({ hunt: (asked) => [{ asked: hunted.push(asked) }] })
    open.push(standIn)
    const run = graphHunting({ endpoint: standIn.url, credential, timeoutInMs: 30_000 })
    await expect(run(query)).resolves.toMatchObject({
      cause: 'rejected',
      detail: expect.stringContaining('could not be parsed') as string,
    })
    await expect(run('DeviceInfo | take 1')).resolves.toMatchObject({ kind: 'rows' })
    expect(hunted).toEqual(['DeviceInfo | take 1'])
  })

  it('an answer without rows is none', async () => {
    const { options } = await graph(200, { results: 'none' })
    await expect(graphHunting(options)('x')).resolves.toMatchObject({ kind: 'refused', cause: 'not-json' })
  })
})

describe('a comment', () => {
  it('is posted once to its alert', async () => {
    const { server, posted, options } = await graph(200, { value: [] })
    await expect(graphComments(options)('da 1/2', 'words')).resolves.toEqual({ kind: 'written' })
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1.0/security/alerts_v2/da%201%2F2/comments'])
    expect(posted).toEqual([
      {
        method: 'POST',
        body: { '@odata.type': 'microsoft.graph.security.alertComment', comment: 'words' },
      },
    ])
  })

  it.each([429, 503, 504])('HTTP %d: it is not posted again, for it may stand there', async (status) => {
    const { server, options } = await graph(status, {})
    await expect(graphComments(options)('da1', 'words')).resolves.toMatchObject({ kind: 'refused', status })
    expect(server.requests).toHaveLength(1)
  })

  it.each(['', '.', '..'])('an id that is no id names no alert: %j', async (id) => {
    const { server, options } = await graph(200, {})
    await expect(graphComments(options)(id, 'words')).resolves.toEqual({ kind: 'missing' })
    expect(server.requests).toEqual([])
  })

  it.each([
    { alert: {}, comments: [] },
    { alert: { comments: null }, comments: [] },
    {
      alert: { comments: [{ comment: 'a', createdByDisplayName: 'API Action' }, { comment: null }] },
      comments: ['a'],
    },
    { alert: { comments: 'a' }, comments: undefined },
  ])('is read back from $alert', ({ alert, comments }) => {
    expect(commentsOf(alert)).toEqual(comments)
  })
})
