import type { EarlierReport } from '../cases/case'
import type { ClosedReport } from '../cases/reopen'
import type { Report } from './report'

/** A report as far as the next one about the same endpoint depends on it. */
export function summaryOf(report: Report): { closed?: ClosedReport; summary: EarlierReport } {
  const sent = 'sent' in report ? { sentAt: report.sent.sentAt } : {}
  if (report.status !== 'closed') return { summary: { reportId: report.id, ...sent } }
  const { id, closedAt, outcome, mutedUntil } = report
  return {
    closed: { closedAt, outcome, ...(mutedUntil && { mutedUntil }) },
    summary: { reportId: id, outcome, ...sent },
  }
}
