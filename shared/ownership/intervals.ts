import type { SetCollector } from './prefix-sets'

/**
 * An address family cut into disjoint intervals: where each starts (one word per start for v4, four for v6, sorted)
 * and the id of the set that holds in it. The first starts at zero.
 */
export type Intervals = { readonly starts: Uint32Array; readonly setIds: Uint32Array }

/** A prefix with everything that is said about it. */
export type LabelledPrefix = {
  readonly words: readonly number[]
  readonly length: number
  readonly labels: readonly number[]
}

type Open = { readonly last: readonly number[]; readonly setId: number }

/** Sweeps the prefixes in address order. CIDR blocks nest or are apart, so a stack knows what holds at each point. */
export function cutIntoIntervals(
  prefixes: readonly LabelledPrefix[],
  wordCount: 1 | 4,
  sets: SetCollector,
): Intervals {
  const sorted = prefixes.toSorted((a, b) => compareWords(a.words, b.words) || a.length - b.length)
  const starts: (readonly number[])[] = [new Array<number>(wordCount).fill(0)]
  const setIds: number[] = [0]
  const stack: Open[] = []
  const emit = (start: readonly number[], setId: number): void => {
    if (compareWords(starts.at(-1) ?? [], start) === 0) setIds[setIds.length - 1] = setId
    else setIds[starts.push(start) - 1] = setId
  }
  const closeBefore = (start: readonly number[] | undefined): void => {
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (start !== undefined && compareWords(top.last, start) >= 0) return
      stack.pop()
      const next = successor(top.last)
      if (next !== undefined) emit(next, stack.at(-1)?.setId ?? 0)
    }
  }
  for (const { words, length, labels } of sorted) {
    closeBefore(words)
    const setId = sets.within(stack.at(-1)?.setId ?? 0, labels, length)
    emit(words, setId)
    stack.push({ last: lastOf(words, length), setId })
  }
  closeBefore(undefined)
  return { starts: Uint32Array.from(starts.flat()), setIds: Uint32Array.from(setIds) }
}

function compareWords(a: readonly number[], b: readonly number[]): number {
  for (const [i, word] of a.entries()) {
    const other = b[i] ?? 0
    if (word !== other) return word < other ? -1 : 1
  }
  return 0
}

/** The network bits of word `i` of a prefix, as a 32-bit mask. */
export function networkMask(length: number, i: number): number {
  const bits = length - 32 * i
  if (bits <= 0) return 0
  return bits >= 32 ? 0xffffffff : (-1 << (32 - bits)) >>> 0
}

function lastOf(words: readonly number[], length: number): number[] {
  return words.map((word, i) => (word | ~networkMask(length, i)) >>> 0)
}

function successor(words: readonly number[]): number[] | undefined {
  const next = [...words]
  for (let i = next.length - 1; i >= 0; i--) {
    next[i] = ((next[i] ?? 0) + 1) >>> 0
    if (next[i] !== 0) return next
  }
  return undefined
}
