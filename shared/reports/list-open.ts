import * as z from 'zod'
import { parseReportId, type ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { filter } from '../storage/table'
import { reportKey } from './report-row'

export type OpenReport = { readonly id: ReportId; readonly caseKey: string }

const state = z.object({ status: z.string(), caseKey: z.string() })

/**
 * Every report that is not closed, in the order of ids, from this one on. Costs one list of the agenda and one read a
 * report; a row that cannot be read is left to the functions that look at it, which tell of it.
 */
export async function* listOpenReports(storage: Storage, from = ''): AsyncIterable<OpenReport> {
  const rows = { partitionKey: 'open', filter: filter`RowKey ge ${from}`, select: ['FileAt'] }
  for await (const { key } of storage.table('Agenda').list(rows)) {
    const id = parseReportId(key.rowKey)
    const row = id && (await storage.table('Reports').get(reportKey(id)))
    const read = state.safeParse(parseJson(row?.cells.State))
    if (id && read.success && read.data.status !== 'closed') yield { id, caseKey: read.data.caseKey }
  }
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
