import { foldWidth, hostPart } from './host-part'
import { type IpAddress, ipv4AddressOf, parseIpAddress } from './ip-address'
import { parseV6 } from './ip-words'
import { refang } from './refang'
import { type Carrier, carrierOf } from './v4-within'

/**
 * What a text that may be an address says; `carrier` where it is a v6 spelling of a v4 address. `ambiguous` is never
 * guessed: programs disagree about it.
 */
export type AddressReading =
  | { readonly kind: 'address'; readonly address: IpAddress; readonly carrier?: Carrier }
  | { readonly kind: 'ambiguous'; readonly readings: readonly IpAddress[]; readonly because: string }
  | { readonly kind: 'invalid'; readonly because: string }

const NO_ADDRESS: AddressReading = { kind: 'invalid', because: 'not an IP address' }
const OCTAL_OR_DECIMAL = 'leading zeros are octal to some programs and decimal to others'
const UNUSUAL_NUMBER = 'only some programs read hexadecimal or shortened addresses'

/**
 * Reads an address as people and products write it: defanged, with scheme, port, brackets, zone id, a final dot, in
 * full-width characters. All readers that accept those agree. They do not agree about octal, hexadecimal and
 * shortened forms: these are `ambiguous`, with every reading.
 */
export function readAddress(text: string): AddressReading {
  const exact = parseIpAddress(text)
  if (exact !== undefined) return addressReading(exact, text)
  if (text.length > 2048) return { kind: 'invalid', because: 'longer than any address' }
  if (isPlainName(text)) return NO_ADDRESS
  const host = hostPart(refang(text))
  if (host === undefined) return { kind: 'invalid', because: 'neither a bare address nor a URL with one' }
  const folded = foldWidth(host)
  const bare = folded.includes(':') ? folded.replace(/%[^%]+$/, '') : folded.replace(/\.$/, '')
  const address = parseIpAddress(bare)
  return address === undefined ? readLenient(bare) : addressReading(address, bare)
}

function addressReading(address: IpAddress, text: string): AddressReading {
  const words = new Uint32Array(4)
  const carrier = parseV6(text, words) ? carrierOf(words) : undefined
  return { kind: 'address', address, ...(carrier !== undefined && { carrier }) }
}

/** Nothing around it and a sign in it that stands in no spelling of a number: most of what is asked about is a name. */
function isPlainName(text: string): boolean {
  return /^[\w.-]+$/.test(text) && /[g-wyz_-]/i.test(text)
}

function readLenient(text: string): AddressReading {
  const parts = text.toLowerCase().split('.')
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]*|\d+)$/.test(part))) {
    return NO_ADDRESS
  }
  const readings = [decimal, asInetAton].map((read) => fromParts(parts.map(read)))
  const known = readings.filter((reading) => reading !== undefined)
  if (known.length === 0) return { kind: 'invalid', because: 'numbers out of range for an address' }
  const zeros = parts.some((part) => /^0\d/.test(part))
  return {
    kind: 'ambiguous',
    readings: [...new Set(known)],
    because: zeros ? OCTAL_OR_DECIMAL : UNUSUAL_NUMBER,
  }
}

function decimal(part: string): number {
  return part.startsWith('0x') ? asInetAton(part) : Number(part)
}

/** As inet_aton(3) and WHATWG URL: 0x is hexadecimal, a leading zero octal. */
function asInetAton(part: string): number {
  if (part.startsWith('0x')) return part === '0x' ? 0 : Number(part)
  if (!/^0\d/.test(part)) return Number(part)
  return /^[0-7]+$/.test(part) ? parseInt(part, 8) : NaN
}

/** The last part fills all octets that are left, as in inet_aton(3). */
function fromParts(parts: readonly number[]): IpAddress | undefined {
  const last = parts.at(-1) ?? NaN
  const head = parts.slice(0, -1)
  const left = 256 ** (4 - head.length)
  if (!(last < left) || !head.every((part) => part < 256)) return undefined
  return ipv4AddressOf(head.reduce((sum, part, i) => sum + part * 256 ** (3 - i), last) >>> 0)
}
