import { SPECIAL_RANGES } from '../model/address-range'
import { parseCidr } from '../model/cidr'
import type { Entry } from './source'

/** The special-purpose ranges as one more source of the index, so that asking about them costs nothing extra. */
export function specialEntries(): Entry[] {
  return SPECIAL_RANGES.map(({ prefix, name }) => ({
    label: { source: 'special', tag: name },
    prefixes: [prefix].map(parseCidr).filter((cidr) => cidr !== undefined),
  }))
}
