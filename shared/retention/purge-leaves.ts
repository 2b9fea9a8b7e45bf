import * as z from 'zod'
import { openedAround, parseReportId, type ReportId } from '../model/report-id'
import { purgedEventKey, purgedEventRow } from '../reports/purged-history'
import { reportKey } from '../reports/report-row'
import { filter, type StoredRow } from '../storage/table'
import { isOurs, type PurgeRun, type PurgeTask } from './purge-run'

const sightingCells = z.object({ ReportId: z.string() })

/** Sightings by their own age: new ones come to a report that is closed, too. */
export const purgeSightings: PurgeTask = async (run, from) => {
  const until = run.limits.evidence
  if (!until) return undefined
  const table = run.storage.table('Sightings')
  const old = filter`PartitionKey ge ${from} and ChangedAt le ${until}`
  for await (const batch of batches(table.list({ filter: old, select: ['ReportId', 'SchemaVersion'] }))) {
    const [{ key }] = batch
    if (run.isTimeUp()) return key.partitionKey
    const over: string[] = []
    for (const row of batch) if (await isOver(run, row, until)) over.push(row.key.rowKey)
    if (over.length === 0) continue
    await table.removeAll(key.partitionKey, over)
    run.count('Sightings', over.length)
  }
  return undefined
}

async function isOver(run: PurgeRun, row: StoredRow, until: Date): Promise<boolean> {
  const text = sightingCells.safeParse(row.cells).data?.ReportId
  if (text === undefined || !isOurs(run, 'Sightings', row)) return false
  // It was ruled out when it came, and counts for no report.
  if (text === '') return true
  const id = parseReportId(text)
  return id !== undefined && run.reports.isOver(id, until)
}

type Batch = readonly [StoredRow, ...StoredRow[]]

/** Rows that one request can remove. */
async function* batches(rows: AsyncIterable<StoredRow>): AsyncIterable<Batch> {
  let batch: [StoredRow, ...StoredRow[]] | undefined
  for await (const row of rows) {
    if (batch?.[0].key.partitionKey === row.key.partitionKey && batch.length < 100) batch.push(row)
    else {
      if (batch) yield batch
      batch = [row]
    }
  }
  if (batch) yield batch
}

/** Rows of tables whose partition is a report's id, all of a report at once. */
const purgeByReport =
  (table: 'Events' | 'Deliveries', purge: (run: PurgeRun, id: ReportId) => Promise<void>): PurgeTask =>
  async (run, from) => {
    const until = run.limits.evidence
    if (!until) return undefined
    const old = filter`PartitionKey ge ${from} and At le ${until}`
    let last = ''
    for await (const { key } of run.storage.table(table).list({ filter: old, select: [] })) {
      if (key.partitionKey === last) continue
      last = key.partitionKey
      if (run.isTimeUp()) return last
      const id = parseReportId(last)
      if (id && (await run.reports.isOver(id, until))) await purge(run, id)
    }
    return undefined
  }

/** What says so comes first, so that nobody takes what is missing for lost; it goes after its report. */
export const purgeEvents = purgeByReport('Events', async (run, id) => {
  await removeHistory(run, id)
  if (!(await run.storage.table('Reports').get(reportKey(id)))) await removePurgedEvent(run, id)
})

export async function removeHistory(run: PurgeRun, id: ReportId): Promise<void> {
  const rows = await rowsOf(run, 'Events', id)
  const keys = rows.map(({ key }) => key.rowKey).filter((key) => key !== purgedEventKey)
  if (keys.length === 0) return
  const events = run.storage.table('Events')
  await events.insert(purgedEventRow(id, run.now()))
  await events.removeAll(id, keys)
  run.count('Events', keys.length)
}

export async function removePurgedEvent({ storage, count }: PurgeRun, id: ReportId): Promise<void> {
  if (await storage.table('Events').remove({ partitionKey: id, rowKey: purgedEventKey })) count('Events')
}

const deliveryCells = z.object({ MessageHash: z.string().optional() })

/** The exact messages first: a row that is gone names none. */
export async function removeDeliveries(run: PurgeRun, id: ReportId): Promise<void> {
  const rows = await rowsOf(run, 'Deliveries', id)
  const blobs = run.storage.blobs('messages')
  for (const { cells } of rows) {
    const hash = deliveryCells.parse(cells).MessageHash
    for (const ending of hash === undefined ? [] : ['eml', 'json'])
      if ((await blobs.remove(`${hash}.${ending}`)) === 'removed') run.count('message blobs')
  }
  const keys = rows.map(({ key }) => key.rowKey)
  await run.storage.table('Deliveries').removeAll(id, keys)
  run.count('Deliveries', keys.length)
}

export const purgeDeliveries = purgeByReport('Deliveries', removeDeliveries)

/** All of a report's rows, or none where one of them is not ours to judge. */
async function rowsOf(run: PurgeRun, table: 'Events' | 'Deliveries', id: ReportId): Promise<StoredRow[]> {
  const rows = await Array.fromAsync(run.storage.table(table).list({ partitionKey: id }))
  return rows.every((row) => isOurs(run, table, row)) ? rows : []
}

/** Which other reports were about the same address. */
export const purgePairs: PurgeTask = async (run, from) => {
  const until = run.limits.evidence
  if (!until) return undefined
  const table = run.storage.table('Pairs')
  const query = { filter: filter`PartitionKey ge ${from}`, select: ['SchemaVersion'] }
  for await (const row of table.list(query)) {
    if (run.isTimeUp()) return row.key.partitionKey
    const id = parseReportId(row.key.rowKey)
    // Its id tells its age, which saves looking at most of them.
    if (!id || openedAround(id) > until || !isOurs(run, 'Pairs', row)) continue
    if (!(await run.reports.isOver(id, until))) continue
    await table.remove(row.key)
    run.count('Pairs')
  }
  return undefined
}
