import { parseIpAddress, type IpAddress, ipv4AddressOf } from '../model/ip-address'

/** Four numbers with the same separator: dotted as usual, or as host names and paths write them. */
const QUADS = /(?<!\d)0*\d{1,3}([.\-_:,])(?:0*\d{1,3}\1){2}0*\d{1,3}(?!\d)/g
const HEX_QUADS =
  /(?:0x[\da-f]{1,2}|\d{1,3})([.\-_:,])(?:0x[\da-f]{1,2}|\d{1,3})\1(?:0x[\da-f]{1,2}|\d{1,3})\1(?:0x[\da-f]{1,2}|\d{1,3})/gi
const NUMBER =
  /0x([\da-f]{7,8})(?![\da-f])|(?<![\da-z])([\da-f]{8})(?![\da-z])|(?<!\d)(0[0-7]{9,12})(?!\d)|(?<!\d)(\d{7,10})(?!\d)/gi
const V6 = /(?<![\da-f:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?(?![\da-f:])/gi
const V6_DASHED = /(?<![\da-f-])[\da-f]{1,4}(?:-[\da-f]{0,4}){2,7}(?![\da-f-])/gi

/** Addresses that a text writes, in every spelling that a program would understand: also backwards, as DNS does. */
export function addressesIn(text: string): readonly IpAddress[] {
  if (!/[\da-f]{4}|\d[.\-_:,]\d|::/i.test(text)) return []
  const found: IpAddress[] = []
  const quads = /0x/i.test(text) ? [...text.matchAll(QUADS), ...text.matchAll(HEX_QUADS)] : text.matchAll(QUADS)
  for (const [whole, separator = '.'] of quads) found.push(...fromQuad(whole.split(separator)))
  for (const [, hex, bare, octal, decimal] of text.matchAll(NUMBER)) found.push(...fromNumber(hex ?? bare, octal, decimal))
  const v6 = [...text.matchAll(V6)].map(([whole]) => whole)
  const dashed = [...text.matchAll(V6_DASHED)].map(([whole]) => whole.replaceAll('-', ':'))
  return [...found, ...[...v6, ...dashed].flatMap((written) => parseIpAddress(written) ?? [])]
} // prettier-ignore

function fromQuad(parts: readonly string[]): readonly IpAddress[] {
  const readings = [decimal, asInC].map((read) => parts.map(read))
  const valid = readings.filter((octets) => octets.every((octet) => octet >= 0 && octet < 256))
  return valid.flatMap((octets) => [octets, octets.toReversed()]).map(fromOctets)
}

const fromOctets = (octets: readonly number[]): IpAddress =>
  ipv4AddressOf(octets.reduce((sum, octet) => sum * 256 + octet, 0) >>> 0)

const decimal = (part: string): number => (/^\d+$/.test(part) ? Number(part) : asInC(part))

/** `0x` is hexadecimal, a leading zero octal. */
function asInC(part: string): number {
  if (/^0x/i.test(part)) return parseInt(part, 16)
  if (/^0[0-7]+$/.test(part)) return parseInt(part, 8)
  return /^\d+$/.test(part) ? Number(part) : NaN
}

function fromNumber(hex?: string, octal?: string, decimal?: string): readonly IpAddress[] {
  const readings = [
    ...(hex === undefined ? [] : [parseInt(hex, 16)]),
    ...(hex !== undefined && /^\d+$/.test(hex) ? [Number(hex)] : []),
    ...(octal === undefined ? [] : [parseInt(octal, 8)]),
    ...(decimal === undefined ? [] : [Number(decimal)]),
  ]
  return readings.filter((number) => number <= 0xffffffff).flatMap(bothOrders)
}

/** Programs on small-endian machines print an address backwards. */
function bothOrders(number: number): readonly IpAddress[] {
  const bytes = [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255]
  return [fromOctets(bytes), fromOctets(bytes.toReversed())]
}
