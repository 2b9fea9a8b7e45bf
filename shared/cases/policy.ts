import type { Alert, Finding } from '../alerts/alert'
import type { Observable } from '../observables/observable'
import { isOwnResource } from '../observables/own-assets'
import type { OwnershipIndex } from '../ownership/ownership'
import { type Candidate, candidatesOf } from './candidate'
import { type CandidateOwnership, ownershipOf } from './candidate-ownership'
import type { Decision } from './decision'
import { evidenceOf } from './evidence'
import { pairCandidates } from './pairing'
import type { PolicySettings } from './policy-settings'
import { type FirstFacts, firstRulingFor, rulingFor } from './rules'

/**
 * What is to be done about every endpoint that an alert names: report, hold for a person, or ignore, each with the
 * one rule that decided. Pure: the same alert, ownership data and settings give the same answer.
 */
export function decide(
  alert: Alert,
  observables: readonly Observable[],
  ownership: OwnershipIndex,
  policy: PolicySettings,
): Decision[] {
  return pairCandidates(candidatesOf(observables), ownership).flatMap((candidate) => {
    const whose = ownershipOf(candidate, ownership)
    const side = sideOf(candidate)
    if (side === 'own' && !isWorthSaying(alert, candidate, whose)) return []
    const { endpoint } = candidate
    const first = firstRulingFor({ candidate, whose, side })
    if (first !== undefined) return [{ endpoint, ...first }]
    const evidence = evidenceOf(alert, candidate, whose)
    const facts = {
      alert,
      candidate,
      whose,
      side,
      evidence,
      policy,
      isOnlyAboutUs: isOnlyAboutUs(alert, policy),
    }
    return [{ endpoint, ...rulingFor(facts), evidence }]
  })
}

/** The side of what gives the endpoint its name; a paired address adds nothing to that. */
function sideOf({ endpoint, observables }: Candidate): FirstFacts['side'] {
  const naming = observables.filter(({ type }) =>
    endpoint.kind === 'address' ? type !== 'host' : type !== 'ip',
  )
  const sides = new Set(naming.map(({ side }) => side))
  if (sides.has('own')) return 'own'
  return sides.has('remote') ? 'remote' : 'unknown'
}

/** A name of ours is mentioned only where it is Microsoft's and some field blamed it: that would have been reported. */
function isWorthSaying(
  { findings }: Alert,
  { observables }: Candidate,
  { decisive }: CandidateOwnership,
): boolean {
  if (decisive.owner !== 'microsoft') return false
  const blames = ({ fieldSide }: Finding) => fieldSide !== 'own' && fieldSide !== 'perhaps-own'
  const accused = new Set(findings.filter(blames).map(({ from }) => from))
  return observables.some(({ from }) => from.some((field) => accused.has(field)))
}

/** Does the alert name victims, and are they all mailboxes or resources that this program itself works with? */
function isOnlyAboutUs({ victims = [] }: Alert, { own }: PolicySettings): boolean {
  const isOurs = (name: string): boolean => own.mailboxes.includes(name) || isOwnResource(own, name)
  return victims.length > 0 && victims.every(({ name }) => isOurs(name))
}
