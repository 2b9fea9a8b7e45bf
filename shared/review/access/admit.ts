import { problem, type Problem } from '../../model/problem'
import type { Person } from './person'
import type { PrincipalReader } from './read-principal'
import type { ReadToken, TokenReading } from './read-token'

/** Who is let in, and how they proved themselves. */
export type Admitted = {
  readonly person: Person
  /** A browser adds cookies by itself, to requests that other sites make as well; nothing adds a bearer token. */
  readonly by: 'bearer' | 'session' | 'loopback'
}

export type AdmitDeps = {
  /** Undefined where no login is set up: then nobody is let in. */
  readonly readToken: ReadToken | undefined
  /** Undefined wherever no platform vouches for anybody. */
  readonly readPrincipal?: PrincipalReader | undefined
  /** The sandbox lets in whoever sits at the machine. */
  readonly isOpenOnLoopback: boolean
  readonly now: () => Date
}

type Headers = { readonly get: (name: string) => string | null }

const setUp = 'Nobody is let in before a login is set up: set PAGE_CLIENT_ID (docs/review-page.md says how).'

/**
 * A token cannot be written without the tenant's key. The principal header of App Service can be written by whoever
 * reaches the app past the platform's login: it is looked at where there is no token, under the conditions of
 * {@link PrincipalReader}.
 * @param path that was asked for
 */
export async function admit(deps: AdmitDeps, headers: Headers, path: string): Promise<Admitted | Problem> {
  if (deps.isOpenOnLoopback && isAskedAtThisMachine(headers)) return { person: atThisMachine, by: 'loopback' }
  if (deps.readToken === undefined) return problem(403, setUp)
  const given = tokenIn(headers)
  if (given !== undefined) return admitted(await deps.readToken(given.token, deps.now()), given.by)
  const principal = headers.get('x-ms-client-principal')
  if (principal === null || deps.readPrincipal === undefined)
    return unproven('Log in first, or send a token as Authorization: Bearer.')
  return admitted(await deps.readPrincipal(principal, path, deps.now()), 'session')
}

function admitted(reading: TokenReading, by: Admitted['by']): Admitted | Problem {
  if ('person' in reading) return { person: reading.person, by }
  if ('invalid' in reading) return unproven(`This proves nothing: ${reading.invalid}. Log in again.`)
  if ('roleless' in reading) return problem(403, noRole)
  return problem(
    503,
    `Nobody can be let in now: ${reading.unavailable}. Try again.`,
    {},
    { 'retry-after': '30' },
  )
}

const noRole =
  'You are known, but have neither of the roles Reports.Read and Reports.Act. Ask whoever runs this for one of them.'

const unproven = (detail: string): Problem => problem(401, detail, {}, { 'www-authenticate': 'Bearer' })

function tokenIn(headers: Headers): { token: string; by: 'bearer' | 'session' } | undefined {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '') ?? []
  if (bearer !== undefined) return { token: bearer, by: 'bearer' }
  const session = headers.get('x-ms-token-aad-id-token') ?? ''
  return session === '' ? undefined : { token: session, by: 'session' }
}

const atThisMachine: Person = { id: 'loopback', name: 'somebody at this machine', mayAct: true }

/**
 * A name server of somebody else's may lead a browser here under a name of theirs; the Host says so. A request that
 * came through a proxy was asked elsewhere.
 */
function isAskedAtThisMachine(headers: Headers): boolean {
  const isNear = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(headers.get('host') ?? '')
  return (
    isNear && ['x-forwarded-for', 'x-forwarded-host', 'forwarded'].every((name) => headers.get(name) === null)
  )
}
