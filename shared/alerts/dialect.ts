import type { Alert, AlertSource } from './alert'
import type { JsonObject } from './fields'
import type { Product } from './products'

type Named = {
  /** As a person knows it; listed when a message matches none. */
  readonly name: string
  /** What detected it where the alert names no other product; `stated` where it always does, or nothing is known. */
  readonly product: Product | 'stated'
}

/** A JSON object, recognised cheaply by members that no other product writes together. */
export type RecordDialect = Named & {
  readonly form: 'record'
  readonly recognise: (body: JsonObject) => boolean
  readonly parse: (body: JsonObject, source: AlertSource) => Alert
}

/** One line of text, maybe behind a syslog header. */
export type LineDialect = Named & {
  readonly form: 'line'
  readonly recognise: (line: string) => boolean
  readonly parse: (line: string, source: AlertSource) => Alert
}

/** One product's way to write an alert. */
export type Dialect = RecordDialect | LineDialect

export const record = (
  name: string,
  product: Dialect['product'],
  recognise: RecordDialect['recognise'],
  parse: RecordDialect['parse'],
): RecordDialect => ({ form: 'record', name, product, recognise, parse })

export const line = (
  name: string,
  product: Dialect['product'],
  recognise: LineDialect['recognise'],
  parse: LineDialect['parse'],
): LineDialect => ({ form: 'line', name, product, recognise, parse })
