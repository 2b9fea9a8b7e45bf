/** Digit values of char codes 0–127; 16 is a colon, 17 a full stop, 255 nothing an address may hold. */
const DIGITS = new Uint8Array(128).fill(255)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  DIGITS[digit.charCodeAt(0)] = value
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value
}
const COLON = 16
const DOT = 17
DIGITS[':'.charCodeAt(0)] = COLON
DIGITS['.'.charCodeAt(0)] = DOT

const groups = new Uint16Array(8)

/**
 * Four decimal octets without leading zeros, and nothing else, as an unsigned 32-bit number; -1 for anything else.
 * `start` lets the tail of a v6 text be read in place.
 */
export function parseV4(text: string, start = 0): number {
  const end = text.length
  if (end - start < 7 || end - start > 15) return -1
  let address = 0
  let octet = -1
  let dots = 0
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) {
      if (octet === 0) return -1
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return -1
    } else if (digit === -2 && octet >= 0 && dots < 3) {
      address = (address << 8) | octet
      octet = -1
      dots++
    } else return -1
  }
  return dots === 3 && octet >= 0 ? ((address << 8) | octet) >>> 0 : -1
}

/**
 * RFC 4291 text, dotted tail included, zone id excluded, into four unsigned 32-bit words.
 * @returns false, with `words` in an undefined state, when it is no v6 address.
 */
export function parseV6(text: string, words: Uint32Array): boolean {
  const end = text.length
  if (end < 2 || end > 45) return false
  let count = 0
  let gap = -1
  let value = 0
  let digits = 0
  let groupStart = 0
  let i = 0
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return false
    gap = 0
    i = 2
    groupStart = 2
  }
  for (; i < end; i++) {
    const code = text.charCodeAt(i)
    const digit = code < 128 ? (DIGITS[code] ?? 255) : 255
    if (digit < 16) {
      if (digits === 4) return false
      value = (value << 4) | digit
      digits++
    } else if (digit === COLON) {
      if (digits === 0) {
        if (gap >= 0) return false
        gap = count
      } else {
        if (count === 7 || i + 1 === end) return false
        groups[count++] = value
        value = 0
        digits = 0
      }
      groupStart = i + 1
    } else if (digit === DOT) {
      return count <= 6 && takeDottedTail(text, groupStart, count) && spread(count + 2, gap, words)
    } else return false
  }
  if (digits > 0) groups[count++] = value
  return spread(count, gap, words)
}

function takeDottedTail(text: string, start: number, count: number): boolean {
  const tail = parseV4(text, start)
  if (tail < 0) return false
  groups[count] = tail >>> 16
  groups[count + 1] = tail & 0xffff
  return true
}

/** Puts the groups read so far in their places; the gap stands for at least one group of zeros. */
function spread(count: number, gap: number, words: Uint32Array): boolean {
  if (gap < 0 ? count !== 8 : count > 7) return false
  if (gap >= 0) {
    const tail = count - gap
    for (let i = 1; i <= tail; i++) groups[8 - i] = groups[count - i] ?? 0
    groups.fill(0, gap, 8 - tail)
  }
  for (let i = 0; i < 4; i++) words[i] = (((groups[2 * i] ?? 0) << 16) | (groups[2 * i + 1] ?? 0)) >>> 0
  return true
}

export function formatV4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups shortened, the first if equal. */
export function formatV6(words: ArrayLike<number>): string {
  const parts: number[] = []
  for (let i = 0; i < 4; i++) parts.push((words[i] ?? 0) >>> 16, (words[i] ?? 0) & 0xffff)
  const { start, length } = longestZeroRun(parts)
  const hex = (from: readonly number[]): string => from.map((part) => part.toString(16)).join(':')
  return length < 2 ? hex(parts) : `${hex(parts.slice(0, start))}::${hex(parts.slice(start + length))}`
}

function longestZeroRun(parts: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  for (const [i, part] of parts.entries()) {
    length = part === 0 ? length + 1 : 0
    if (length > best.length) best = { start: i + 1 - length, length }
  }
  return best
}
