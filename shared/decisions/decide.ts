import type { Agenda } from '../reports/agenda'
import type { Report, Sent } from '../reports/report'
import type { ReportStore } from '../reports/report-store'
import { setSending } from '../storage/checkpoints'
import type { Storage } from '../storage/storage'
import { decideMail } from './decide-mail'
import { decideMessage } from './decide-message'
import { decideReport } from './decide-report'
import type { Decided, Decider, Decision } from './decision'

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

/** The one place that carries out what a person decided. Decided twice, through whichever doors, it is done once. */
export async function decide(deps: DecisionDeps, decision: Decision, decider: Decider): Promise<Decided> {
  switch (decision.about) {
    case 'report':
      return decideReport(deps, decision, decider)
    case 'mail':
      return decideMail(deps, decision, decider)
    case 'quarantine':
      return decideMessage(deps, decision, decider)
    case 'sending': {
      const isOff = decision.act.kind === 'stop'
      await setSending(deps.storage, isOff, decider.by, deps.now())
      return { kind: 'done', says: isOff ? 'All sending is stopped.' : 'Sending is allowed again.' }
    }
    default:
      return decision satisfies never
  }
}
