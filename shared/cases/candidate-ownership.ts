import type { Ownership, OwnershipIndex } from '../ownership/ownership'
import type { Candidate } from './candidate'

/** Whose a candidate is: what its name says, what its address says, and which of the two decides. */
export type CandidateOwnership = {
  readonly decisive: Ownership
  readonly ofHost?: Ownership
  readonly ofAddress?: Ownership
}

/**
 * A name under Microsoft's suffixes says more than an address. Any other name belongs to its owner wherever it is
 * hosted, so there the address decides. Training hosts are training hosts by whichever of the two knows it.
 */
export function ownershipOf(candidate: Candidate, index: OwnershipIndex): CandidateOwnership {
  const ofHost = candidate.host === undefined ? undefined : index.ofHost(candidate.host)
  const ofAddress = candidate.address === undefined ? undefined : index.ofAddress(candidate.address)
  const answers = [ofHost, ofAddress].filter((answer) => answer !== undefined)
  const simulation = answers.find((answer) => answer.class === 'attack-simulation')
  const decisive = simulation ?? answers.find(saysSomething) ?? answers[0] ?? index.ofHost('')
  return { decisive, ...(ofHost && { ofHost }), ...(ofAddress && { ofAddress }) }
}

function saysSomething(answer: Ownership): boolean {
  return answer.class !== 'other' && answer.owner !== 'invalid'
}
