import type { ReportId } from '../model/report-id'
import { fromReportRow, reportKey } from '../reports/report-row'
import type { Report, ReportIn } from '../reports/report'
import type { Storage } from '../storage/storage'

/** What a report keeps from being purged. */
export type ReportsKept = {
  /**
   * Whether what belongs to this report may go: it was closed by then and nothing is left to do for it, or it is not
   * there at all. A report that cannot be read keeps everything.
   */
  readonly isOver: (id: ReportId, closedUntil: Date) => Promise<boolean>
}

/** So many are remembered, since the rows of a report stand near each other. */
const mostRemembered = 10_000

export function reportsKept(storage: Storage, onUnread: (id: ReportId, cause: unknown) => void): ReportsKept {
  const known = new Map<ReportId, Promise<Date | 'open'>>()
  return {
    isOver: async (id, closedUntil) => {
      if (known.size > mostRemembered) known.clear()
      const asked =
        known.get(id) ??
        overSince(storage, id).catch((cause: unknown) => {
          onUnread(id, cause)
          return 'open' as const
        })
      known.set(id, asked)
      const since = await asked
      return since !== 'open' && since <= closedUntil
    },
  }
}

const longAgo = new Date(0)

async function overSince(storage: Storage, id: ReportId): Promise<Date | 'open'> {
  const row = await storage.table('Reports').get(reportKey(id))
  if (!row) return longAgo
  const report = fromReportRow(row)
  return isClosed(report) && !(await isOnAgenda(storage, id)) ? report.closedAt : 'open'
}

export const isClosed = (report: Report): report is ReportIn<'closed'> => report.status === 'closed'

/** Somebody will look at it again: a withdrawal is to leave, alerts are to be told, the endpoint is watched. */
export async function isOnAgenda(storage: Storage, id: ReportId): Promise<boolean> {
  const agenda = storage.table('Agenda')
  for (const partitionKey of ['open', 'watch'])
    if (await agenda.get({ partitionKey, rowKey: id })) return true
  return false
}
