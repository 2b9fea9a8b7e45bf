import type { ReportId } from '../model/report-id'
import { after } from '../model/time'
import type { CaseStore, EarlierReport } from './case'
import { completeReport, startNextReport, type OpenCaseDeps } from './open-case'
import type { CountedSighting, SightingStore } from './sighting'

export type OpenNextDeps = Pick<
  OpenCaseDeps,
  'openReport' | 'mintReportId' | 'windowInMs' | 'trial' | 'now'
> & {
  readonly cases: CaseStore
  readonly sightings: SightingStore
}

/** Opens the next report of a case on a sighting that stands, and moves the sighting over to it. */
export async function openNext(
  deps: OpenNextDeps,
  closedId: ReportId,
  before: EarlierReport,
  sighting: CountedSighting,
): Promise<void> {
  const held = await deps.cases.get(sighting.caseKey)
  if (!held) return
  const { theCase } = held
  const openedAt = deps.now()
  const next =
    theCase.reportId === closedId
      ? await startNextReport(deps, held, { ...theCase, ...startOf(deps, sighting, openedAt) }, before)
      : theCase
  if (!next) return
  const current = await completeReport(deps, next)
  const stored = await deps.sightings.get(sighting.caseKey, sighting.key)
  if (stored)
    await deps.sightings.swap(
      { ...stored.sighting, reportId: current.reportId, addedAt: openedAt, changedAt: openedAt },
      stored.etag,
    )
}

function startOf(deps: OpenNextDeps, { key, verdict, evidence, source }: CountedSighting, openedAt: Date) {
  return {
    reportId: deps.mintReportId(openedAt),
    openedAt,
    openedBy: key,
    windowEndsAt: after(openedAt, deps.windowInMs),
    verdict: verdict === 'report' ? ('report' as const) : ('hold' as const),
    rule: 'sighted-while-withdrawn',
    reason: 'an alert that stands came while the report before was withdrawn',
    evidence,
    source,
    trial: deps.trial,
  }
}
