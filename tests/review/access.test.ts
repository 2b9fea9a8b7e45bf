import { SignJWT, UnsecuredJWT } from 'jose'
import { createContext } from '../../shared/platform/app-context'
import type { FixedValues } from '../../shared/settings/fixed-values'
import { readSettings } from '../../shared/settings/settings'
import { rateLimit } from '../../shared/review/access/rate-limit'
import { readSending } from '../../shared/storage/checkpoints'
import { askPage, openPage } from '../helpers/ask-page'
import { freshStorage } from '../helpers/storage'
import { clientId, type LoginService, startLoginService, tenantId } from './login-service'

const now = new Date('2026-11-23T12:00:00Z')
const seconds = (n: number) => now.getTime() / 1000 + n
let login: LoginService
beforeAll(async () => {
  login = await startLoginService(now)
})
afterAll(() => login.server.close())

const appWith = (
  env: Record<string, string> = login.settings,
  storage = freshStorage(),
  fixed: Partial<FixedValues> = login.fixed,
) => createContext(readSettings(env, fixed), { storage: () => storage, now: () => now })
const openApp = (env: Record<string, string> = {}) => appWith(env, freshStorage(), openPage)
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const session = (token: string) => ({ headers: { 'x-ms-token-aad-id-token': token } })
const meWith = async (token: string) => askPage(appWith(), 'me', bearer(token))

describe('whom a token lets in', () => {
  it.each([
    { what: 'of version 2.0', claims: {} },
    { what: 'of version 1.0', claims: { iss: `https://sts.windows.net/${tenantId}/` } },
    { what: 'for the address of the app', claims: { aud: `api://${clientId}` } },
    { what: 'that ran out half a minute ago, since clocks differ', claims: { exp: seconds(-30) } },
    { what: 'with Reports.Act alone, who may read as well', claims: { roles: ['Reports.Act'] } },
  ])('one $what', async ({ claims }) => {
    expect(await meWith(await login.token(claims))).toMatchObject({
      status: 200,
      jsonBody: { id: 'ada-object-id', name: 'Ada Lovelace', mayAct: true },
    })
  })

  it('one that the platform passes on from its session', async () => {
    expect(await askPage(appWith(), 'me', session(await login.token()))).toMatchObject({ status: 200 })
  })

  it('a reader may read and not act', async () => {
    const token = await login.token({ roles: ['Reports.Read'] })
    const storage = freshStorage()
    const app = appWith(login.settings, storage)
    expect(await askPage(app, 'me', bearer(token))).toMatchObject({ jsonBody: { mayAct: false } })
    const { headers } = bearer(token)
    const stop = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
    expect(await askPage(app, 'actions/stop-sending', stop)).toMatchObject({ status: 403 })
    expect(await readSending(storage)).toEqual({ isOff: false })
  })
})

describe('whom a token does not let in', () => {
  it.each([
    { what: 'run out', claims: { exp: seconds(-120) } },
    { what: 'not valid yet', claims: { nbf: seconds(600) } },
    { what: 'without an end', claims: { exp: undefined } },
    { what: 'for another app', claims: { aud: '00000000-0000-4000-8000-000000000000' } },
    { what: 'for Microsoft Graph', claims: { aud: 'https://graph.microsoft.com' } },
    { what: 'from another issuer', claims: { iss: 'https://login.example.com/v2.0' } },
    { what: 'of another tenant', claims: { tid: '00000000-0000-4000-8000-000000000000' } },
    { what: 'of no tenant', claims: { tid: undefined } },
  ])('one $what', async ({ claims }) => {
    expect(await meWith(await login.token(claims))).toMatchObject({
      status: 401,
      headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' },
    })
  })

  it('one signed with another key', async () => {
    expect((await meWith(await login.forged())).status).toBe(401)
  })

  it('one that names a key nobody has', async () => {
    expect((await meWith(await login.token({}, { kid: 'key-2' }))).status).toBe(401)
  })

  it('one that is not signed (alg none)', async () => {
    expect((await meWith(new UnsecuredJWT(login.claims(now)).encode())).status).toBe(401)
  })

  it('one signed with HS256 and the public key as the secret', async () => {
    const secret = new TextEncoder().encode(login.publicKeyText)
    const token = await new SignJWT(login.claims(now))
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .sign(secret)
    expect((await meWith(token)).status).toBe(401)
  })

  it('one whose claims were changed afterwards', async () => {
    const [head, , seal] = (await login.token({ roles: [] })).split('.')
    const claims = Buffer.from(JSON.stringify(login.claims(now))).toString('base64url')
    expect((await meWith(`${head}.${claims}.${seal}`)).status).toBe(401)
  })

  it.each(['x', 'a.b.c', '.'.repeat(20_000)])('what is no token at all: %#', async (token) => {
    expect((await meWith(token)).status).toBe(401)
  })

  it.each([{ roles: undefined }, { roles: [] }, { roles: ['Reports.read'] }, { roles: ['Other'] }])(
    'one of somebody known without a role: $roles',
    async (claims) => {
      expect((await meWith(await login.token(claims))).status).toBe(403)
    },
  )

  it('no token at all', async () => {
    expect((await askPage(appWith(), 'me')).status).toBe(401)
  })

  it('a principal that anybody could have written, with all roles', async () => {
    const principal = { auth_typ: 'aad', claims: [{ typ: 'roles', val: 'Reports.Act' }] }
    const headers = {
      'x-ms-client-principal': Buffer.from(JSON.stringify(principal)).toString('base64'),
      'x-ms-client-principal-id': 'ada-object-id',
      'x-ms-client-principal-name': 'ada@example.com',
    }
    expect((await askPage(appWith(), 'me', { headers })).status).toBe(401)
  })

  it('a good session does not help a bad bearer token', async () => {
    const headers = { ...session(await login.token()).headers, ...bearer(await login.forged()).headers }
    expect((await askPage(appWith(), 'me', { headers })).status).toBe(401)
  })
})

describe('where no login is set up', () => {
  const paths = [
    'me',
    'reports',
    'reports/DAR-2611-11111111',
    'reports.csv',
    'reports.json',
    'questions',
    'statistics',
    'health',
  ]
  it.each(paths)('%s says what to set, and nothing else', async (path) => {
    const { status, text } = await askPage(appWith({}), path)
    expect(status).toBe(403)
    expect(text).toContain('PAGE_CLIENT_ID')
  })

  it('a fault in these settings lets nobody in either', async () => {
    const env = { PAGE_CLIENT_ID: 'ours', GRAPH_TENANT_ID: tenantId }
    expect((await askPage(openApp(env), 'me')).status).toBe(403)
  })

  it('nobody is let in while the keys cannot be fetched', async () => {
    const app = appWith(login.settings, freshStorage(), { loginUrl: 'http://127.0.0.1:9' })
    expect((await askPage(app, 'me', bearer(await login.token()))).status).toBe(503)
  })
})

describe('open on loopback', () => {
  it.each(['127.0.0.1:7071', 'localhost:7071', '[::1]:7071'])('for whoever asks for %s', async (host) => {
    expect(await askPage(openApp(), 'me', { headers: { host } })).toMatchObject({ status: 200 })
  })

  it.each([
    { why: 'under another name', headers: { host: 'attacker.example.com' }, env: {} },
    { why: 'under a name that begins like ours', headers: { host: '127.0.0.1.example.com' }, env: {} },
    { why: 'through a proxy', headers: { 'x-forwarded-for': '203.0.113.9' }, env: {} },
    { why: 'in Azure', headers: {}, env: { WEBSITE_INSTANCE_ID: 'a1' } },
    { why: 'in Azure, by its other name', headers: {}, env: { WEBSITE_SITE_NAME: 'app' } },
  ])('and for nobody $why', async ({ headers, env }) => {
    expect((await askPage(openApp(env), 'me', { headers })).status).toBe(403)
  })
})

describe('what another site could have made a browser send', () => {
  const post = async (change: { csrf?: string; headers?: Record<string, string>; token?: string }) => {
    const storage = freshStorage()
    const app = appWith(login.settings, storage)
    const { jsonBody } = await askPage(app, 'me', session(await login.token()))
    const { csrf } = jsonBody as { csrf: string }
    const headers = {
      ...session(change.token ?? (await login.token())).headers,
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      origin: 'http://127.0.0.1:7071',
      ...change.headers,
    }
    const body = new URLSearchParams({ csrf: change.csrf ?? csrf }).toString()
    const { status } = await askPage(app, 'actions/stop-sending', { method: 'POST', headers, body })
    return { status, isOff: (await readSending(storage)).isOff }
  }

  it('a form of ours is carried out', async () => {
    expect(await post({})).toEqual({ status: 200, isOff: true })
  })

  it.each([
    { why: 'without the token of the form', change: { csrf: '' } },
    { why: 'with a token that was made up', change: { csrf: `zzzzzzzz.${'A'.repeat(43)}` } },
    { why: 'from another site', change: { headers: { 'sec-fetch-site': 'cross-site' } } },
    { why: 'from a neighbour of ours', change: { headers: { 'sec-fetch-site': 'same-site' } } },
    { why: 'with the origin of another site', change: { headers: { origin: 'https://example.com' } } },
    { why: 'from nowhere', change: { headers: { origin: 'null' } } },
  ])('one $why is not', async ({ change }) => {
    expect(await post(change)).toEqual({ status: 403, isOff: false })
  })

  it('one with the token of somebody else is not', async () => {
    expect(await post({ token: await login.token({ oid: 'bob' }) })).toEqual({ status: 403, isOff: false })
  })
})

it('every answer bears the headers that keep a browser safe, refusals too', async () => {
  for (const app of [openApp(), appWith({})]) {
    const { headers } = await askPage(app, 'me')
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(headers['content-security-policy']).not.toContain('unsafe')
  }
})

it('only Azure, which speaks https, is told to stay there', async () => {
  const told = async (env: Record<string, string>) =>
    (await askPage(appWith(env), 'me')).headers['strict-transport-security']
  expect(await told({ WEBSITE_SITE_NAME: 'app' })).toMatch(/max-age=/)
  expect(await told({})).toBeUndefined()
})

describe('too much', () => {
  it('of requests by one person is put off, and nobody else is', () => {
    const limit = rateLimit(60, 2)
    const at = (n: number) => new Date(now.getTime() + n * 1000)
    expect([limit('ada', at(0)), limit('ada', at(0)), limit('ada', at(0)), limit('bob', at(0))]).toEqual([
      0, 0, 1, 0,
    ])
    expect(limit('ada', at(1))).toBe(0)
  })

  it('of requests is 429, with the time to wait', async () => {
    const app = openApp()
    const all = await Promise.all(Array.from({ length: 101 }, () => askPage(app, 'me')))
    expect(all.at(-1)).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  })

  it('in one body is 413', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ subject: 'x'.repeat(70_000) })
    expect((await askPage(openApp(), 'actions/replay', { method: 'POST', headers, body })).status).toBe(413)
  })
})
