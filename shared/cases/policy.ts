import type { Alert } from '../alerts/alert'
import type { Observable } from '../observables/observable'
import { isOwnResource } from '../observables/own-assets'
import type { OwnershipIndex } from '../ownership/ownership'
import { type Candidate, candidatesOf } from './candidate'
import { ownershipOf } from './candidate-ownership'
import type { Decision, Evidence } from './decision'
import { evidenceNow, evidenceOf } from './evidence'
import { type Grounded, type Grounds, inBrief } from './grounds'
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
): Grounded[] {
  return decideRead(readAlert(alert, observables, ownership), ownership, policy, confirmation)
}

/** As {@link decide}, of an alert that has been read. */
export function decideRead(
  { facts, candidates, openPair: pair }: ReadAlert,
  ownership: OwnershipIndex,
  policy: PolicySettings,
  confirmation?: Confirmation,
): Grounded[] {
  const settled = pair === undefined ? candidates : settlePair(candidates, pair, confirmation)
  return settled.flatMap((candidate) => {
    const side = sideOf(candidate)
    // Most of what is ours ends here, before anybody asks whose space it lies in.
    if (side === 'own' && !isBlamed(facts.alert, candidate)) return []
    const whose = ownershipOf(candidate, ownership)
    if (side === 'own' && whose.decisive.owner !== 'microsoft') return []
    const { endpoint } = candidate
    const first = firstRulingFor({ candidate, whose, side })
    if (first !== undefined) return [{ endpoint, ...first }]
    const grounds = groundsFor(facts, candidate, side, isOnlyAboutUs(facts.alert, policy))
    const evidence = evidenceOf(facts.alert, candidate, whose, grounds.reasons)
    return [{ endpoint, ...rulingFor({ ...grounds, whose, policy, evidence }), evidence, grounds }]
  })
}

/**
 * What is to be done about an endpoint of which is known what an alert said, by what is known now of whose it is.
 * @param before the evidence as it was gathered when the alert was read
 */
export function decideOn(
  grounds: Grounds,
  ownership: OwnershipIndex,
  policy: PolicySettings,
  before: Evidence,
): Omit<Decision, 'endpoint'> {
  const whose = ownershipOf(grounds.candidate, ownership)
  const first = firstRulingFor({ ...grounds, whose })
  if (first !== undefined) return first
  const evidence = evidenceNow(before, grounds.candidate, whose)
  return { ...rulingFor({ ...grounds, whose, policy, evidence }), evidence }
}

function groundsFor(
  facts: AlertFacts,
  candidate: Paired,
  side: Grounds['side'],
  isOnlyAboutUs: boolean,
): Grounds {
  const { kind, isOwnAttack, alert } = facts
  const ofAddress = candidate.observables.filter(({ type }) => type === 'ip')
  return {
    ...{ alert: inBrief(alert), candidate, kind, isOwnAttack, side, isOnlyAboutUs },
    reasons: reasonsAgainst(facts, candidate.observables),
    isAddressAccused: reasonsAgainst(facts, ofAddress).length > 0,
  }
}

/** The side of what gives the endpoint its name; a paired address adds nothing to that. */
function sideOf({ endpoint, observables }: Candidate): FirstFacts['side'] {
  const other = endpoint.kind === 'address' ? 'host' : 'ip'
  const isOn = (wanted: FirstFacts['side']) =>
    observables.some(({ type, side }) => type !== other && side === wanted)
  if (isOn('own')) return 'own'
  return isOn('remote') ? 'remote' : 'unknown'
}

/** Some field blames it. What is ours and Microsoft's is mentioned only then: it would have been reported. */
function isBlamed({ findings }: Alert, { observables }: Candidate): boolean {
  return findings.some(
    ({ fieldSide, from }) =>
      fieldSide !== 'own' &&
      fieldSide !== 'perhaps-own' &&
      observables.some((observable) => observable.from.includes(from)),
  )
}

/** Does the alert name victims, and are they all mailboxes or resources that this program itself works with? */
function isOnlyAboutUs({ victims = [] }: Alert, { own }: PolicySettings): boolean {
  const isOurs = (name: string): boolean => own.mailboxes.includes(name) || isOwnResource(own, name)
  return victims.length > 0 && victims.every(({ name }) => isOurs(name))
}
