import { SPECIAL_RANGES } from '../model/address-range'
import { parseCidr } from '../model/cidr'
import type { Entry } from './source'

/**
 * Where Microsoft's Digital Crimes Unit lets seized names lead, so that infected machines call a defender.
 * Source: isc.sans.edu/diary/19711.
 */
export const SINKHOLE = 'sinkhole'
const SINKHOLES = ['131.253.18.0/24']

/** The special-purpose ranges as one more source of the index, so that asking about them costs nothing extra. */
export function specialEntries(): Entry[] {
  const nobodys = SPECIAL_RANGES.map(({ prefix, name }) =>
    entryOf({ source: 'special', tag: name }, [prefix]),
  )
  const label = { source: 'special', tag: 'Microsoft’s sinkhole', systemService: SINKHOLE } as const
  return [...nobodys, entryOf(label, SINKHOLES)]
}

function entryOf(label: Entry['label'], prefixes: readonly string[]): Entry {
  return { label, prefixes: prefixes.map(parseCidr).filter((cidr) => cidr !== undefined) }
}
