import type { IpAddress } from './ip-address'
import { formatV4, formatV6, parseV4, parseV6 } from './ip-words'
import { type Carrier, carrierOf, v4Within } from './v4-within'

/** A block of addresses: `203.0.113.0/24`. Made by {@link parseCidr} only. */
export type Cidr = {
  readonly text: string
  readonly family: 4 | 6
  /** Network bits: 0–32 or 0–128. */
  readonly length: number
  /** The first address: one word for v4, four for v6. */
  readonly words: readonly number[]
}

const scratch = new Uint32Array(4)

/**
 * `address/length`, or a bare address as a block of one. A block of v6 spellings of v4 addresses becomes the v4 block.
 * Host bits that are set mean a typing error, so such a block is refused rather than widened.
 */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const words = wordsOf(slash < 0 ? text : text.slice(0, slash))
  if (words === undefined) return undefined
  const bits = words.length * 32
  const length = slash < 0 ? bits : parseLength(text.slice(slash + 1))
  if (!(length >= 0 && length <= bits)) return undefined
  if (words.some((word, i) => (word & ~mask(length - 32 * i)) !== 0)) return undefined
  return words.length === 1 ? cidrOf(words, length) : v4Block(Uint32Array.from(words), length)
}

/** True when the address lies in the block; never across families. */
export function cidrContains(cidr: Cidr, address: IpAddress): boolean {
  return holdsWords(cidr, addressWords(address))
}

/** An address read once, to be compared with many blocks. */
export function addressWords(address: IpAddress): readonly number[] {
  return wordsOf(address) ?? []
}

/** As {@link cidrContains}, of {@link addressWords}. */
export function holdsWords(cidr: Cidr, words: readonly number[]): boolean {
  if (words.length !== cidr.words.length) return false
  for (let i = 0; i < words.length; i++) {
    if ((((words[i] ?? 0) ^ (cidr.words[i] ?? 0)) & mask(cidr.length - 32 * i)) !== 0) return false
  }
  return true
}

function cidrOf(words: readonly number[], length: number): Cidr {
  const [first = 0] = words
  return words.length === 1
    ? { text: `${formatV4(first)}/${length}`, family: 4, length, words }
    : { text: `${formatV6(words)}/${length}`, family: 6, length, words }
}

function wordsOf(text: string): number[] | undefined {
  const v4 = parseV4(text)
  if (v4 >= 0) return [v4]
  return parseV6(text, scratch) ? [...scratch] : undefined
}

/**
 * The v4 block whose v6 spellings these are, else the v6 block itself, undefined where half of it is mapped addresses.
 * A translation prefix as a whole is no block of v4: who lists it does not mean every address there is.
 */
function v4Block(words: Uint32Array, length: number): Cidr | undefined {
  const carrier = carrierOf(words)
  if (carrier === undefined) return cidrOf([...words], length)
  const v4Length = v4LengthOf(carrier, words, length)
  if (carrier === 'v4-mapped') return v4Length < 0 ? undefined : cidrOf([v4Within(words)], v4Length)
  return v4Length < 8 ? cidrOf([...words], length) : cidrOf([v4Within(words)], v4Length)
}

/** How many bits of the v4 address a prefix of this length fixes; below zero where it does not reach that far. */
function v4LengthOf(carrier: Carrier, [, , third]: Uint32Array, length: number): number {
  if (carrier === '6to4') return Math.min(length - 16, 32)
  if (carrier === 'Teredo' || (carrier === 'NAT64' && third !== 0)) return length === 128 ? 32 : -1
  return length - 96
}

function parseLength(text: string): number {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) ? Number(text) : NaN
}

/** The network bits of one word, of which `bits` (below 0 or above 32 too) belong to the network. */
function mask(bits: number): number {
  if (bits <= 0) return 0
  return bits >= 32 ? -1 : -1 << (32 - bits)
}
