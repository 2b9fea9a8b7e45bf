import type { Report } from '../../shared/reports/report'
import { type Counter, reportCounter, type ReportTally } from '../../shared/review/count-reports'
import { type Counted, standingCounter, type StandingNow } from '../../shared/review/count-standing'

export const countReports = (reports: readonly Report[], now: Date): readonly ReportTally[] =>
  countsOf(reportCounter(now), reports)

export const countStanding = (all: readonly Counted[], now: Date): StandingNow =>
  countsOf(standingCounter(now), all)

function countsOf<One, Counts>(counter: Counter<One, Counts>, all: readonly One[]): Counts {
  for (const one of all) counter.add(one)
  return counter.counts()
}
