import type { Alert } from '../alerts/alert'
import { keyHash } from '../model/hash'
import { isJudgedFalse } from './judgement'

/** Which of two copies of one alert counts: a total order, so the order in which they come changes nothing. */
export type Copy = {
  /** When the product last changed the alert, or as near to it as it says. */
  readonly copyAt: Date
  /** Decides between copies of one instant: a judgement counts more than none, then any fixed order does. */
  readonly copyRank: string
}

export function copyOf(alert: Alert): Copy {
  const { updatedAt, lastActivityAt, createdAt } = alert
  const { updatedAt: _same, title: _title, description: _description, ...facts } = alert
  const judged = isJudgedFalse(alert) ? '1' : '0'
  return {
    copyAt: updatedAt ?? lastActivityAt ?? createdAt ?? new Date(0),
    copyRank: judged + keyHash(JSON.stringify(facts)),
  }
}

/** Whether the alert was changed after it was created, as far as it says. */
export function mayHaveOlderCopy({ updatedAt, lastActivityAt, createdAt }: Alert): boolean {
  if (createdAt === undefined) return updatedAt !== undefined
  const changedAt = updatedAt ?? lastActivityAt ?? createdAt
  return changedAt > createdAt
}

export function isNewerCopy(one: Copy, other: Copy): boolean {
  const change = one.copyAt.getTime() - other.copyAt.getTime()
  return change > 0 || (change === 0 && one.copyRank > other.copyRank)
}

/** The same facts, though the product may have stamped them anew. */
export const isSameContent = (one: Copy, other: Copy): boolean => one.copyRank === other.copyRank
