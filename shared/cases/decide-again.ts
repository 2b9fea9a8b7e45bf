import { whyOwnAddress, whyOwnHost } from '../observables/own-assets'
import type { OwnershipIndex } from '../ownership/ownership'
import type { Decision, Evidence } from './decision'
import { type Grounds } from './grounds'
import { decideOn } from './policy'
import type { PolicySettings } from './policy-settings'
import type { CountedSighting } from './sighting'

export type Ruling = Pick<Decision, 'verdict' | 'rule' | 'reason'> & { readonly evidence?: Evidence }

/** What policy says now about an endpoint that an alert named then. */
export type DecideAgain = (sighting: CountedSighting) => Promise<Ruling>

/** By what is known now of whose the endpoint is and of what is ours; what the alert says stays as it was read. */
export function decideAgain(
  { grounds, evidence, stands, verdict }: CountedSighting,
  ownership: OwnershipIndex,
  policy: PolicySettings,
): Ruling {
  if (!grounds)
    return stands
      ? // A row of an earlier version, or more than a row holds.
        { verdict, rule: 'as-decided', reason: 'As it was decided when the alert came.', evidence }
      : { verdict: 'ignore', rule: 'ruled-out', reason: 'What its newest copy says rules it out.' }
  const side = isOurs(grounds.candidate, policy) ? 'own' : grounds.side
  return decideOn({ ...grounds, side }, ownership, policy, evidence)
}

/** Whatever names the endpoint; a partner's address gives it no name. */
function isOurs({ endpoint, host }: Grounds['candidate'], { own }: PolicySettings): boolean {
  if (endpoint.kind === 'address') return whyOwnAddress(own, endpoint.address) !== undefined
  return host !== undefined && whyOwnHost(own, host) !== undefined
}
