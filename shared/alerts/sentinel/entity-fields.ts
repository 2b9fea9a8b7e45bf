import type { Collector } from '../collector'
import {
  isObject,
  listOf,
  MALFORMED,
  mapped,
  objectOf,
  optionalText,
  present,
  textOr,
  type Field,
} from '../fields'
import { lowerKeys } from './lower-keys'

/** Another entity that an entity holds or refers to, by its lower-case member names; a bare text is an address. */
const inner = textOr(objectOf({ address: present(optionalText) }))

export const innerAddress: Field<string | undefined> = (value) => {
  const members = isObject(value) && isObject(value['properties']) ? value['properties'] : value
  return address(isObject(members) ? lowerKeys(members) : members)
}

const address = mapped(inner, (value) => (typeof value === 'string' ? value : (value?.address ?? undefined)))

const addresses = listOf(innerAddress)

/** One, or a list of them. */
export const innerAddresses: Field<readonly (string | undefined)[]> = (value) => {
  const read = Array.isArray(value) ? addresses(value) : innerAddress(value)
  return read === MALFORMED ? MALFORMED : [read ?? undefined].flat()
}

/** Reads one entity, its member names in lower case. */
export type ReadEntity = (entity: unknown, path: string, collector: Collector) => void
