import * as z from 'zod'
import type { TableName } from './storage'
import type { StoredRow } from './table'

/** Rows of Statistics are counted anew from the others: whoever cannot read one writes it again. */
export type VersionedTable = Exclude<TableName, 'Statistics'>

/**
 * The version that this program writes into the rows of each table, and the newest that it reads; it reads every
 * older one too. Raised only where the program before would misread what is written now.
 */
export const schemaVersions = {
  Reports: 1,
  Agenda: 1,
  Deliveries: 1,
  Cases: 1,
  Pairs: 1,
  Sightings: 1,
  Events: 1,
  Questions: 1,
  Mails: 1,
  Wordings: 1,
  Checkpoints: 1,
  Quarantine: 1,
} as const satisfies Readonly<Record<VersionedTable, number>>

/** A newer program wrote the row. It is left as it is, and whoever wants it goes on without. */
export class NewerRowError extends Error {
  override readonly name = 'NewerRowError'

  constructor(table: VersionedTable, { key, cells }: StoredRow) {
    super(
      `The row ${key.partitionKey} · ${key.rowKey} of table ${table} has schema version ${String(cells['SchemaVersion'])}, ` +
        `and this version of the program reads ${schemaVersions[table]} at most. The row is left alone: deploy the newer version again.`,
    )
  }
}

const version = z.coerce.number().catch(0)

/** Rows of the first days had no version in some tables; they count as the oldest. */
export const isNewerRow = (table: VersionedTable, { cells }: StoredRow): boolean =>
  version.parse(cells['SchemaVersion']) > schemaVersions[table]

/** @throws NewerRowError when this program cannot know what the row says */
export function refuseNewer(table: VersionedTable, row: StoredRow): void {
  if (isNewerRow(table, row)) throw new NewerRowError(table, row)
}
