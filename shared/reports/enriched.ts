import type { Enrichment, Subject } from '../cases/enrichment'
import { enrichedEvidence } from '../cases/enriched-evidence'
import { earlier, later } from '../model/time'
import type { Report, ReportIn } from './report'

/** Where a report may still learn more: what is queued keeps its words, so that an attempt repeated is the same. */
export type Enrichable = ReportIn<'collecting' | 'awaiting-approval'>

/** The report with what further sources said; its evidence and its times take it in. */
export function enriched<R extends Enrichable>(report: R, enrichment: Enrichment): R {
  const { tally, endpoint } = report
  const { firstAt, lastAt } = enrichment.connections ?? {}
  return {
    ...report,
    enrichment,
    evidence: enrichedEvidence(report.evidence, endpoint, enrichment),
    tally: {
      ...tally,
      firstSeenAt: earlier(tally.firstSeenAt, firstAt) ?? tally.firstSeenAt,
      lastSeenAt: later(tally.lastSeenAt, lastAt) ?? tally.lastSeenAt,
    },
  }
}

/** What sources are asked about: its endpoint and its times, and nothing else of it. */
export function subjectOf(
  { endpoint, evidence, tally }: Report,
  known: Pick<Subject, 'isOurs' | 'onlyInside'>,
): Subject {
  const { host, address, sharedFrontEnd } = evidence
  return {
    endpoint,
    ...(host !== undefined && { host }),
    ...(address !== undefined && { address }),
    sharedFrontEnd,
    firstSeenAt: tally.firstSeenAt,
    lastSeenAt: tally.lastSeenAt,
    ...known,
  }
}

/** Its window is over, and it has not been filed. */
export const isEnrichable = (report: Report, now: Date): report is Enrichable =>
  report.status === 'awaiting-approval' || (report.status === 'collecting' && report.windowEndsAt <= now)
