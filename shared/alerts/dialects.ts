import type { Alert, AlertSource } from './alert'
import type { JsonObject } from './fields'
import { isGraphAlert, parseGraphAlert } from './graph/graph-alert'

/** One product's way to write an alert: recognised by members that only it has, cheaply, before any parsing. */
export type Dialect = {
  /** As a person knows it; listed when a message matches none. */
  readonly name: string
  readonly recognise: (body: JsonObject) => boolean
  readonly parse: (body: JsonObject, source: AlertSource) => Alert
}

/** In the order in which they are tried: the most telling marks first. */
export const DIALECTS: readonly Dialect[] = [
  { name: 'Graph alerts_v2 (evidence, serviceSource)', recognise: isGraphAlert, parse: parseGraphAlert },
]
