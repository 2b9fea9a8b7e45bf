import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Answer } from 'dns-packet'
import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import { parseHostname } from '../../shared/model/hostname'
import { systemDns } from '../../shared/ownership/system-dns'
import { probe } from '../../shared/takedown/probe'
import { serveHttp, type HttpServer } from '../helpers/http-server'

const site = parseHostname('site.azurewebsites.net')!
const zone: Answer[] = []
const answer = { status: 200, body: 'welcome', headers: {} as Record<string, string> }
let dns: NameServer
let web: HttpServer
let proxy: { readonly url: URL; readonly asked: string[]; readonly close: () => Promise<void> }

beforeAll(async () => {
  dns = await startNameServer(zone)
  web = await serveHttp((_request, response) => {
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  proxy = await startProxy(Number(new URL(web.origin).port))
})
afterAll(() => Promise.all([dns.close(), web.close(), proxy.close()]))
beforeEach(() => {
  zone.splice(0, zone.length, { type: 'A', name: site, data: '20.119.0.42' })
  Object.assign(answer, { status: 200, body: 'welcome', headers: {} })
  web.requests.length = 0
  proxy.asked.length = 0
})

/** Takes CONNECT to anywhere, and leads everybody to the one site on loopback. */
async function startProxy(sitePort: number) {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connect', (wanted, client: Socket) => {
    asked.push(wanted.url ?? '')
    const upstream = connect(sitePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { url: new URL(`http://127.0.0.1:${port}`), asked, close }
}

const look = (through: URL | undefined = proxy.url, scheme: 'http' | 'https' = 'http') =>
  probe(
    {
      resolveDns: systemDns({ timeoutInMs: 200, tries: 1, servers: [`127.0.0.1:${dns.port}`] }),
      isOurs: (address) => address.startsWith('20.50.0.'),
      proxy: through,
    },
    site,
    scheme,
  )

it('asks once for the first page, and brings nothing along', async () => {
  await look()
  expect(proxy.asked).toEqual(['20.119.0.42:80'])
  expect(web.requests).toEqual([
    {
      url: '/',
      headers: {
        host: site,
        'user-agent': 'defender-abuse-reporter takedown check',
        accept: 'text/html, */*',
        connection: 'close',
      },
    },
  ])
})

it.each([
  { page: 'a site of its own', status: 200, body: '<h1>Sign in</h1>', kind: 'alive' },
  { page: 'stopped', status: 403, body: '<h1>Error 403 - This web app is stopped.</h1>', kind: 'absent' },
  { page: 'not found', status: 404, body: '<h1>404 Web Site not found.</h1>', kind: 'absent' },
  {
    page: 'a disabled account',
    status: 403,
    body: '<Error><Code>AccountIsDisabled</Code></Error>',
    kind: 'absent',
  },
  {
    page: 'an account without a root',
    status: 404,
    body: '<Error><Code>ResourceNotFound</Code></Error>',
    kind: 'none',
  },
  { page: "the site's own 404", status: 404, body: 'nothing here', kind: 'none' },
  { page: 'the words with another status', status: 200, body: '404 Web Site not found', kind: 'alive' },
  {
    page: 'a fresh app',
    status: 200,
    body: 'Your web app is running and waiting for your content',
    kind: 'none',
  },
  { page: 'a fault', status: 502, body: '', kind: 'none' },
])('$page: $kind', async ({ status, body, kind }) => {
  Object.assign(answer, { status, body })
  expect(await look()).toMatchObject({ kind })
})

it('follows no redirect', async () => {
  Object.assign(answer, { status: 302, headers: { location: `${web.origin}/elsewhere` } })
  expect(await look()).toMatchObject({ kind: 'none' })
  expect(web.requests).toHaveLength(1)
})

it('reads no more than 64 KB', async () => {
  Object.assign(answer, { status: 403, body: `${'x'.repeat(70_000)}Error 403 - This web app is stopped` })
  expect(await look()).toMatchObject({ kind: 'none' })
})

describe('is not led to where it must not go', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '100.64.0.1',
    '192.0.2.1',
    '20.50.0.7',
  ])('%s, not even beside a public address', async (address) => {
    zone.push({ type: 'A', name: site, data: address })
    expect(await look()).toMatchObject({ kind: 'none', why: expect.stringContaining(address) as unknown })
    expect(proxy.asked).toEqual([])
  })

  it.each(['::1', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1', '64:ff9b::a00:1'])('%s', async (address) => {
    zone.push({ type: 'AAAA', name: site, data: address })
    expect(await look()).toMatchObject({ kind: 'none' })
    expect(proxy.asked).toEqual([])
  })

  it('without a proxy either: the site on loopback sees nothing', async () => {
    zone.splice(0, 1, { type: 'A', name: site, data: '127.0.0.1' })
    expect(await look(undefined)).toMatchObject({ kind: 'none' })
    expect(web.requests).toEqual([])
  })
})

it('a certificate that does not fit tells nothing', async () => {
  expect(await look(proxy.url, 'https')).toMatchObject({ kind: 'none' })
  expect(proxy.asked).toEqual(['20.119.0.42:443'])
})
