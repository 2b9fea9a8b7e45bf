import type { Alert } from '../alerts/alert'
import type { Observable } from '../observables/observable'
import type { KindOfAlert } from './kinds/kind'

/** Does a machine of ours attack others, by what the alert says? Then nobody else in it is an attacker for that. */
export function isOwnAttack(
  alert: Alert,
  kind: KindOfAlert | undefined,
  observables: readonly Observable[],
): boolean {
  if (kind?.kind.attacker === 'ours') return true
  if (kind?.kind.attacker === 'caller') {
    // Only ends of connections, or the product's word for the whole alert: what is merely named tells nothing.
    const ends = new Set(observables.flatMap((seen) => (seen.side === 'remote' ? (seen.ends ?? []) : [])))
    if (ends.has('source')) return false
    if (ends.has('destination') || alert.direction === 'outbound') return true
  }
  // Malware and its masters do not become victims because the machine that they command is called an attacker too.
  if (kind?.kind.attacker === 'far') return false
  return (alert.ownAttackers ?? []).length > 0 || observables.some(isOwnAttacker)
}

/** "Attacker IP" that is ours. */
function isOwnAttacker({ side, role, isRoleAssumed }: Observable): boolean {
  return side === 'own' && role === 'attacker' && !isRoleAssumed
}

/** The machine of ours that attacks, as far as the alert names it. */
export function ownAttackerOf({ ownAttackers = [], victims = [] }: Alert): string {
  const machine =
    victims.find(({ kind }) => kind === 'device') ?? victims.find(({ kind }) => kind === 'resource')
  return ownAttackers[0]?.name ?? machine?.name ?? 'a machine that the alert does not name'
}
