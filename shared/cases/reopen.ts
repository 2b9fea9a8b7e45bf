import { after, dayInMs } from '../model/time'
import type { Outcome } from './outcome'

/** How the report before ended, as far as a new one about the same endpoint depends on it. */
export type ClosedReport = {
  readonly closedAt: Date
  readonly outcome: Outcome
  readonly mutedUntil?: Date
}

/**
 * Whether a new sighting opens another report about an endpoint whose report is closed.
 * @param activityAt when the endpoint was last seen active: late evidence of old activity is not new
 */
export function mayReopen(closed: ClosedReport, activityAt: Date, now: Date): boolean {
  const isNewActivity = activityAt > after(closed.closedAt, dayInMs)
  switch (closed.outcome) {
    case 'withdrawn':
    case 'expired':
    case 'trial':
      return true
    case 'unanswered':
      return isNewActivity && now >= after(closed.closedAt, 30 * dayInMs)
    case 'declined':
      return closed.mutedUntil !== undefined && now >= closed.mutedUntil && isNewActivity
    case 'no-action':
    case 'rejected':
      return false
    case 'takedown':
    case 'gone':
      return isNewActivity
    default:
      return closed.outcome satisfies never
  }
}

/**
 * Whether another copy of an alert that counted for the closed report opens the next one: by new activity, as another
 * alert would, or because it stands again where it did not. That it was merely edited is no reason.
 */
export function mayReopenBySame(
  closed: ClosedReport,
  stoodBefore: boolean,
  activityAt: Date,
  now: Date,
): boolean {
  if (!mayReopen(closed, activityAt, now)) return false
  if (closed.outcome === 'trial') return true
  return (closed.outcome === 'withdrawn' && !stoodBefore) || activityAt > after(closed.closedAt, dayInMs)
}

/**
 * Whether what was seen then belongs to this report, though the next one is open by now: it would not have opened that
 * one, and so it does not count for it either, whichever comes first.
 */
export function isLateEvidence({ outcome, closedAt }: ClosedReport, activityAt: Date): boolean {
  switch (outcome) {
    case 'takedown':
    case 'gone':
    case 'unanswered':
      return activityAt <= after(closedAt, dayInMs)
    case 'no-action':
    case 'rejected':
    case 'declined':
    case 'withdrawn':
    case 'expired':
    case 'trial':
      return false
    default:
      return outcome satisfies never
  }
}

/** Whether nothing that could be seen now opens another report: forgotten, the endpoint would be reported anew. */
export function isBarred({ outcome, mutedUntil }: ClosedReport, now: Date): boolean {
  switch (outcome) {
    case 'no-action':
    case 'rejected':
      return true
    case 'declined':
      return mutedUntil === undefined || mutedUntil > now
    case 'takedown':
    case 'gone':
    case 'unanswered':
    case 'withdrawn':
    case 'expired':
    case 'trial':
      return false
    default:
      return outcome satisfies never
  }
}
