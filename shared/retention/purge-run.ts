import { isNewerRow, type VersionedTable } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import type { StoredRow } from '../storage/table'
import type { ReportsKept } from './reports-kept'

/** What is older than its instant may go; absent, nothing goes. */
export type Limits = {
  readonly evidence?: Date
  readonly reports?: Date
  readonly mails?: Date
  readonly alerts?: Date
  readonly quarantine?: Date
}

/** What is counted of a run: rows by their table, and blobs. */
export type Counted = VersionedTable | 'mail texts' | 'alert blobs' | 'message blobs' | 'quarantine blobs'

/** One run of the purge, as its tasks see it. */
export type PurgeRun = {
  readonly storage: Storage
  readonly limits: Limits
  readonly reports: ReportsKept
  readonly now: () => Date
  /** Asked between any two pieces of work, each of which takes a few requests. */
  readonly isTimeUp: () => boolean
  readonly count: (what: Counted, many?: number) => void
  /** Something that could not be looked at; it stays, and so does what depends on it. */
  readonly leave: (what: string, cause: unknown) => void
}

/**
 * Removes what one kind of thing is too old. Looks at what is there and remembers nothing, so that it may be killed
 * anywhere, be run twice, and begin anew.
 * @param from where an earlier run ended; empty: the beginning
 * @returns where to go on, when the time was up; undefined when everything has been looked at
 */
export type PurgeTask = (run: PurgeRun, from: string) => Promise<string | undefined>

/** Rows of a newer version of the program are left alone: who knows what they say now. */
export function isOurs(run: PurgeRun, table: VersionedTable, row: StoredRow): boolean {
  if (!isNewerRow(table, row)) return true
  run.leave(`${table} ${row.key.partitionKey} · ${row.key.rowKey}`, 'a newer version of the program wrote it')
  return false
}

/** Tries one thing; a fault keeps it where it is, and no other from its turn. */
export async function attempt(run: PurgeRun, what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (cause) {
    run.leave(what, cause)
  }
}
