import { parseV4, parseV6 } from '../model/ip-words'
import { v4Within } from '../model/v4-within'
import type { AddressData } from './address-data'
import { indexV4 } from './lookup-v4'
import { indexV6 } from './lookup-v6'
import { itemsOf, labelOf, lengthOf } from './prefix-sets'
import type { Label } from './source'

/** What is known at an address; the same object for every address with the same statements. */
export type Match = {
  /** Every label, the most specific prefix first. */
  readonly labels: readonly Label[]
  /** The length of the most specific prefix. */
  readonly prefixLength: number
}

/** The fast path: from a text as it stands to what is known there, in typed arrays alone. */
export type AddressLookup = {
  /** The id of the set of an address in strict spelling; 0 where nothing is known, -1 when it is no address. */
  readonly find: (text: string) => number
  /** The same with what stands in the set; undefined where nothing is known and for what is no address. */
  readonly match: (text: string) => Match | undefined
  /** Memory of the typed arrays. */
  readonly bytes: number
}

/** @returns a look-up that shares one scratch buffer: not re-entrant, which synchronous code cannot notice. */
export function lookUpIn(data: AddressData): AddressLookup {
  const v4 = indexV4(data.v4)
  const v6 = indexV6(data.v6)
  const words = new Uint32Array(4)
  const find = (text: string): number => {
    const address = parseV4(text)
    if (address >= 0) return v4.find(address)
    if (!parseV6(text, words)) return -1
    const within = v4Within(words)
    return within >= 0 ? v4.find(within) : v6.find(words)
  }
  const { items, offsets } = data.sets
  const matches: (Match | undefined)[] = new Array<undefined>(offsets.length)
  const match = (text: string): Match | undefined => {
    const setId = find(text)
    return setId > 0 ? (matches[setId] ??= matchOf(data, setId)) : undefined
  }
  return { find, match, bytes: v4.bytes + v6.bytes + items.byteLength + offsets.byteLength }
}

function matchOf(data: AddressData, setId: number): Match {
  const items = itemsOf(data.sets, setId)
  const labels = [...items].map((item) => data.labels[labelOf(item)]).filter((label) => label !== undefined)
  return { labels, prefixLength: lengthOf(items[0] ?? 0) }
}
