import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { UnreadableAlertError } from '../shared/alerts/unreadable-alert-error'

type Row = Readonly<Record<string, unknown>>

/** By columns that no other table of advanced hunting has; the first that fits. */
const tables: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['AlertEvidence', ['AlertId', 'EntityType']],
  ['AlertInfo', ['AlertId', 'DetectionSource']],
]

/**
 * A row of advanced hunting as the streaming API would send it; the table is known by its columns.
 * @throws UnreadableAlertError for a row of any other table, which is no alert
 */
export function streamed(row: Row): Row {
  const fit = tables.find(([, columns]) => columns.every((column) => Object.hasOwn(row, column)))
  if (fit === undefined)
    throw new UnreadableAlertError(
      'it is a row of advanced hunting without the columns of AlertEvidence (AlertId, EntityType)',
    )
  const properties = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, name === 'Timestamp' ? isoTime(value) : value]),
  )
  return { category: `AdvancedHunting-${fit[0]}`, properties }
}

/** The portal exports `Nov 29, 2026 4:13:27 PM`, in UTC unless its reader has chosen otherwise. */
function isoTime(value: unknown): unknown {
  if (typeof value !== 'string' || /^\d{4}-/.test(value)) return value
  const at = Date.parse(`${value} UTC`)
  return Number.isNaN(at) ? value : new Date(at).toISOString()
}

/** Rows of an answer of the hunting API: `results`, or `Results`, beside the schema. Undefined for anything else. */
export function huntingRows(body: unknown): readonly Row[] | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { schema, results, Schema, Results } = body as Readonly<Record<string, unknown>>
  const rows: unknown = schema === undefined ? Schema && Results : results
  return Array.isArray(rows)
    ? rows.filter((row): row is Row => typeof row === 'object' && row !== null)
    : undefined
}

/** Rows of a CSV file with a head line, as the portal exports them. Cells that hold nothing are left out. */
export async function* csvRows(file: string): AsyncGenerator<Row> {
  const rows = createReadStream(file).pipe(parse({ columns: true, bom: true, relax_column_count: true }))
  for await (const row of rows as AsyncIterable<Record<string, string>>)
    yield Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
}
