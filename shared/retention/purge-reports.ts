import { caseStore } from '../cases/case'
import { isBarred } from '../cases/reopen'
import { keyHash } from '../model/hash'
import type { ReportId } from '../model/report-id'
import { questionStore } from '../reports/question-store'
import type { ReportIn } from '../reports/report'
import { fromReportRow } from '../reports/report-row'
import { filter, type StoredRow } from '../storage/table'
import { removeDeliveries, removeHistory, removePurgedEvent } from './purge-leaves'
import { attempt, isOurs, type PurgeRun, type PurgeTask } from './purge-run'
import { isClosed, isOnAgenda } from './reports-kept'

/**
 * Reports that are over, in two runs: the first takes the case, so that nothing begins from it any more, and a later
 * one the report. Who found the report gone and its case still there would open it anew, and send it.
 */
export const purgeReports: PurgeTask = async (run, from) => {
  const until = run.limits.reports
  if (!until) return undefined
  const old = filter`PartitionKey ge ${from} and ClosedAt le ${until}`
  for await (const row of run.storage.table('Reports').list({ filter: old })) {
    if (run.isTimeUp()) return row.key.partitionKey
    if (!isOurs(run, 'Reports', row)) continue
    await attempt(run, `Reports ${row.key.rowKey}`, async () => {
      const report = fromReportRow(row)
      if (!isClosed(report) || report.closedAt > until) return
      if ((await isOnAgenda(run.storage, report.id)) || !(await isOutOfItsCase(run, report))) return
      await removeReport(run, report, row)
    })
  }
  return undefined
}

/** False where its case stays, or has only just gone. */
async function isOutOfItsCase(run: PurgeRun, report: ReportIn<'closed'>): Promise<boolean> {
  const cases = caseStore(run.storage)
  const held = await cases.get(report.caseKey)
  if (held?.theCase.reportId !== report.id) return true
  if (!isBarred(report, run.now()) && (await cases.remove(report.caseKey, held.etag))) run.count('Cases')
  return false
}

/** The report behind all that belongs to it, but for the one row that says why there is nothing else. */
async function removeReport(run: PurgeRun, report: ReportIn<'closed'>, row: StoredRow): Promise<void> {
  const { id, evidence } = report
  await removeDeliveries(run, id)
  const { storage, count } = run
  if (evidence.address !== undefined) {
    const pair = { partitionKey: keyHash(evidence.address), rowKey: id }
    if (await storage.table('Pairs').remove(pair)) count('Pairs')
  }
  await removeQuestions(run, id)
  await removeHistory(run, id)
  if (!(await storage.table('Reports').remove(row.key, row.etag))) return
  count('Reports')
  await removePurgedEvent(run, id)
}

/** Asked before it was closed, and never taken away. Its sightings go at their own age. */
async function removeQuestions({ storage, count }: PurgeRun, id: ReportId): Promise<void> {
  count('Questions', await questionStore(storage).removeAbout(id))
}
