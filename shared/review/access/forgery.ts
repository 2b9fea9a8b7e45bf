import { createHmac, timingSafeEqual } from 'node:crypto'
import { hourInMs } from '../../model/time'
import type { Admitted } from './admit'

/** A form stays good for a working day. */
const goodForInMs = 12 * hourInMs

/** Stands in every form of this person; nobody else can make one, and no other site can read it. */
export function formToken(key: Uint8Array, personId: string, now: Date): string {
  const until = (now.getTime() + goodForInMs).toString(36)
  return `${until}.${seal(key, personId, until).toString('base64url')}`
}

function isFormToken(key: Uint8Array, personId: string, token: string, now: Date): boolean {
  const [, until = '', given = ''] = /^([0-9a-z]{1,12})\.([\w-]{43})$/.exec(token) ?? []
  const right = seal(key, personId, until)
  const sealed = Buffer.from(given, 'base64url')
  return (
    sealed.length === right.length && timingSafeEqual(sealed, right) && parseInt(until, 36) > now.getTime()
  )
}

const seal = (key: Uint8Array, personId: string, until: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify(['form', personId, until]))
    .digest()

export type Posted = {
  readonly headers: { readonly get: (name: string) => string | null }
  /** What stood in the form, or in the header X-CSRF-Token. */
  readonly token: string | undefined
}

/** Why a request may have been made by another site in the person's name; undefined where that cannot be. */
export function forgeryFault(
  key: Uint8Array,
  { person, by }: Admitted,
  posted: Posted,
  now: Date,
): string | undefined {
  if (by === 'bearer') return undefined
  if (isFromElsewhere(posted.headers)) return 'The request comes from another site.'
  return isFormToken(key, person.id, posted.token ?? '', now)
    ? undefined
    : 'The form is too old, or was made for somebody else. Open the page again.'
}

/** Browsers say where a POST comes from (Fetch Metadata; RFC 6454); one that says nothing has only the token to show. */
function isFromElsewhere(headers: Posted['headers']): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const origin = headers.get('origin')
  return origin !== null && URL.parse(origin)?.host !== headers.get('host')
}
