import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { type HttpServer, serveHttp } from '../helpers/http-server'

export const clientId = '11111111-2222-4333-8444-555555555555'
export const tenantId = '99999999-8888-4777-8666-555555555555'

type Changes = Readonly<Record<string, unknown>>

/** A tenant's login service on loopback, with real keys. */
export type LoginService = {
  readonly url: string
  readonly settings: Readonly<Record<string, string>>
  readonly fixed: { readonly loginUrl: string }
  readonly issuer: string
  /** A token as the tenant issues it, with these claims in place of the usual ones; undefined leaves one out. */
  readonly token: (claims?: Changes, header?: { kid?: string }) => Promise<string>
  /** The same, signed with a key that is not the tenant's. */
  readonly forged: (claims?: Changes) => Promise<string>
  /** The public key as text: what HS256 is tried with. */
  readonly publicKeyText: string
  readonly claims: (now: Date) => JWTPayload
  readonly server: HttpServer
}

export async function startLoginService(now: Date): Promise<LoginService> {
  const [own, foreign] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('RS256'),
  ])
  const key = { ...(await exportJWK(own.publicKey)), kid: 'key-1', use: 'sig' }
  const server = await serveHttp((request, response) => {
    const isKeys = request.url === `/${tenantId}/discovery/v2.0/keys`
    response.writeHead(isKeys ? 200 : 404, { 'content-type': 'application/json' })
    response.end(isKeys ? JSON.stringify({ keys: [key] }) : '{}')
  })
  const issuer = `${server.origin}/${tenantId}/v2.0`
  const claims = (at: Date): JWTPayload => ({
    iss: issuer,
    aud: clientId,
    tid: tenantId,
    oid: 'ada-object-id',
    sub: 'ada',
    name: 'Ada Lovelace',
    roles: ['Reports.Read', 'Reports.Act'],
    iat: at.getTime() / 1000 - 60,
    exp: at.getTime() / 1000 + 3600,
  })
  const sign =
    (signer: Parameters<SignJWT['sign']>[0]) =>
    (changes: Changes = {}, header: { kid?: string } = {}) => {
      const all = Object.entries({ ...claims(now), ...changes }).filter(([, value]) => value !== undefined)
      return new SignJWT(Object.fromEntries(all))
        .setProtectedHeader({ alg: 'RS256', kid: 'key-1', ...header })
        .sign(signer)
    }
  return {
    url: server.origin,
    settings: { PAGE_CLIENT_ID: clientId, GRAPH_TENANT_ID: tenantId },
    fixed: { loginUrl: server.origin },
    issuer,
    token: sign(own.privateKey),
    forged: sign(foreign.privateKey),
    publicKeyText: await exportSPKI(own.publicKey),
    claims,
    server,
  }
}
