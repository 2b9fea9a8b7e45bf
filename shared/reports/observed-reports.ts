import type { ReportId } from '../model/report-id'
import type { Report } from './report'
import type { ReportStore } from './report-store'
import { currentInvocation, inSpan } from '../telemetry/invocation'

/** A store that tells of every report that is opened or comes into another status, whoever moves it. */
export function observedReports(store: ReportStore): ReportStore {
  /** As they were read last: what is counted in passing saves a report, too, and is no move. */
  const changes = new Map<ReportId, number>()
  return {
    ...store,
    get: async (id) => {
      const held = await store.get(id)
      if (held) changes.set(id, held.report.change)
      return held
    },
    insert: async (report) => {
      const isNew = await store.insert(report)
      if (isNew) await tellOfMove(report, 'nothing')
      return isNew
    },
    save: async (report, etag) => {
      const isSaved = await store.save(report, etag)
      const isChange = report.change !== changes.get(report.id)
      if (isSaved) changes.set(report.id, report.change)
      if (isSaved && isChange && report.event.from !== report.status)
        await tellOfMove(report, report.event.from)
      return isSaved
    },
  }
}

/** Of the words of a change, those that are ours; why it was made may quote a mail or a person. */
async function tellOfMove(report: Report, from: string): Promise<void> {
  const { id: reportId, status: to, event } = report
  const moved = {
    from,
    to,
    cause: event.cause,
    ...(report.status === 'closed' && { outcome: report.outcome }),
  }
  currentInvocation()?.log('report moved', { reportId, ...moved })
  const place = { in: 'report', reportId, isFirst: from === 'nothing' } as const
  const attributes = { 'report.id': reportId, ...moved }
  await inSpan(`report ${to}`, attributes, async () => undefined, place)
}
