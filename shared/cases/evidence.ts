import type { Alert } from '../alerts/alert'
import { known } from '../alerts/known'
import { earlier, later } from '../model/time'
import type { Observable } from '../observables/observable'
import { abuseKindOf } from './abuse-kind'
import type { Candidate } from './candidate'
import type { CandidateOwnership } from './candidate-ownership'
import type { Evidence } from './decision'
import { gradeOf } from './grade'
import type { Paired } from './pairing'
import { isJudgedBy } from './reasons'
import {
  publishedActor,
  publishedCategory,
  publishedDetectionSource,
  publishedTechniques,
} from './published-words'

/** What may leave: parsed values of the endpoint, whose it is, and words of the alert from closed lists. */
export function evidenceOf(
  alert: Alert,
  candidate: Paired,
  ownership: CandidateOwnership,
  reasons: readonly string[],
): Evidence {
  const { host, address, url, observables, proof, alsoNamed } = candidate
  const port = firstOf(observables, ({ port }) => port)
  const protocol = firstOf(observables, ({ protocol }) => protocol)
  const times = activityOf(alert, observables)
  const grade = gradeNow(candidate, ownership, { reasons, ...times, ...known({ port, address, proof }) })
  const abuse = abuseKindOf(alert, reasons, observables)
  return {
    ...known({ host, address, url, port, protocol, proof, alsoNamed }),
    ...(observables.some(({ telling }) => telling !== undefined) && { tellsOfUs: true as const }),
    reasons,
    ...connectionOf(alert, observables),
    ...{ abuse, grade, sharedFrontEnd: isSharedFrontEnd(ownership), severity: alert.severity },
    ...placeOf(ownership),
    ...wordsOf(alert),
    ...times,
  }
}

/** The same evidence by what is known now of whose it is. */
export function evidenceNow(before: Evidence, candidate: Paired, ownership: CandidateOwnership): Evidence {
  const { cloud: _cloud, region: _region, prefix: _prefix, tenant: _tenant, ...rest } = before
  return {
    ...rest,
    sharedFrontEnd: isSharedFrontEnd(ownership),
    grade: gradeNow(candidate, ownership, before),
    ...placeOf(ownership),
  }
}

function gradeNow(
  candidate: Paired,
  ownership: CandidateOwnership,
  seen: Pick<Evidence, 'address' | 'port' | 'proof' | 'reasons' | 'firstActivityAt'>,
): Evidence['grade'] {
  return gradeOf({
    hasName: isNamed(candidate, ownership),
    hasAddress: seen.address !== undefined,
    hasPort: seen.port !== undefined,
    hasTime: seen.firstActivityAt !== undefined,
    hasSecondSource: countFields(candidate.observables) > 1,
    isJudged: isJudgedBy(seen.reasons),
    isUnconfirmed: seen.proof === 'unconfirmed',
    isSharedFrontEnd: isSharedFrontEnd(ownership),
    ownershipClass: ownership.decisive.class,
  })
}

function placeOf({ decisive, ofHost, ofAddress }: CandidateOwnership) {
  const { class: ownershipClass, prefix, snapshotDate } = decisive
  const serviceTags = [...new Set([...(ofAddress?.serviceTags ?? []), ...(ofHost?.serviceTags ?? [])])]
  const cloud = ofAddress?.cloud ?? ofHost?.cloud
  const region = ofAddress?.region ?? ofHost?.region
  const tenant = ofHost?.tenant ?? ofAddress?.tenant
  return { ownershipClass, serviceTags, snapshotDate, ...known({ cloud, region, prefix, tenant }) }
}

function wordsOf(alert: Alert) {
  const detectionSource = publishedDetectionSource(alert.detectionSource)
  const category = publishedCategory(alert.category)
  const actor = publishedActor(alert.actor)
  return { techniques: publishedTechniques(alert.techniques), ...known({ detectionSource, category, actor }) }
}

/** Which way it went, and the port of ours that it reached, where one record of the alert holds both ends. */
function connectionOf({ findings }: Alert, observables: readonly Observable[]) {
  const ends = new Set(observables.flatMap(({ ends = [] }) => ends))
  if (ends.size !== 1) return {}
  if (ends.has('destination')) return { direction: 'outbound' as const }
  const records = new Set(observables.flatMap(({ records }) => records))
  const attacked = findings.find(
    ({ end, record, port }) =>
      end === 'destination' && port !== undefined && record !== undefined && records.has(record),
  )
  return { direction: 'inbound' as const, ...known({ attackedPort: attacked?.port }) }
}

/** Does link or host tell one customer from another? A host that all customers share does not. */
function isNamed({ endpoint }: Candidate, { ofHost }: CandidateOwnership): boolean {
  return endpoint.kind === 'content' || (endpoint.kind === 'host' && ofHost?.shared !== true)
}

/** Many customers answer there. */
function isSharedFrontEnd({ ofHost, ofAddress }: CandidateOwnership): boolean {
  return ofAddress?.shared === true || ofHost?.shared === true
}

function activityOf(alert: Alert, observables: readonly Observable[]) {
  const seen = observables.map(({ at }) => at)
  const firstActivityAt = alert.firstActivityAt ?? seen.reduce(earlier, undefined)
  const lastActivityAt = alert.lastActivityAt ?? seen.reduce(later, undefined) ?? firstActivityAt
  return known({ firstActivityAt: firstActivityAt ?? lastActivityAt, lastActivityAt })
}

function firstOf<T>(
  observables: readonly Observable[],
  pick: (seen: Observable) => T | undefined,
): T | undefined {
  return observables.map(pick).find((value) => value !== undefined)
}

/** Fields of one evidence entry are one source: `evidence[2].ipAddress` counts as `evidence[2]`. */
function countFields(observables: readonly Observable[]): number {
  return new Set(observables.flatMap(({ from }) => from.map((field) => field.split('.', 1)[0]))).size
}
