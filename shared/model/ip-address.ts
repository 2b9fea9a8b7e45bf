import { formatV4, formatV6, parseV4, parseV6 } from './ip-words'
import { v4Within } from './v4-within'

/**
 * An IP address in its one canonical spelling: RFC 5952 for v6, and v4 for every v6 spelling of a v4 address (mapped,
 * NAT64, 6to4, Teredo). Made by {@link parseIpAddress} only.
 */
export type IpAddress = string & { readonly __brand: 'IpAddress' }

const scratch = new Uint32Array(4)

/**
 * Strict: four decimal octets without leading zeros, or RFC 4291 text. No port, bracket, zone id or white space;
 * for text as people and products write it see `readAddress`.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (parseV4(text) >= 0) return text as IpAddress
  if (!parseV6(text, scratch)) return undefined
  return ipAddressOf(scratch)
}

/** The canonical spelling of four words. */
function ipAddressOf(words: Uint32Array): IpAddress {
  const v4 = v4Within(words)
  return (v4 >= 0 ? formatV4(v4) : formatV6(words)) as IpAddress
}

/** The canonical spelling of an unsigned 32-bit number. */
export function ipv4AddressOf(address: number): IpAddress {
  return formatV4(address) as IpAddress
}

export function isIpv4(address: IpAddress): boolean {
  return !address.includes(':')
}
