import { formatV4, formatV6, isV4Mapped, parseV4, parseV6 } from './ip-words'

/** An IP address in its one canonical spelling (RFC 5952 for v6; v4-mapped v6 folded to v4). Made by {@link parseIpAddress} only. */
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

/** The canonical spelling of four words; ::ffff:0:0/96 becomes v4. */
export function ipAddressOf(words: Uint32Array): IpAddress {
  return (isV4Mapped(words) ? formatV4(words[3] ?? 0) : formatV6(words)) as IpAddress
}

/** The canonical spelling of an unsigned 32-bit number. */
export function ipv4AddressOf(address: number): IpAddress {
  return formatV4(address) as IpAddress
}

export function isIpv4(address: IpAddress): boolean {
  return !address.includes(':')
}
