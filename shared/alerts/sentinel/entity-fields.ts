import * as z from 'zod'
import type { Collector } from '../collector'
import { isObject } from '../fields'
import { lowerKeys } from './lower-keys'

/** Another entity that an entity holds or refers to, by its lower-case member names; a bare text is an address. */
const inner = z.preprocess(
  (value) =>
    isObject(value) ? lowerKeys(isObject(value['properties']) ? value['properties'] : value) : value,
  z.union([z.string(), z.object({ address: z.string().nullable() })]).nullish(),
)

export const innerAddress = inner.transform((value) =>
  typeof value === 'string' ? value : (value?.address ?? undefined),
)

export const innerAddresses = z
  .union([z.array(innerAddress), innerAddress])
  .transform((value) => (Array.isArray(value) ? value : [value]))

/** Reads one entity, its member names in lower case. */
export type ReadEntity = (entity: unknown, path: string, collector: Collector) => void
