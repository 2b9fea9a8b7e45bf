import { formatV4, formatV6 } from '../../shared/model/ip-words'
import { itemsOf, labelOf } from '../../shared/ownership/prefix-sets'
import { flatten } from '../../shared/ownership/address-data'
import { rangeToCidrs } from '../../shared/ownership/range-to-cidrs'
import type { Snapshot } from '../../shared/ownership/snapshot'
import { type MmdbLeaf, writeMmdb } from './mmdb-writer'

/** The best an mmdb can do: every address leads to one record that already holds all tags. */
export function flattenedMmdb(snapshot: Snapshot): Buffer {
  const data = flatten(snapshot.unpack().flatMap(({ entries }) => entries))
  const leaves: MmdbLeaf[] = []
  for (const [family, size, write] of [
    [data.v4, 1, formatV4Words],
    [data.v6, 4, formatV6],
  ] as const) {
    for (const [i, setId] of family.setIds.entries()) {
      if (setId === 0) continue
      const first = family.starts.subarray(i * size, i * size + size)
      const next = family.starts.subarray((i + 1) * size, (i + 2) * size)
      const cidrs = rangeToCidrs(write(first), write(before(next, size))) ?? []
      leaves.push(...cidrs.map(({ words, length }) => leafOf(words, length, setId)))
    }
  }
  const sets = Array.from({ length: data.sets.offsets.length - 1 }, (_, id) => itemsOf(data.sets, id))
  return writeMmdb(
    leaves,
    sets.map((items) => [...items].map((item) => data.labels[labelOf(item)]?.tag ?? '')),
  )
}

const formatV4Words = (words: Uint32Array): string => formatV4(words[0] ?? 0)

/** v4 sits at ::/96 in a tree for both families. */
function leafOf(words: readonly number[], length: number, record: number): MmdbLeaf {
  return words.length === 1
    ? { words: [0, 0, 0, ...words], length: length + 96, record }
    : { words, length, record }
}

/** The address before the next interval; the very last address after the last one. */
function before(next: Uint32Array, size: number): Uint32Array {
  const last = next.length === 0 ? new Uint32Array(size) : Uint32Array.from(next)
  for (let i = size - 1; i >= 0; i--) {
    const word = last[i] ?? 0
    last[i] = word - 1
    if (word !== 0) break
  }
  return last
}
