import { monthOf } from '../model/report-id'
import type { Report } from '../reports/report'
import { fromReportRow } from '../reports/report-row'
import type { Storage } from '../storage/storage'
import { published, type Statistics, statisticsOf } from './statistics'

export type StatisticsView = {
  readonly computedAt: Date
  /** Over all of these months. */
  readonly all: Statistics
  /** By the month in which a report was opened, newest first. */
  readonly months: readonly (Statistics & { readonly month: string })[]
  readonly published: typeof published
}

/** Reads the reports of the last months, one partition each, and counts them as they stand now. */
export async function readStatistics(storage: Storage, now: Date, months: number): Promise<StatisticsView> {
  const byMonth: { readonly month: string; readonly reports: Report[] }[] = []
  for (let n = 0; n < months; n++) {
    const month = monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)))
    const reports: Report[] = []
    for await (const row of storage.table('Reports').list({ partitionKey: month })) {
      reports.push(fromReportRow(row))
    }
    byMonth.push({ month, reports })
  }
  const everything = byMonth.flatMap(({ reports }) => reports)
  return {
    computedAt: now,
    all: statisticsOf(everything, now),
    months: byMonth.map(({ month, reports }) => ({ month, ...statisticsOf(reports, now) })),
    published,
  }
}
