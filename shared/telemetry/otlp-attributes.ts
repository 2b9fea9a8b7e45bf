import type { Attributes } from './telemetry'

type Value =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly Value[] } }

export type Attributed = readonly { readonly key: string; readonly value: Value }[]

const maxTextInCharacters = 200

/** As the JSON of OTLP wants them. */
export const attributesOf = (attributes: Attributes): Attributed =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }))

function valueOf(value: Attributes[string]): Value {
  if (typeof value === 'string') return { stringValue: value.slice(0, maxTextInCharacters) }
  if (typeof value === 'number') return { doubleValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return { arrayValue: { values: value.map(valueOf) } }
}

/** Nanoseconds since 1970, which are too many for a number. */
export const nanoseconds = (at: Date): string => `${at.getTime()}000000`
