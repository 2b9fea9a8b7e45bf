import * as z from 'zod'
import { monthOf } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { filter, rowWith, type StoredRow } from '../storage/table'
import type { AskedQuestion } from '../reports/question'
import type { Decided } from './decision'

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
  kind: Kind,
  asked: AskedQuestion,
  settlement: Settlement,
): Promise<void> {
  for (const row of await rowsOf(storage, kind, asked)) await writeInto(storage, kind, row, settlement)
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

/** What to say of a mail or message that waits no more: settled by somebody else, or by this very decision. */
export async function decidedBefore(
  storage: Storage,
  kind: Kind,
  subject: string,
  wanted: string,
): Promise<Decided> {
  const settled = await settlementOf(storage, kind, subject)
  const what = kind === 'mail' ? 'mail' : 'message'
  if (!settled) return { kind: 'too-late', says: `That ${what} waits for nobody. Nothing was done.` }
  const who = `${settled.by} settled it at ${settled.at.toISOString().slice(0, 16)}Z as: ${settled.as}.`
  return settled.as === wanted
    ? { kind: 'done-before', says: `That was done already: ${who}` }
    : { kind: 'too-late', says: `That ${what} waits for nobody any more: ${who} Nothing was done.` }
}

/** Whether the very message that this asks about has gone back already; the same body may have come again since. */
export async function isReplayed(storage: Storage, asked: AskedQuestion): Promise<boolean> {
  const rows = await rowsOf(storage, 'quarantine', asked)
  const isAsked = ({ At }: StoredRow['cells']) => At instanceof Date && At.getTime() === asked.since.getTime()
  return rows.some((row) => isAsked(row.cells) && settlementIn(row)?.as === 'replay')
}

/** How it was settled that waits for nobody any more; undefined where that is not known. */
async function settlementOf(storage: Storage, kind: Kind, subject: string): Promise<Settlement | undefined> {
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
