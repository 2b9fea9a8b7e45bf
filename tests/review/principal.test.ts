import { createContext } from '../../shared/platform/app-context'
import { readSettings } from '../../shared/settings/settings'
import { askPage } from '../helpers/ask-page'
import { serveHttp } from '../helpers/http-server'
import { freshStorage } from '../helpers/storage'
import { clientId, type LoginService, startLoginService, tenantId } from './login-service'
import { type Claim, type Platform, principal, startPlatform } from './platform'

const now = new Date('2026-11-23T12:00:00Z')
const seconds = (n: number) => String(now.getTime() / 1000 + n)
let login: LoginService
let platform: Platform
beforeEach(async () => {
  login = await startLoginService(now)
  platform = await startPlatform()
})
afterEach(() => Promise.all([login.server.close(), platform.server.close()]))

const azure = { WEBSITE_SITE_NAME: 'app', WEBSITE_HOSTNAME: 'app.example.com', WEBSITE_AUTH_ENABLED: 'True' }
const state = { now }
beforeEach(() => void (state.now = now))

/** A new instance of the app. */
const newApp = (
  env: Readonly<Record<string, string | undefined>> = {},
  ownOrigin = platform.server.origin,
) => {
  const settings = readSettings({ ...login.settings, ...azure, ...env }, { ...login.fixed, ownOrigin })
  return createContext(settings, { storage: () => freshStorage(), now: () => state.now })
}
const short: readonly Claim[] = [
  ['aud', clientId],
  ['tid', tenantId],
  ['exp', seconds(3600)],
  ['oid', 'ada-object-id'],
  ['name', 'Ada Lovelace'],
  ['roles', 'Reports.Act'],
]
const without = (name: string) => short.filter(([typ]) => typ !== name)
const changed = (name: string, val: string): readonly Claim[] => [...without(name), [name, val]]
const meBy = async (header: string, app = newApp(), path = 'me') => {
  platform.app = app
  return askPage(app, path, { headers: { 'x-ms-client-principal': header } })
}

describe('a principal of the platform lets in', () => {
  const role = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role'
  const mapped: readonly Claim[] = [
    ['aud', `api://${clientId}`],
    ['http://schemas.microsoft.com/identity/claims/tenantid', tenantId],
    ['exp', seconds(3600)],
    ['http://schemas.microsoft.com/identity/claims/objectidentifier', 'ada-object-id'],
    ['name', 'Ada Lovelace'],
    [role, 'Reports.Act'],
  ]
  it.each([
    { what: 'with short names', header: () => principal(short) },
    { what: 'with mapped names', header: () => principal(mapped, { role_typ: role }) },
    { what: 'that says no name of roles', header: () => principal(short, { role_typ: undefined }) },
  ])('$what', async ({ header }) => {
    expect(await meBy(header())).toMatchObject({
      status: 200,
      jsonBody: { id: 'ada-object-id', name: 'Ada Lovelace', mayAct: true },
    })
  })

  it('a reader to read, and nobody without a role', async () => {
    expect(await meBy(principal(changed('roles', 'Reports.Read')))).toMatchObject({
      jsonBody: { mayAct: false },
    })
    expect((await meBy(principal(changed('roles', 'Other')))).status).toBe(403)
  })
})

describe('a principal opens nothing', () => {
  it.each([
    { why: 'of another provider', header: principal(short, { auth_typ: 'github' }) },
    { why: 'of another tenant', header: principal(changed('tid', '00000000-0000-4000-8000-000000000000')) },
    { why: 'of two tenants', header: principal([...short, ['tid', '00000000-0000-4000-8000-000000000000']]) },
    { why: 'of no tenant', header: principal(without('tid')) },
    { why: 'for another app', header: principal(changed('aud', 'https://graph.microsoft.com')) },
    { why: 'for no app', header: principal(without('aud')) },
    { why: 'run out', header: principal(changed('exp', seconds(-120))) },
    { why: 'without an end', header: principal(without('exp')) },
    { why: 'of nobody', header: principal(without('oid')) },
    { why: 'whose roles have a name of their own', header: principal(short, { role_typ: 'name' }) },
    { why: 'twice', header: `${principal(short)}, ${principal(short)}` },
    { why: 'that is no Base64', header: '{"auth_typ":"aad"}' },
    { why: 'that is no JSON', header: Buffer.from('aad').toString('base64') },
    { why: 'of great length', header: 'A'.repeat(100_000) },
  ])('$why', async ({ header }) => {
    expect((await meBy(header)).status).toBe(401)
  })

  it.each([
    { where: 'off Azure', env: { WEBSITE_SITE_NAME: undefined } },
    { where: 'where the login is off', env: { WEBSITE_AUTH_ENABLED: 'False' } },
    { where: 'where nobody says that it is on', env: { WEBSITE_AUTH_ENABLED: undefined } },
    { where: 'where it is for another registration', env: { WEBSITE_AUTH_CLIENT_ID: tenantId } },
    { where: 'where the app has no name', env: { WEBSITE_HOSTNAME: undefined } },
  ])('$where', async ({ env }) => {
    expect((await meBy(principal(short), newApp(env))).status).toBe(401)
  })

  it.each(['alerts', 'alerts/me', 'Alerts', 'alerts%2f..%2fme', '%61lerts', 'me%2f..%2falerts'])(
    'on a path that is, or may be taken for, one without a login: %s',
    async (path) => {
      expect([401, 404]).toContain((await meBy(principal(short), newApp(), path)).status)
      const asked = platform.server.requests.length
      expect(asked).toBe(0)
    },
  )

  it('beside a token that is not good', async () => {
    const app = newApp()
    platform.app = app
    const headers = {
      'x-ms-client-principal': principal(short),
      'x-ms-token-aad-id-token': await login.forged(),
    }
    expect((await askPage(app, 'me', { headers })).status).toBe(401)
  })
})

describe('before a principal counts, the app asks itself from outside with a forged one', () => {
  it.each([
    { says: 'the way to a login', status: 302, headers: { location: '/.auth/login/aad' }, lets: 200 },
    { says: '401 of the platform', status: 401, headers: {}, lets: 200 },
    { says: 'the way elsewhere', status: 302, headers: { location: 'https://example.com/' }, lets: 401 },
    { says: '403, as a wall of addresses does', status: 403, headers: {}, lets: 401 },
    { says: 'a page', status: 200, headers: {}, lets: 401 },
    { says: 'a failure', status: 500, headers: {}, lets: 401 },
    { says: 'our own 401', status: 401, headers: { 'content-security-policy': 'x' }, lets: 401 },
  ])('answered with $says: $lets', async ({ status, headers, lets }) => {
    const front = await serveHttp((_, response) => response.writeHead(status, headers).end())
    expect((await meBy(principal(short), newApp({}, front.origin))).status).toBe(lets)
    expect(front.requests.map(({ url }) => url)).toEqual(['/api/me'])
    await front.close()
  })

  it('not answered at all: 401', async () => {
    expect((await meBy(principal(short), newApp({}, 'http://127.0.0.1:9'))).status).toBe(401)
  })

  it('with nothing in front of it, the forged one reaches the app, opens nothing, and neither does any other', async () => {
    platform.mode = 'open'
    expect((await meBy(principal(short))).status).toBe(401)
    expect(platform.server.requests).toHaveLength(1)
  })

  it('once for many, again after a while, and then a login that was switched off is noticed', async () => {
    const app = newApp()
    const by = () => meBy(principal(short), app)
    await Promise.all([by(), by(), by()])
    expect(platform.server.requests).toHaveLength(1)
    platform.mode = 'open'
    state.now = new Date(now.getTime() + 11 * 60_000)
    expect((await by()).status).toBe(401)
  })
})

describe('the whole way, before a stand-in for Entra ID and the platform', () => {
  const logIn = async (claims = short) => {
    platform.sessions.set('session=ada', claims)
    platform.tokens.set('session=ada', await login.token())
  }
  const statusOf = async (headers: Readonly<Record<string, string>> = { cookie: 'session=ada' }) =>
    (await platform.ask('/api/me', headers)).status

  it('who is assigned comes in; a restart that loses the token, and a new instance, lose no login', async () => {
    platform.app = newApp()
    await logIn()
    expect(await statusOf()).toBe(200)
    platform.tokens.clear()
    expect(await statusOf()).toBe(200)
    platform.app = newApp()
    expect(await statusOf()).toBe(200)
  })

  it('who is not assigned, or has no consent, gets no session from Entra ID and is led to the login', async () => {
    platform.app = newApp()
    expect(await statusOf()).toBe(302)
  })

  it('who comes with a forged header is led to the login as well, and past the platform turned away', async () => {
    platform.app = newApp()
    const forged = { 'x-ms-client-principal': principal(short) }
    expect(await statusOf(forged)).toBe(302)
    platform.mode = 'open'
    expect(await statusOf(forged)).toBe(401)
  })

  it('whose session has run out logs in again', async () => {
    platform.app = newApp()
    await logIn()
    platform.tokens.clear()
    state.now = new Date(now.getTime() + 2 * 3_600_000)
    expect(await statusOf()).toBe(401)
  })
})
