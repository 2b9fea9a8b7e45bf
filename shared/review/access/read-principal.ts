import * as z from 'zod'
import { type LoginSettings, personOf, type TokenReading } from './read-token'

/** `X-MS-CLIENT-PRINCIPAL` as App Service Authentication writes it. */
const principalSchema = z.object({
  auth_typ: z.literal('aad'),
  role_typ: z.string().optional(),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })).max(500),
})
type Principal = z.infer<typeof principalSchema>

const longestInCharacters = 32 * 1024
const toleranceInMs = 60_000
const schemas = 'http://schemas.'

/** Each claim by its short name, and by the one that it has where claims are mapped. */
const names = {
  tenant: ['tid', `${schemas}microsoft.com/identity/claims/tenantid`],
  audience: ['aud'],
  expiry: ['exp'],
  object: ['oid', `${schemas}microsoft.com/identity/claims/objectidentifier`],
  roles: ['roles', `${schemas}microsoft.com/ws/2008/06/identity/claims/role`],
  name: ['name', 'preferred_username', `${schemas}xmlsoap.org/ws/2005/05/identity/claims/name`],
} as const

/**
 * Who the platform says has logged in. It proves nothing by itself: whoever reaches the app past the platform can write
 * it, so it counts only together with what `principalReader` asks.
 */
export function readPrincipal(
  header: string,
  { clientId, tenantId }: LoginSettings,
  now: Date,
): TokenReading {
  const principal = decode(header)
  if (principal === undefined) return { invalid: 'it is no principal of Entra ID' }
  const { role_typ: roleType } = principal
  const all = (name: keyof typeof names) => valuesOf(principal, names[name])
  const one = (name: keyof typeof names) => (new Set(all(name)).size === 1 ? all(name)[0] : undefined)
  if (roleType !== undefined && !names.roles.some((name) => name === roleType))
    return { invalid: 'it names its roles otherwise' }
  if (one('tenant')?.toLowerCase() !== tenantId) return { invalid: 'it is of another tenant' }
  if (![clientId, `api://${clientId}`].includes(one('audience') ?? ''))
    return { invalid: 'it is for another app' }
  const expiresAt = Number(one('expiry') ?? NaN) * 1000
  if (!(expiresAt > now.getTime() - toleranceInMs))
    return { invalid: 'it has run out, or does not say when it does' }
  const id = one('object')
  if (id === undefined || id === '') return { invalid: 'it names nobody' }
  return personOf(id, all('name')[0] ?? 'somebody', all('roles'))
}

const valuesOf = ({ claims }: Principal, wanted: readonly string[]): string[] =>
  claims.filter(({ typ }) => wanted.includes(typ)).map(({ val }) => val)

/** Two headers come as one with a comma, which is no Base64. */
function decode(header: string): Principal | undefined {
  if (header.length > longestInCharacters || !/^[A-Za-z0-9+/]+={0,2}$/.test(header)) return undefined
  try {
    return principalSchema.safeParse(JSON.parse(Buffer.from(header, 'base64').toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** Of a path that the platform lets anybody through to, or may take for one. */
const isExcluded = (path: string): boolean => !/^\/api(?:\/(?!alerts)[\w.~-]+)+\/?$/i.test(path)

export type PrincipalReader = (header: string, path: string, now: Date) => Promise<TokenReading>

/** @param isForgeryStopped whether the platform has been seen to stop a header that somebody outside wrote */
export function principalReader(
  login: LoginSettings,
  isForgeryStopped: (now: Date) => Promise<boolean>,
): PrincipalReader {
  return async (header, path, now) => {
    if (isExcluded(path)) return { invalid: 'nobody logs in for this path' }
    // First what costs nothing: the header of the probe itself ends here.
    const reading = readPrincipal(header, login, now)
    if (!('person' in reading)) return reading
    if (await isForgeryStopped(now)) return reading
    return { invalid: 'the platform was not seen to stop forged ones' }
  }
}
