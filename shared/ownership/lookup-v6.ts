import type { Intervals } from './intervals'
import { groupByNetwork } from './network-groups'

/** From four words to the id of the set that holds there. */
export type LookupV6 = {
  readonly find: (words: Uint32Array) => number
  readonly bytes: number
}

/** Up to this many candidates a binary search is quicker than asking for the network first. */
const FEW = 8

/** The top 53 bits of an address: the most that one Float64 holds exactly. */
function topBits(first: number, second: number): number {
  return first * 0x200000 + (second >>> 11)
}

/**
 * A table by the top 16 bits narrows to a range of starts, a hash of the top 48 bits to those of one site, and a
 * binary search over the top 53 bits to the interval. All 128 bits decide between equals: most v6 prefixes of
 * service tags are longer than /64.
 */
export function indexV6({ starts, setIds }: Intervals): LookupV6 {
  const count = setIds.length
  const keys = new Float64Array(count)
  for (let i = 0; i < count; i++) keys[i] = topBits(starts[4 * i] ?? 0, starts[4 * i + 1] ?? 0)
  const first = firstByTop16(starts, count)
  const groups = groupByNetwork(starts, count)
  const isAfter = (i: number, words: Uint32Array): boolean => {
    for (let k = 1; k < 4; k++) {
      const start = starts[4 * i + k] ?? 0
      const word = words[k] ?? 0
      if (start !== word) return start > word
    }
    return false
  }
  const find = (words: Uint32Array): number => {
    const word = words[0] ?? 0
    const second = words[1] ?? 0
    let low = first[word >>> 16] ?? 0
    let high = first[(word >>> 16) + 1] ?? 0
    if (high - low > FEW) {
      const group = groups.find(word, second >>> 16)
      if (group >= 0) {
        low = groups.low[group] ?? 0
        high = groups.high[group] ?? 0
      }
    }
    if (low === high) return setIds[low] ?? 0
    const key = topBits(word, second)
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      const other = keys[middle] ?? 0
      if (other < key || (other === key && !isAfter(middle, words))) low = middle
      else high = middle - 1
    }
    return setIds[low] ?? 0
  }
  const bytes = keys.byteLength + first.byteLength + groups.bytes + starts.byteLength + setIds.byteLength
  return { find, bytes }
}

/** For each top 16 bits the last interval that starts at or before their first address. */
function firstByTop16(starts: Uint32Array, count: number): Uint32Array {
  const first = new Uint32Array(65_537)
  let at = 0
  for (let high = 0; high <= 65_536; high++) {
    while (at + 1 < count && beginsBy(starts, at + 1, high)) at++
    first[high] = at
  }
  return first
}

function beginsBy(starts: Uint32Array, i: number, top16: number): boolean {
  const word = starts[4 * i] ?? 0
  if (word >>> 16 !== top16) return word >>> 16 < top16
  const rest =
    (word & 0xffff) | (starts[4 * i + 1] ?? 0) | (starts[4 * i + 2] ?? 0) | (starts[4 * i + 3] ?? 0)
  return rest === 0
}
