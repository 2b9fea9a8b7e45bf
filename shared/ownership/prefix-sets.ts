/** Bits of an item that hold the prefix length (0–128). */
const LENGTH_BITS = 8

/** What is known at some address: items `label << 8 | prefix length`, most specific first. Set 0 is empty. */
export type SetTable = { readonly offsets: Uint32Array; readonly items: Uint32Array }

export const itemOf = (label: number, length: number): number => label * 2 ** LENGTH_BITS + length
export const labelOf = (item: number): number => Math.floor(item / 2 ** LENGTH_BITS)
export const lengthOf = (item: number): number => item % 2 ** LENGTH_BITS

export function itemsOf(sets: SetTable, id: number): Uint32Array {
  return sets.items.subarray(sets.offsets[id] ?? 0, sets.offsets[id + 1] ?? 0)
}

/** Collects distinct sets while prefixes are nested into each other. */
export type SetCollector = {
  /** The set of an address in a prefix with these labels, inside a place that has the set `parent`. */
  readonly within: (parent: number, labels: readonly number[], length: number) => number
  readonly table: () => SetTable
}

export function collectSets(): SetCollector {
  const sets: (readonly number[])[] = [[]]
  const idOfNesting = new Map<string, number>()
  const idOfItems = new Map<string, number>([['', 0]])
  const add = (items: readonly number[]): number => {
    const key = items.join()
    const known = idOfItems.get(key)
    if (known !== undefined) return known
    idOfItems.set(key, sets.length)
    return sets.push(items) - 1
  }
  return {
    within: (parent, labels, length) => {
      const key = `${parent}/${length}:${labels.join()}`
      const known = idOfNesting.get(key)
      if (known !== undefined) return known
      const id = add([...labels.map((label) => itemOf(label, length)), ...(sets[parent] ?? [])])
      idOfNesting.set(key, id)
      return id
    },
    table: () => {
      const offsets = new Uint32Array(sets.length + 1)
      for (const [i, items] of sets.entries()) offsets[i + 1] = (offsets[i] ?? 0) + items.length
      return { offsets, items: Uint32Array.from(sets.flat()) }
    },
  }
}
