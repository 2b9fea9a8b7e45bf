import { setSending } from '../storage/checkpoints'
import { decideMail } from './decide-mail'
import { decideMessage } from './decide-message'
import { decideReport } from './decide-report'
import { decideWording } from './decide-wording'
import type { Decided, Decider, Decision } from './decision'
import type { DecisionDeps } from './decision-deps'

/** The one place that carries out what a person decided. Decided twice, through whichever doors, it is done once. */
export async function decide(deps: DecisionDeps, decision: Decision, decider: Decider): Promise<Decided> {
  switch (decision.about) {
    case 'report':
      return decideReport(deps, decision, decider)
    case 'mail':
      return decideMail(deps, decision, decider)
    case 'quarantine':
      return decideMessage(deps, decision, decider)
    case 'wording':
      return decideWording(deps, decision, decider)
    case 'sending': {
      const isOff = decision.act.kind === 'stop'
      await setSending(deps.storage, isOff, decider.by, deps.now())
      return { kind: 'done', says: isOff ? 'All sending is stopped.' : 'Sending is allowed again.' }
    }
    default:
      return decision satisfies never
  }
}
