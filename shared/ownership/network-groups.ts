/** The intervals that start within one /48, found by hash of its 48 bits. */
export type NetworkGroups = {
  /** The slot of the /48 with these bits; -1 when no interval starts in it. */
  readonly find: (first: number, next16: number) => number
  /** Per slot: the interval that holds the first address of the /48, and the last one that starts in it. */
  readonly low: Uint32Array
  readonly high: Uint32Array
  readonly bytes: number
}

const EMPTY = 0xffffffff

/** Open addressing, at most half full, so a slot is found or missed in a step or two. */
export function groupByNetwork(starts: Uint32Array, count: number): NetworkGroups {
  const bits = Math.max(4, Math.ceil(Math.log2(2 * countNetworks(starts, count) + 1)))
  const size = 2 ** bits
  const firsts = new Uint32Array(size)
  const nexts = new Uint32Array(size).fill(EMPTY)
  const low = new Uint32Array(size)
  const high = new Uint32Array(size)
  const slotOf = (first: number, next16: number): number => {
    let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(next16, 0x85ebca6b)) >>> (32 - bits)
    while (nexts[slot] !== EMPTY && (nexts[slot] !== next16 || firsts[slot] !== first))
      slot = (slot + 1) % size
    return slot
  }
  for (let i = 0; i < count; i++) {
    const first = starts[4 * i] ?? 0
    const second = starts[4 * i + 1] ?? 0
    const slot = slotOf(first, second >>> 16)
    if (nexts[slot] === EMPTY) {
      firsts[slot] = first
      nexts[slot] = second >>> 16
      low[slot] = beginsNetwork(starts, i) ? i : i - 1
    }
    high[slot] = i
  }
  const find = (first: number, next16: number): number => {
    const slot = slotOf(first, next16)
    return nexts[slot] === EMPTY ? -1 : slot
  }
  return { find, low, high, bytes: 4 * low.byteLength }
}

function countNetworks(starts: Uint32Array, count: number): number {
  let networks = 0
  for (let i = 0; i < count; i++) if (i === 0 || !isSameNetwork(starts, i)) networks++
  return networks
}

function isSameNetwork(starts: Uint32Array, i: number): boolean {
  const [a, b] = [4 * i, 4 * i - 4]
  return starts[a] === starts[b] && (starts[a + 1] ?? 0) >>> 16 === (starts[b + 1] ?? 0) >>> 16
}

function beginsNetwork(starts: Uint32Array, i: number): boolean {
  return ((starts[4 * i + 1] ?? 0) & 0xffff) === 0 && starts[4 * i + 2] === 0 && starts[4 * i + 3] === 0
}
