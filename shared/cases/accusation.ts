import type { Alert } from '../alerts/alert'
import type { Observable } from '../observables/observable'

const ACCUSING_ROLES: readonly Observable['role'][] = ['c2', 'attacker', 'download', 'phish-url']

const isAccusing = ({ verdict, role }: Observable): boolean =>
  verdict === 'malicious' ||
  verdict === 'suspicious' ||
  (ACCUSING_ROLES.includes(role) && verdict !== 'noThreatsFound')

/** What speaks against an endpoint; each absence is a rule of its own, because a person reads it. */
export type Accusation =
  'accused' | 'nothing-speaks-against-it' | 'no-threats-found' | 'only-mentioned' | 'only-contextual'

export function accusationOf(alert: Alert, observables: readonly Observable[]): Accusation {
  const accused = observables.some((observable) => isAccusing(observable) && !observable.mention)
  if (accused) return 'accused'
  if (observables.every(({ mention }) => mention)) return 'only-mentioned'
  if (observables.some(({ verdict }) => verdict === 'noThreatsFound')) return 'no-threats-found'
  if (observables.every(({ role }) => role === 'contextual')) return 'only-contextual'
  return alert.severity === 'unknown' ? 'nothing-speaks-against-it' : 'accused'
}
