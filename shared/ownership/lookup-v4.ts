import type { Intervals } from './intervals'

/** A /16 with more than one interval has a block of 257 entries: the interval in which each /24, and the next /16, starts. */
const BLOCK = 257

/** From an unsigned 32-bit address to the id of the set that holds there. */
export type LookupV4 = {
  readonly find: (address: number) => number
  readonly bytes: number
}

/**
 * Two levels over the sorted starts: by the top 16 bits, where most are uniform and answer at once, and by the next 8.
 * What is left is a search between two neighbours, usually of no or one step.
 */
export function indexV4({ starts, setIds }: Intervals): LookupV4 {
  const top = new Int32Array(65_536)
  const mixed = countMixed(starts)
  const blocks = new Uint32Array(mixed * BLOCK)
  let offset = 0
  let at = 0
  for (let high = 0; high < 65_536; high++) {
    const base = high * 65_536
    while (at + 1 < starts.length && startAt(starts, at + 1) <= base) at++
    if (at + 1 >= starts.length || startAt(starts, at + 1) >= base + 65_536) top[high] = setIds[at] ?? 0
    else {
      top[high] = ~offset
      fillBlock(blocks, offset, starts, at, base)
      offset += BLOCK
    }
  }
  const find = (address: number): number => {
    const entry = top[address >>> 16] ?? 0
    if (entry >= 0) return entry
    const block = ~entry + ((address >>> 8) & 255)
    let low = blocks[block] ?? 0
    let high = blocks[block + 1] ?? 0
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((starts[middle] ?? 0) <= address) low = middle
      else high = middle - 1
    }
    return setIds[low] ?? 0
  }
  return { find, bytes: top.byteLength + blocks.byteLength + starts.byteLength + setIds.byteLength }
}

function startAt(starts: Uint32Array, i: number): number {
  return starts[i] ?? 0
}

/** How many /16s hold a start that is not their own first address. */
function countMixed(starts: Uint32Array): number {
  let mixed = 0
  let last = -1
  for (const start of starts) {
    if ((start & 0xffff) === 0 || start >>> 16 === last) continue
    last = start >>> 16
    mixed++
  }
  return mixed
}

function fillBlock(
  blocks: Uint32Array,
  offset: number,
  starts: Uint32Array,
  first: number,
  base: number,
): void {
  let at = first
  for (let i = 0; i < BLOCK; i++) {
    while (at + 1 < starts.length && startAt(starts, at + 1) <= base + i * 256) at++
    blocks[offset + i] = at
  }
}
