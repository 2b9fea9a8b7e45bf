import { type Cidr, parseCidr } from '../model/cidr'
import { formatV4, formatV6, parseV4, parseV6 } from '../model/ip-words'

type Family = { readonly bits: 32 | 128; readonly write: (value: bigint) => string }

const V4: Family = { bits: 32, write: (value) => formatV4(Number(value)) }
const V6: Family = {
  bits: 128,
  write: (value) => formatV6([96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn))),
}

/** The fewest blocks that make up the addresses from `first` to `last`, both included; undefined when that is no range. */
export function rangeToCidrs(first: string, last: string): Cidr[] | undefined {
  const from = numberOf(first)
  const to = numberOf(last)
  if (from === undefined || to === undefined || from.family !== to.family || from.value > to.value)
    return undefined
  const { bits, write } = from.family
  const blocks: Cidr[] = []
  for (let at = from.value; at <= to.value;) {
    let host = 0
    while (host < bits && isAligned(at, host + 1) && at + (1n << BigInt(host + 1)) - 1n <= to.value) host++
    const cidr = parseCidr(`${write(at)}/${bits - host}`)
    if (cidr !== undefined) blocks.push(cidr)
    at += 1n << BigInt(host)
  }
  return blocks
}

function isAligned(value: bigint, hostBits: number): boolean {
  return (value & ((1n << BigInt(hostBits)) - 1n)) === 0n
}

function numberOf(text: string): { readonly value: bigint; readonly family: Family } | undefined {
  const v4 = parseV4(text)
  if (v4 >= 0) return { value: BigInt(v4), family: V4 }
  const words = new Uint32Array(4)
  if (!parseV6(text, words)) return undefined
  return { value: words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n), family: V6 }
}
