import { type Cidr, parseCidr } from '../model/cidr'
import { formatV4, formatV6 } from '../model/ip-words'
import { cutIntoIntervals, type Intervals, type LabelledPrefix, networkMask } from './intervals'
import { collectSets, itemsOf, labelOf, lengthOf, type SetTable } from './prefix-sets'
import type { Entry, Label } from './source'

/** Everything all sources say about addresses, flattened: what a snapshot holds and a look-up walks. */
export type AddressData = {
  readonly labels: readonly Label[]
  readonly sets: SetTable
  readonly v4: Intervals
  readonly v6: Intervals
}

export function flatten(entries: readonly Entry[]): AddressData {
  const sets = collectSets()
  const byText = new Map<string, { cidr: Cidr; labels: number[] }>()
  for (const [label, { prefixes }] of entries.entries()) {
    for (const cidr of prefixes) {
      const known = byText.get(cidr.text)
      if (known === undefined) byText.set(cidr.text, { cidr, labels: [label] })
      else if (known.labels.at(-1) !== label) known.labels.push(label)
    }
  }
  const family = (wanted: 4 | 6): LabelledPrefix[] =>
    [...byText.values()]
      .filter(({ cidr }) => cidr.family === wanted)
      .map(({ cidr, labels }) => ({ words: cidr.words, length: cidr.length, labels }))
  const v4 = cutIntoIntervals(family(4), 1, sets)
  const v6 = cutIntoIntervals(family(6), 4, sets)
  return { labels: entries.map(({ label }) => label), sets: sets.table(), v4, v6 }
}

/** The way back, so that a refresh can keep one source of an old snapshot while others are replaced. */
export function unflatten(data: AddressData): Entry[] {
  const prefixes = data.labels.map((): Cidr[] => [])
  for (const [family, size] of [
    [data.v4, 1],
    [data.v6, 4],
  ] as const) {
    for (const [i, setId] of family.setIds.entries()) {
      const start = family.starts.subarray(i * size, i * size + size)
      for (const item of itemsOf(data.sets, setId)) {
        const cidr = startsHere(start, lengthOf(item))
        if (cidr !== undefined) prefixes[labelOf(item)]?.push(cidr)
      }
    }
  }
  return data.labels.map((label, i) => ({ label, prefixes: prefixes[i] ?? [] }))
}

/** A prefix of this length begins at an interval's start exactly when its host bits are zero there. */
function startsHere(start: Uint32Array, length: number): Cidr | undefined {
  if (start.some((word, i) => (word & ~networkMask(length, i)) !== 0)) return undefined
  return parseCidr(`${start.length === 1 ? formatV4(start[0] ?? 0) : formatV6(start)}/${length}`)
}
