import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { after, minuteInMs } from '../../model/time'

/** What became of an action, told on the page that follows. */
export type Notice = { readonly kind: 'done' | 'refused'; readonly text: string }

/** Long enough for a slow page, and too short to be news of yesterday. */
const goodForInMs = 5 * minuteInMs
const mostCharacters = 400

const sealed = z.tuple([z.enum(['done', 'refused']), z.string(), z.number()])

/**
 * A notice that travels in an address. Nobody else can make one, and it is good for this person alone, so that no link
 * puts words into our mouth.
 */
export function sealNotice(key: Uint8Array, personId: string, { kind, text }: Notice, now: Date): string {
  const until = after(now, goodForInMs).getTime()
  const body = Buffer.from(JSON.stringify([kind, text.slice(0, mostCharacters), until])).toString('base64url')
  return `${body}.${seal(key, personId, body).toString('base64url')}`
}

/** Undefined for what is no notice of ours to this person, or an old one. */
export function openNotice(key: Uint8Array, personId: string, token: string, now: Date): Notice | undefined {
  const [, body = '', given = ''] = /^([\w-]{1,4000})\.([\w-]{43})$/.exec(token) ?? []
  const right = seal(key, personId, body)
  const found = Buffer.from(given, 'base64url')
  if (found.length !== right.length || !timingSafeEqual(found, right)) return undefined
  const [kind, text, until] = sealed.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  return until > now.getTime() ? { kind, text } : undefined
}

const seal = (key: Uint8Array, personId: string, body: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify(['notice', personId, body]))
    .digest()
