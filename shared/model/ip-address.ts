/** An IP address in its one canonical spelling (RFC 5952 for v6; v4-mapped v6 folded to v4). Made by {@link parseIpAddress} only. */
export type IpAddress = string & { readonly __brand: 'IpAddress' }
