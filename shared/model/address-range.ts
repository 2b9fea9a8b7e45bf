import { addressWords, type Cidr, holdsWords, parseCidr } from './cidr'
import type { IpAddress } from './ip-address'

/** What a special-purpose registry (IANA, RFC 6890 and later) says an address is for; `global` when it says nothing. */
export type AddressRange =
  | 'global'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'carrier-nat'
  | 'documentation'
  | 'benchmark'
  | 'multicast'
  | 'reserved'
  | 'azure-platform'

/** One row of {@link SPECIAL_RANGES}: a block, what it is for, and the words a person reads. */
export type SpecialRange = { readonly prefix: string; readonly range: AddressRange; readonly name: string }

const row = (prefix: string, range: AddressRange, name: string): SpecialRange => ({ prefix, range, name })

/**
 * Ranges that belong to nobody on the public Internet. Where blocks nest, the longer one counts. A v6 spelling of a v4
 * address (NAT64, 6to4 …) is that v4 address before it is looked up here.
 */
export const SPECIAL_RANGES: readonly SpecialRange[] = [
  row('168.63.129.16/32', 'azure-platform', 'the virtual Azure platform address (DNS, health probes, agent)'),
  row('169.254.169.254/32', 'azure-platform', 'the instance metadata service of a virtual machine'),
  row('0.0.0.0/8', 'unspecified', '"this network" (RFC 791)'),
  row('10.0.0.0/8', 'private', 'private use (RFC 1918)'),
  row('100.64.0.0/10', 'carrier-nat', 'shared address space of carriers (RFC 6598)'),
  row('127.0.0.0/8', 'loopback', 'loopback (RFC 1122)'),
  row('169.254.0.0/16', 'link-local', 'link local (RFC 3927)'),
  row('172.16.0.0/12', 'private', 'private use (RFC 1918)'),
  row('192.0.0.0/24', 'reserved', 'IETF protocol assignments (RFC 6890)'),
  row('192.0.2.0/24', 'documentation', 'documentation, TEST-NET-1 (RFC 5737)'),
  row('192.31.196.0/24', 'reserved', 'AS112 (RFC 7535)'),
  row('192.52.193.0/24', 'reserved', 'automatic multicast tunnelling (RFC 7450)'),
  row('192.88.99.0/24', 'reserved', '6to4 relay anycast (RFC 7526)'),
  row('192.168.0.0/16', 'private', 'private use (RFC 1918)'),
  row('192.175.48.0/24', 'reserved', 'AS112 (RFC 7534)'),
  row('198.18.0.0/15', 'benchmark', 'benchmarking (RFC 2544)'),
  row('198.51.100.0/24', 'documentation', 'documentation, TEST-NET-2 (RFC 5737)'),
  row('203.0.113.0/24', 'documentation', 'documentation, TEST-NET-3 (RFC 5737)'),
  row('224.0.0.0/4', 'multicast', 'multicast (RFC 5771)'),
  row('233.252.0.0/24', 'documentation', 'documentation, MCAST-TEST-NET (RFC 5771)'),
  row('240.0.0.0/4', 'reserved', 'reserved for future use (RFC 1112)'),
  row('255.255.255.255/32', 'reserved', 'limited broadcast (RFC 8190)'),
  row('::/96', 'reserved', 'IPv4-compatible, deprecated (RFC 4291)'),
  row('::/128', 'unspecified', 'the unspecified address (RFC 4291)'),
  row('::1/128', 'loopback', 'loopback (RFC 4291)'),
  row('64:ff9b:1::/48', 'private', 'local-use NAT64 (RFC 8215)'),
  row('100::/64', 'reserved', 'discard only (RFC 6666)'),
  row('100:0:0:1::/64', 'reserved', 'dummy prefix (RFC 9780)'),
  row('2001::/23', 'reserved', 'IETF protocol assignments (RFC 2928)'),
  row('2001:2::/48', 'benchmark', 'benchmarking (RFC 5180)'),
  row('2001:10::/28', 'reserved', 'ORCHID, deprecated (RFC 4843)'),
  row('2001:20::/28', 'reserved', 'ORCHIDv2 (RFC 7343)'),
  row('2001:db8::/32', 'documentation', 'documentation (RFC 3849)'),
  row('2620:4f:8000::/48', 'reserved', 'AS112 (RFC 7534)'),
  row('3fff::/20', 'documentation', 'documentation (RFC 9637)'),
  row('5f00::/16', 'reserved', 'segment routing (RFC 9602)'),
  row('fc00::/7', 'private', 'unique local (RFC 4193)'),
  row('fe80::/10', 'link-local', 'link local (RFC 4291)'),
  row('fec0::/10', 'private', 'site local, deprecated (RFC 3879)'),
  row('ff00::/8', 'multicast', 'multicast (RFC 4291)'),
]

type CompiledRange = { readonly cidr: Cidr; readonly row: SpecialRange }

const longestFirst: readonly CompiledRange[] = SPECIAL_RANGES.flatMap((special): CompiledRange[] => {
  const cidr = parseCidr(special.prefix)
  return cidr === undefined ? [] : [{ cidr, row: special }]
}).sort((a, b) => b.cidr.length - a.cidr.length)

/** The special-purpose block an address lies in, if any. */
export function specialRangeOf(address: IpAddress): SpecialRange | undefined {
  const words = addressWords(address)
  return longestFirst.find(({ cidr }) => holdsWords(cidr, words))?.row
}

export function addressRange(address: IpAddress): AddressRange {
  return specialRangeOf(address)?.range ?? 'global'
}

/**
 * Can this be somebody else's machine on the Internet? True for `global`; for `documentation` too, because alerts
 * that were anonymised keep their story in those ranges (ownership answers `special` for them, so they are never
 * reported).
 */
export function isRoutable(address: IpAddress): boolean {
  const range = addressRange(address)
  return range === 'global' || range === 'documentation'
}

const OF_PRIVATE_NETWORKS: ReadonlySet<AddressRange> = new Set([
  ...(['private', 'link-local', 'loopback', 'carrier-nat'] as const),
])

/** A machine of whoever sees it under this address. Zeros, broadcast and the like are no machine. */
export function isOfPrivateNetwork(address: IpAddress): boolean {
  return OF_PRIVATE_NETWORKS.has(addressRange(address))
}
