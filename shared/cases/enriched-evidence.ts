import { earlier, later } from '../model/time'
import type { Endpoint, Evidence } from './decision'
import type { Enrichment } from './enrichment'
import { gradeOf } from './grade'
import { isJudgedBy } from './reasons'

/**
 * The evidence with what was found besides: port, address and exact times. What the alert said stays, and a grade only
 * rises: the connections are a second source that names the endpoint.
 */
export function enrichedEvidence(evidence: Evidence, endpoint: Endpoint, enrichment?: Enrichment): Evidence {
  const connections = enrichment?.connections
  if (connections === undefined) return evidence
  const port = evidence.port ?? connections.port
  const address = evidence.address ?? connections.address
  const firstActivityAt = earlier(evidence.firstActivityAt, connections.firstAt)
  const lastActivityAt = later(evidence.lastActivityAt, connections.lastAt)
  const grade = gradeOf({
    hasName: isNamed(evidence, endpoint),
    hasAddress: address !== undefined,
    hasPort: port !== undefined,
    hasTime: true,
    hasSecondSource: true,
    isJudged: isJudgedBy(evidence.reasons),
    isUnconfirmed: evidence.proof === 'unconfirmed' && connections.address === undefined,
    isSharedFrontEnd: evidence.sharedFrontEnd,
    ownershipClass: evidence.ownershipClass,
  })
  return {
    ...evidence,
    ...(port !== undefined && { port }),
    ...(address !== undefined && { address }),
    ...(firstActivityAt && { firstActivityAt }),
    ...(lastActivityAt && { lastActivityAt }),
    grade: grade < evidence.grade ? grade : evidence.grade,
  }
}

/** Only a host that all customers share got the D it has. */
export const isNamed = ({ grade }: Pick<Evidence, 'grade'>, { kind }: Endpoint): boolean =>
  kind === 'content' || (kind === 'host' && grade !== 'D')
