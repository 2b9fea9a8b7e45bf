import { questionStore } from '../reports/question-store'
import type { DecisionDeps } from './decision-deps'
import type { Decided, Decider, MessageDecision } from './decision'
import { decidedBefore, isReplayed, recordSettlement } from './settlement'

/** The message goes back first: killed in between, it goes back twice, and its alert is known the second time. */
export async function decideMessage(
  deps: DecisionDeps,
  decision: MessageDecision,
  { by }: Decider,
): Promise<Decided> {
  const { key, act } = decision
  const questions = questionStore(deps.storage)
  const asked = await questions.get(key, 0)
  if (asked?.kind !== 'quarantine') return decidedBefore(deps.storage, 'quarantine', key, act.kind)
  if (act.kind === 'replay' && !(await isReplayed(deps.storage, asked))) await deps.replay(key, asked.since)
  await recordSettlement(deps.storage, 'quarantine', asked, { by, at: deps.now(), as: act.kind })
  await questions.remove(asked)
  const says = act.kind === 'replay' ? 'The message goes through once more.' : 'The message is dismissed.'
  return { kind: 'done', says }
}
