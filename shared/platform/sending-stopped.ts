import type { Report } from '../reports/report'
import { isSendingStopped } from '../storage/checkpoints'
import type { ReportContext } from './report-context'

/** Why nothing of this report may leave now, in words; undefined where it may. Read before every claim. */
export async function whyStopped(context: ReportContext, report: Report): Promise<string | undefined> {
  const dryRun = context.dryRunBy(report)
  if (dryRun !== undefined) return `${dryRun}: nothing of it leaves`
  return (await isSendingStopped(context.storage))
    ? 'sending is switched off (Checkpoints, row sending)'
    : undefined
}
