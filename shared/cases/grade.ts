import type { OwnershipClass } from '../ownership/ownership'
import type { Grade } from './decision'

/** What a desk needs to act, as far as it is known. */
export type GradeFacts = {
  /** A link or a host name, which tells one customer from another. */
  readonly hasName: boolean
  readonly hasAddress: boolean
  readonly hasPort: boolean
  readonly hasTime: boolean
  /** Two independent fields of the alert name the endpoint. */
  readonly hasSecondSource: boolean
  /** A verdict or a role of its own is against it, not only the kind of alert. */
  readonly isJudged: boolean
  /** Host and address are put together without proof. */
  readonly isUnconfirmed: boolean
  readonly isSharedFrontEnd: boolean
  readonly ownershipClass: OwnershipClass
}

/** How much a desk can do with it. Without a service tag nobody knows what runs there: C at best. */
export function gradeOf(facts: GradeFacts): Grade {
  const { hasName, hasPort, hasTime } = facts
  if (facts.isSharedFrontEnd && !hasName) return 'D'
  if (facts.ownershipClass === 'microsoft-untagged' || !hasTime || facts.isUnconfirmed) return 'C'
  if (!hasName) return hasPort || facts.isJudged ? 'B' : 'C'
  return hasPort && facts.hasAddress && facts.hasSecondSource ? 'A' : 'B'
}
