import type { Enrichment } from '../cases/enrichment'
import { changeReport } from './change-report'
import { isEnrichable } from './enriched'
import type { Report } from './report'
import type { ReportStore } from './report-store'

export type EnrichReportDeps = {
  readonly store: ReportStore
  /** All that sources know about it then; undefined when nothing has been added. Left out: nobody is asked. */
  readonly enrich?: (report: Report) => Promise<Enrichment | undefined>
  readonly now: () => Date
}

/**
 * Asks further sources about a report whose window is over, and keeps what they say in the report, so that every mail
 * about it is composed from the same. A kill before that costs one more question.
 * @returns the report as it stands then
 */
export async function enrichReport(deps: EnrichReportDeps, report: Report): Promise<Report> {
  const { store, enrich, now } = deps
  if (enrich === undefined || !isEnrichable(report, now())) return report
  const enrichment = await enrich(report)
  if (enrichment === undefined) return report
  const why = `answered: ${enrichment.asked.join(', ')}`
  const decide = (current: Report) =>
    isEnrichable(current, now())
      ? ({ kind: 'enriched', enrichment, by: 'fileReports', why } as const)
      : undefined
  return (await changeReport(store, report.id, decide, now())) ?? report
}
