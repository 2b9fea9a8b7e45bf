import type { ReportId } from '../model/report-id'
import type { Row } from '../storage/table'

/** Key of the Event that says why those before it are not kept any more; it lists behind them. */
export const purgedEventKey = 'purged'

export const purgedCause = 'purged'

export const purgedEventRow = (id: ReportId, at: Date): Row => ({
  partitionKey: id,
  rowKey: purgedEventKey,
  SchemaVersion: 1,
  At: at,
  Cause: purgedCause,
  From: 'closed',
  To: 'closed',
  By: 'purgeExpired',
  Why: 'what happened before is not kept any longer: KEEP_EVIDENCE_DAYS',
})
