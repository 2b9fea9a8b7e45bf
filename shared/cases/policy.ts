import type { Alert, Finding } from '../alerts/alert'
import type { Observable } from '../observables/observable'
import { isOwnResource } from '../observables/own-assets'
import type { OwnershipIndex } from '../ownership/ownership'
import { type Candidate, candidatesOf } from './candidate'
import { type CandidateOwnership, ownershipOf } from './candidate-ownership'
import type { Decision } from './decision'
import { evidenceOf } from './evidence'
import { kindOfAlert } from './kinds/kind-of-alert'
import { isOwnAttack } from './own-attack'
import { type Confirmation, type OpenPair, openPair, type Paired, pairByRecord, settlePair } from './pairing'
import type { PolicySettings } from './policy-settings'
import { type AlertFacts, reasonsAgainst } from './reasons'
import { type FirstFacts, firstRulingFor, rulingFor } from './rules'

/** An alert with what it says as a whole, and the endpoints that it names. */
export type ReadAlert = {
  readonly facts: AlertFacts
  readonly candidates: readonly Paired[]
  /** A host and an address that DNS can be asked about. */
  readonly openPair: OpenPair | undefined
}

/** What an alert says as a whole, before anything is decided about its endpoints. */
export function factsOf(alert: Alert, observables: readonly Observable[]): AlertFacts {
  const kind = kindOfAlert(alert)
  return { alert, kind, isOwnAttack: isOwnAttack(alert, kind, observables) }
}

export function readAlert(
  alert: Alert,
  observables: readonly Observable[],
  ownership: OwnershipIndex,
): ReadAlert {
  const facts = factsOf(alert, observables)
  const candidates = pairByRecord(candidatesOf(observables), ownership)
  return { facts, candidates, openPair: openPair(candidates, facts, ownership) }
}

/**
 * What is to be done about every endpoint that an alert names: report, hold for a person, or ignore, each with the
 * one rule that decided. Pure: the same alert, ownership data, settings and answer of DNS give the same decisions.
 * @param confirmation what DNS says about the open pair; absent where nobody was asked or answered
 */
export function decide(
  alert: Alert,
  observables: readonly Observable[],
  ownership: OwnershipIndex,
  policy: PolicySettings,
  confirmation?: Confirmation,
): Decision[] {
  return decideRead(readAlert(alert, observables, ownership), ownership, policy, confirmation)
}

/** As {@link decide}, of an alert that has been read. */
export function decideRead(
  { facts, candidates, openPair: pair }: ReadAlert,
  ownership: OwnershipIndex,
  policy: PolicySettings,
  confirmation?: Confirmation,
): Decision[] {
  const settled = pair === undefined ? candidates : settlePair(candidates, pair, confirmation)
  return settled.flatMap((candidate) => {
    const whose = ownershipOf(candidate, ownership)
    const side = sideOf(candidate)
    if (side === 'own' && !isWorthSaying(facts.alert, candidate, whose)) return []
    const { endpoint } = candidate
    const first = firstRulingFor({ candidate, whose, side })
    if (first !== undefined) return [{ endpoint, ...first }]
    const reasons = reasonsAgainst(facts, candidate.observables)
    const evidence = evidenceOf(facts.alert, candidate, whose, reasons)
    const isAboutUs = isOnlyAboutUs(facts.alert, policy)
    const ruling = rulingFor({
      ...facts,
      candidate,
      whose,
      side,
      reasons,
      evidence,
      policy,
      isOnlyAboutUs: isAboutUs,
    })
    return [{ endpoint, ...ruling, evidence }]
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
