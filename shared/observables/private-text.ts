import { addressRange } from '../model/address-range'
import type { IpAddress } from '../model/ip-address'
import { addressesIn } from './addresses-in-text'
import { decodingsAcross, decodingsOf, reversed } from './decodings'
import type { PrivateWords } from './private-words'

/** After the at sign of a mail address. The last label is letters, so `package@1.2.3` is none. */
const MAIL_DOMAIN = /^[^\s@/?#&=:;,"'<>()[\]{}|\\]+\.\p{L}{2,}/u
/** A name within one network, as `user@machine`. */
const MAIL_MACHINE = /^\p{L}[\w-]*$/u
const MAIL_LOCAL_END = /[^\s@/?#&=:;,"'<>()[\]{}|\\]$/
const AT_IN_WORDS =
  /\s?[[({<]\s?at\s?[\])}>]\s?|[\s_-]at[\s_-](?=[\w-]{1,63}(?:\.|[\s_-]dot[\s_-]|\s?[[({<]dot))/gi
const DOT_IN_WORDS = /\s?[[({<]\s?(?:dot|\.)\s?[\])}>]\s?|[\s_-]dot[\s_-]/gi
const LONGEST_DOMAIN = 260
/** Header and payload of a JSON web token. */
const WEB_TOKEN = /eyJ[\w-]{8,512}\.[\w-]{8}/
/** user:password@ of a link inside a link. */
const CREDENTIALS = /:\/\/[^/?#\s]{0,512}@/
const DEEPEST_CODING = 4
/** Characters looked at, decodings included; a text that needs more was made to hide something. */
const MOST_CHARACTERS = 30_000

/** What is ours beyond what any mail address or credential is. */
export type PrivateThings = {
  readonly words: PrivateWords
  readonly isOwnAddress: (address: IpAddress) => boolean
}

/**
 * Does this part of a link hold a name or an address of ours, a mail address, credentials or a signed token: plain,
 * percent-encoded (also more than once), in base64, base32, hex, backwards, as UTF-16 or as numbers, or in one of
 * these inside another? Attackers' links tell whom they have caught.
 * True as well for what would take too long to find out.
 */
export function holdsPrivateText(text: string, things: PrivateThings): boolean {
  return holds(text, 0, { things, left: MOST_CHARACTERS })
}

/** As {@link holdsPrivateText}, of what only the segments of a path together say. */
export function pathHoldsPrivateText(path: string, things: PrivateThings): boolean {
  const search = { things, left: MOST_CHARACTERS }
  if (holds(path, DEEPEST_CODING, search)) return true
  return [...decodingsAcross(path)].some((text) => holds(text, 1, search))
}

type Search = { readonly things: PrivateThings; left: number }

function holds(text: string, depth: number, search: Search): boolean {
  search.left -= text.length
  if (search.left < 0 || search.things.words.areIn(text) || isPrivate(text, search.things)) return true
  if (depth >= DEEPEST_CODING) return false
  for (const decoded of decodingsOf(text)) if (holds(decoded, depth + 1, search)) return true
  return false
}

function isPrivate(text: string, { isOwnAddress }: PrivateThings): boolean {
  if (text.includes('eyJ') && WEB_TOKEN.test(text)) return true
  if (holdsMailAddress(text) || (text.includes('@') && holdsMailAddress(reversed(text), false))) return true
  const spelled = text.replace(AT_IN_WORDS, '@').replace(DOT_IN_WORDS, '.')
  if (spelled !== text && holdsMailAddress(spelled)) return true
  const addresses = /\d/.test(text) ? [...addressesIn(text), ...addressesIn(reversed(text))] : []
  return addresses.some((address) => isOwnAddress(address) || isInside(address))
}

/** Addresses of networks like ours, which nobody else can know. */
function isInside(address: IpAddress): boolean {
  const range = addressRange(address)
  return range === 'private' || range === 'carrier-nat' || range === 'link-local'
}

function holdsMailAddress(text: string, machinesToo = true): boolean {
  if (!text.includes('@')) return false
  if (CREDENTIALS.test(text)) return true
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!MAIL_LOCAL_END.test(text.slice(Math.max(0, at - 1), at))) continue
    const domain = text.slice(at + 1, at + 1 + LONGEST_DOMAIN)
    if (MAIL_DOMAIN.test(domain) || (machinesToo && MAIL_MACHINE.test(domain))) return true
  }
  return false
}
