import * as z from 'zod'
import type { ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { filter } from '../storage/table'

/** Key of the sighting, and the id that the alert has in Graph. */
export type AlertBehind = { readonly sightingKey: string; readonly alertId: string }

const cells = z.object({ AlertId: z.string().min(1) })

/** Alerts out of Graph that stand behind this report, in the order of their sightings' keys, those after `afterKey`. */
export async function* listAlertsBehind(
  storage: Storage,
  caseKey: string,
  reportId: ReportId,
  afterKey: string,
): AsyncIterable<AlertBehind> {
  const wanted = filter`ReportId eq ${reportId} and Source eq 'graph' and RowKey gt ${afterKey}`
  const query = { partitionKey: caseKey, filter: wanted, select: ['AlertId'] }
  for await (const row of storage.table('Sightings').list(query)) {
    const read = cells.safeParse(row.cells)
    if (read.success) yield { sightingKey: row.key.rowKey, alertId: read.data.AlertId }
  }
}

const added = z.object({ AlertId: z.string().min(1), AddedAt: z.coerce.date() })

/** Ids of the newest alerts out of Graph behind this report, newest first, at most `most`. */
export async function newestAlertsBehind(
  storage: Storage,
  caseKey: string,
  reportId: ReportId,
  most: number,
): Promise<readonly string[]> {
  const wanted = filter`ReportId eq ${reportId} and Source eq 'graph'`
  const query = { partitionKey: caseKey, filter: wanted, select: ['AlertId', 'AddedAt'] }
  let newest: readonly z.infer<typeof added>[] = []
  for await (const row of storage.table('Sightings').list(query)) {
    const read = added.safeParse(row.cells)
    if (!read.success) continue
    const byAge = [...newest, read.data].toSorted((a, b) => b.AddedAt.getTime() - a.AddedAt.getTime())
    newest = byAge.slice(0, most)
  }
  return newest.map(({ AlertId }) => AlertId)
}
