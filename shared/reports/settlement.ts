import * as z from 'zod'
import { monthOf } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { filter, rowWith, type StoredRow } from '../storage/table'
import type { AskedQuestion } from './question'

/** How a mail or a quarantined message came to wait for nobody any more; stands in its own row, for people to read. */
export type Settlement = {
  /** Who: a signature of the page, the user of a terminal, or `answered in the table`. */
  readonly by: string
  readonly at: Date
  /** `dismiss`, `replay`, or a report's id and what the mail says about it. */
  readonly as: string
}

type Kind = 'mail' | 'quarantine'

/**
 * Writes into the row of what was asked about who settled it, how and when. The first word stands, but a dismissal
 * does not hide that something was done. Comes before the question goes, so that killed in between it is made up for.
 */
export async function recordSettlement(
  storage: Storage,
  asked: AskedQuestion,
  settlement: Settlement,
): Promise<void> {
  if (asked.kind === 'report') return
  for (const row of await rowsOf(storage, asked.kind, asked))
    await writeInto(storage, asked.kind, row, settlement)
}

async function writeInto(
  storage: Storage,
  kind: Kind,
  row: StoredRow,
  { by, at, as }: Settlement,
): Promise<void> {
  const table = storage.table(tables[kind])
  const cells = { SettledBy: by.slice(0, 200), SettledAt: at, SettledAs: as.slice(0, 200) }
  for (let held: StoredRow | undefined = row; held; held = await table.get(row.key)) {
    const before = settlementIn(held)
    if (before && (before.as === as || as === 'dismiss')) return
    if ((await table.replace(rowWith(held, cells), held.etag)) !== undefined) return
  }
}

const tables = { mail: 'Mails', quarantine: 'Quarantine' } as const

/** How it was settled that waits for nobody any more; undefined where that is not known. */
export async function settlementOf(
  storage: Storage,
  kind: Kind,
  subject: string,
): Promise<Settlement | undefined> {
  const query = kind === 'mail' ? filter`RowKey eq ${subject}` : filter`Body eq ${subject}`
  const rows = await search(storage, kind, query)
  return rows.flatMap((row) => settlementIn(row) ?? []).at(-1)
}

const cells = z.object({ SettledBy: z.string(), SettledAt: z.coerce.date(), SettledAs: z.string() })

function settlementIn(row: StoredRow): Settlement | undefined {
  const { data } = cells.safeParse(row.cells)
  return data && { by: data.SettledBy, at: data.SettledAt, as: data.SettledAs }
}

/** A mail lies in the month that it says it was written in, most often that of its question, or the one before. */
async function rowsOf(
  storage: Storage,
  kind: Kind,
  { subject, since }: AskedQuestion,
): Promise<readonly StoredRow[]> {
  if (kind === 'quarantine') {
    const day = since.toISOString().slice(0, 10)
    const query = `${filter`PartitionKey ge ${day}`} and ${filter`Body eq ${subject}`}`
    return search(storage, kind, query)
  }
  const monthBefore = new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth() - 1, 1))
  for (const partitionKey of [monthOf(since), monthOf(monthBefore)]) {
    const row = await storage.table('Mails').get({ partitionKey, rowKey: subject })
    if (row) return [row]
  }
  return search(storage, kind, filter`RowKey eq ${subject}`)
}

/** As many answers of the service as a person waits for. */
const mostRequests = 10

async function search(storage: Storage, kind: Kind, query: string): Promise<readonly StoredRow[]> {
  const rows: StoredRow[] = []
  let from: string | undefined
  for (let n = 0; n < mostRequests; n++) {
    const page = await storage
      .table(tables[kind])
      .page({ filter: query, size: 1000, ...(from !== undefined && { from }) })
    rows.push(...page.rows)
    from = page.next
    if (from === undefined || (kind === 'mail' && rows.length > 0)) break
  }
  return rows
}
