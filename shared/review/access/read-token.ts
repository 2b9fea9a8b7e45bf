import * as z from 'zod'
import type { Person } from './person'

/** Which app of which tenant people log in to. */
export type LoginSettings = {
  /** Application id of the page; what a token must have been issued for. */
  readonly clientId: string
  readonly tenantId: string
  /** Without a slash at its end: `https://login.microsoftonline.com`. */
  readonly loginUrl: string
}

export type TokenReading =
  | { readonly person: Person }
  /** It proves nothing. */
  | { readonly invalid: string }
  /** It is true, and allows nothing here. */
  | { readonly roleless: string }
  /** Nobody can tell now. */
  | { readonly unavailable: string }

export type ReadToken = (token: string, now: Date) => Promise<TokenReading>

/** Clocks differ. */
const toleranceInSeconds = 60
const longestTokenInCharacters = 16 * 1024

const claims = z.object({
  oid: z.string().min(1).max(100).optional(),
  sub: z.string().min(1).max(200),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  tid: z.string(),
  roles: z.array(z.string()).default([]),
})

/**
 * Verifies tokens of Entra ID by the keys that the tenant publishes: signature, issuer, audience, expiry, tenant. The
 * keys are fetched at the first token, and again for one that names a key nobody knew.
 * Source of issuers: learn.microsoft.com, "Access token claims reference" (`iss`, versions 2.0 and 1.0).
 */
export function tokenReader({ clientId, tenantId, loginUrl }: LoginSettings): ReadToken {
  const keysUrl = new URL(`${loginUrl}/${tenantId}/discovery/v2.0/keys`)
  // Loaded with the first token: nobody else needs it.
  const loading = lazily(async () => {
    const jose = await import('jose')
    return { jose, keys: jose.createRemoteJWKSet(keysUrl, { timeoutDuration: 5_000 }) }
  })
  return async (token, now) => {
    if (token.length > longestTokenInCharacters) return { invalid: 'it is too long' }
    const { jose, keys } = await loading()
    try {
      const { payload } = await jose.jwtVerify(token, keys, {
        // One algorithm, so that no token can choose how it is verified.
        algorithms: ['RS256'],
        issuer: [`${loginUrl}/${tenantId}/v2.0`, `https://sts.windows.net/${tenantId}/`],
        audience: [clientId, `api://${clientId}`],
        requiredClaims: ['exp', 'sub', 'tid'],
        clockTolerance: toleranceInSeconds,
        currentDate: now,
      })
      return personIn(payload, tenantId)
    } catch (error) {
      if (error instanceof jose.errors.JOSEError && !isOutage(error.code)) return { invalid: error.message }
      return { unavailable: `the keys of ${keysUrl.host} cannot be fetched` }
    }
  }
}

/** No token can cause these. Whatever is no error of the library at all is one of the network. */
const isOutage = (code: string): boolean => code === 'ERR_JWKS_TIMEOUT' || code === 'ERR_JOSE_GENERIC'

function personIn(payload: unknown, tenantId: string): TokenReading {
  const read = claims.safeParse(payload)
  if (!read.success || read.data.tid !== tenantId)
    return { invalid: 'it is of another tenant, or names nobody' }
  const { oid, sub, name, preferred_username: account, roles } = read.data
  return personOf(oid ?? sub, name ?? account ?? 'an app', roles)
}

/** Somebody proven, with the roles that they were given. */
export function personOf(id: string, name: string, roles: readonly string[]): TokenReading {
  const person = { id: oneLine(id), name: oneLine(name), mayAct: roles.includes('Reports.Act') }
  return person.mayAct || roles.includes('Reports.Read') ? { person } : { roleless: person.name }
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 100)

function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => (loading ??= load())
}
