import { monthOf } from '../model/report-id'
import type { Storage } from '../storage/storage'
import type { StoredRow } from '../storage/table'

/** What people may see of a report: its columns, by their names in the table, without the program's own state. */
export type ReportView = Readonly<Record<string, string | number | boolean | Date>>

export type ReportList = {
  readonly reports: readonly ReportView[]
  /** The months that were read: newest first, as many as it took. */
  readonly months: readonly string[]
}

const hidden = new Set(['State', 'SchemaVersion'])
const mostMonths = 24

/** The newest reports first, month by month, until there are `most` of them or two years are read. */
export async function listReports(storage: Storage, now: Date, most: number): Promise<ReportList> {
  const reports: ReportView[] = []
  const months: string[] = []
  for (const month of monthsBefore(now)) {
    months.push(month)
    for await (const row of storage.table('Reports').list({ partitionKey: month })) {
      if (reports.push(viewOf(row)) >= most) return { reports, months }
    }
  }
  return { reports, months }
}

function* monthsBefore(now: Date): Generator<string> {
  for (let n = 0; n < mostMonths; n++)
    yield monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)))
}

function viewOf({ key, cells }: StoredRow): ReportView {
  const shown = Object.entries(cells).flatMap(([name, value]) =>
    isShown(name, value) ? [[name, value] as const] : [],
  )
  return { ReportId: key.rowKey, ...Object.fromEntries(shown) }
}

const isShown = (name: string, value: unknown): value is string | number | boolean | Date =>
  !hidden.has(name) && (['string', 'number', 'boolean'].includes(typeof value) || value instanceof Date)
