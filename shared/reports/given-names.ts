import { keyHash } from '../model/hash'
import { parseReportId, type ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'

/** A case number of the desk, or the id that a server put in place of our Message-ID. */
export type GivenName = 'case-number' | 'server-id'

const mostReports = 20

const keyOf = (kind: GivenName, name: string): string => keyHash(kind, name.trim().toLowerCase())

/** Keeps what others call a report, before the report or its delivery says so. Noting it twice is one. */
export async function noteName(
  storage: Storage,
  kind: GivenName,
  name: string,
  rowKey: ReportId,
): Promise<void> {
  const row = { partitionKey: keyOf(kind, name), rowKey, SchemaVersion: 1, Name: name.slice(0, 1000) }
  await storage.table('Pairs').insert(row)
}

/** Reports that bear this name, twenty at most: one request, by key, however many names there are. */
export async function reportsNamed(
  storage: Storage,
  kind: GivenName,
  name: string,
): Promise<readonly ReportId[]> {
  const partitionKey = keyOf(kind, name)
  const { rows } = await storage.table('Pairs').page({ partitionKey, size: mostReports })
  return rows.flatMap(({ key }) => parseReportId(key.rowKey) ?? [])
}
