import type { Agenda } from '../reports/agenda'
import type { Report, Sent } from '../reports/report'
import type { ReportStore } from '../reports/report-store'
import type { Storage } from '../storage/storage'

/** What it takes to carry out a decision. */
export type DecisionDeps = {
  readonly storage: Storage
  readonly store: ReportStore
  readonly agenda: Agenda
  /** What counts as sent when a person says that the report has left. */
  readonly proofOf: (report: Report, at: Date) => Sent
  /** Back to the alerts queue; `since` when it was quarantined. */
  readonly replay: (quarantined: string, since: Date) => Promise<void>
  /** By which setting nothing of this report leaves; undefined where it may. */
  readonly dryRunBy: (report: Report) => string | undefined
  readonly now: () => Date
}
