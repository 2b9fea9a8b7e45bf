/** How a v6 address carries a v4 one. */
export type Carrier = 'v4-mapped' | 'v4-compatible' | 'SIIT' | 'NAT64' | '6to4' | 'Teredo'

/**
 * The v4 address that a v6 one is another spelling of, as an unsigned 32-bit number; -1 for none. What reaches the one
 * reaches the other, so both are one endpoint.
 */
export function v4Within(words: Uint32Array): number {
  const [first = 0, second = 0, third = 0, last = 0] = words
  switch (carrierOf(words)) {
    case '6to4':
      return ((first << 16) | (second >>> 16)) >>> 0
    case 'Teredo':
      // The client's address, with every bit inverted (RFC 4380 §4).
      return ~last >>> 0
    case 'NAT64':
      return third === 0 ? last : splitByOctet(second, third)
    case undefined:
      return -1
    case 'v4-mapped':
    case 'v4-compatible':
    case 'SIIT':
      return last
  }
}

export function carrierOf(words: Uint32Array): Carrier | undefined {
  const [first = 0, second = 0, third = 0] = words
  if (first === 0 && second === 0) return inZeros(words)
  if (first >>> 16 === 0x2002) return '6to4'
  if (first === 0x20010000) return 'Teredo'
  if (first !== 0x64ff9b) return undefined
  if (second === 0 && third === 0) return 'NAT64'
  return second >>> 16 === 1 && isLocalNat64(words) ? 'NAT64' : undefined
}

/** ::ffff:a.b.c.d and ::a.b.c.d (RFC 4291 §2.5.5), ::ffff:0:a.b.c.d (RFC 2765). `::1` and its like carry nothing. */
function inZeros([, , third = 0, last = 0]: Uint32Array): Carrier | undefined {
  if (third === 0xffff) return 'v4-mapped'
  if (third === 0xffff0000) return 'SIIT'
  return third === 0 && last > 0xffffff ? 'v4-compatible' : undefined
}

/**
 * 64:ff9b:1::/48 (RFC 8215) is cut by each network as it likes. Two layouts of RFC 6052 §2.2 cannot be taken for
 * another: the whole /48, and a /96 that ends in zeros. Everything else stays the private address that it is.
 */
function isLocalNat64([, second = 0, third = 0, last = 0]: Uint32Array): boolean {
  if (third === 0) return last > 0xffffff
  return last === 0 && (third & 0xff0000ff) === 0 && (second & 0xff00) !== 0
}

/** With a /48, octet 8 stays zero and parts the four. */
function splitByOctet(second: number, third: number): number {
  return (((second & 0xffff) << 16) | (third >>> 8)) >>> 0
}
