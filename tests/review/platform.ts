import type { AppContext } from '../../shared/platform/app-context'
import { runReviewReports } from '../../shared/platform/run-review-reports'
import { type HttpServer, serveHttp } from '../helpers/http-server'

export type Claim = readonly [typ: string, val: string]

export const principal = (claims: readonly Claim[], more: Readonly<Record<string, unknown>> = {}): string => {
  const list = claims.map(([typ, val]) => ({ typ, val }))
  return Buffer.from(JSON.stringify({ auth_typ: 'aad', role_typ: 'roles', claims: list, ...more })).toString(
    'base64',
  )
}

/** What stands before the app. `guard`: App Service Authentication; `open`: nothing, requests pass as they are. */
export type Mode = 'guard' | 'open'

/** A stand-in for App Service Authentication: sessions by cookie, a token store, and an app behind both. */
export type Platform = {
  readonly server: HttpServer
  mode: Mode
  /** Whose session it is, by cookie. */
  readonly sessions: Map<string, readonly Claim[]>
  /** Id tokens by cookie; a Linux instance loses them. */
  readonly tokens: Map<string, string>
  app: AppContext | undefined
  readonly ask: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>
}

export async function startPlatform(): Promise<Platform> {
  const server = await serveHttp((request, response) => {
    void answer(platform, request.url ?? '/', request.headers as Record<string, string>).then(
      async (said) => {
        response.writeHead(said.status, Object.fromEntries(said.headers)).end(await said.text())
      },
    )
  })
  const platform: Platform = {
    server,
    mode: 'guard',
    sessions: new Map(),
    tokens: new Map(),
    app: undefined,
    ask: (path, headers = {}) => fetch(server.origin + path, { headers, redirect: 'manual' }),
  }
  return platform
}

async function answer(platform: Platform, path: string, headers: Record<string, string>): Promise<Response> {
  if (platform.app === undefined) return new Response('no instance', { status: 503 })
  const passed = new Headers(Object.entries(headers).filter(([name]) => name !== 'connection'))
  if (platform.mode === 'guard') {
    passed.delete('x-ms-client-principal')
    passed.delete('x-ms-token-aad-id-token')
    const cookie = headers['cookie'] ?? ''
    const claims = platform.sessions.get(cookie)
    if (claims === undefined)
      return new Response('', {
        status: 302,
        headers: { location: '/.auth/login/aad?post_login_redirect_uri=x' },
      })
    passed.set('x-ms-client-principal', principal(claims))
    const token = platform.tokens.get(cookie)
    if (token !== undefined) passed.set('x-ms-token-aad-id-token', token)
  }
  const request = new Request(`https://app.example.com${path}`, { headers: passed })
  return runReviewReports(platform.app, request, () => undefined)
}
