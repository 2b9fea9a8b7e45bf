import type { ReportId } from '../model/report-id'
import { applyCause } from './apply-cause'
import type { Cause } from './cause'
import type { Report } from './report'
import { caseNumberOf, type ReportStore } from './report-store'

/**
 * Changes a report as it stands: `decide` is asked again whenever somebody else was faster. The Event of the change
 * before is copied first, since this change overwrites it. The caller tells the agenda afterwards.
 * @returns the report as it stands then, or undefined when there is none
 */
export async function changeReport(
  store: ReportStore,
  id: ReportId,
  decide: (report: Report) => Cause | undefined,
  at: Date,
): Promise<Report | undefined> {
  for (;;) {
    const held = await store.get(id)
    if (!held) return undefined
    const cause = decide(held.report)
    const next = cause ? applyCause(held.report, cause, at) : held.report
    if (next === held.report) return next
    await store.noteEvent(held.report)
    if (caseNumberOf(next) !== caseNumberOf(held.report)) await store.noteCaseNumber(next)
    if (!(await store.save(next, held.etag))) continue
    await store.noteEvent(next)
    await store.ask(next)
    return next
  }
}
