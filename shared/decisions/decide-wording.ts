import type { Report } from '../reports/report'
import { wordingStore } from '../reports/wordings'
import type { DecisionDeps } from './decision-deps'
import type { Decided, Decider, WordingDecision } from './decision'

/** Words that closed a report wrongly ask a person again. */
export async function distrustWording(
  { storage, now }: Pick<DecisionDeps, 'storage' | 'now'>,
  report: Report,
  by: string,
  why: string,
): Promise<void> {
  if (report.status !== 'closed' || report.wording === undefined) return
  await wordingStore(storage).revoke(report.wording, by, why, now())
}

/** From now on these words ask a person again. What they have closed stays closed. */
export async function decideWording(
  { storage, now }: Pick<DecisionDeps, 'storage' | 'now'>,
  { key }: WordingDecision,
  decider: Decider,
): Promise<Decided> {
  const store = wordingStore(storage)
  const wording = await store.find(key)
  if (!wording) return { kind: 'unknown', says: `There is no wording ${key}.` }
  const why = 'typed' in decider ? decider.typed : `revoked ${decider.where}`
  const isDone = await store.revoke(key, decider.by, why, now())
  return isDone
    ? { kind: 'done', says: 'Revoked: these words ask a person again.' }
    : { kind: 'done-before', says: 'That was done already.' }
}
