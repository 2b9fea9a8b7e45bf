import { earlier } from '../../model/time'
import type { SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import type { OpenTally, StandingNow } from '../count-standing'
import type { GroupFigures, MonthFigures, OverviewModel, PeriodCounts } from '../pages/models'
import { readFigures } from '../read-statistics'
import type { Numbers, Statistics } from '../statistics'
import { readFrame } from './frame'
import { healthLines } from './health-lines'
import { openByAge } from './open-by-age'
import { waitingView } from './waiting-view'

const mostWaiting = 10
const mostMonths = 12
const mostWeeks = 13
const mostGroups = 8

/** Everything that the first page tells. No report is read for it. */
export async function overviewModel(deps: SiteDeps, visit: Visit): Promise<OverviewModel> {
  const now = deps.now()
  const storage = deps.storage()
  const [{ frame, questions }, figures, health] = await Promise.all([
    readFrame(deps, visit),
    readFigures(storage, now, mostMonths),
    deps.health(),
  ])
  const open = figures.standing.flatMap((standing) => standing.open)
  const statisticsAt = figures.months.reduce<Date | undefined>(
    (least, { computedAt }, n) => (n < 2 ? earlier(least, computedAt) : least),
    undefined,
  )
  return {
    frame,
    waiting: questions.slice(0, mostWaiting).map(waitingView),
    ...(statisticsAt && { owed: owedOf(open), statisticsAt }),
    openByAge: await openByAge(storage, open, now),
    health: healthLines(health, now),
    periods: periodsOf(figures.standing),
    months: monthsOf(figures.months),
    services: groupsOf(figures.all.byService),
    regions: groupsOf(figures.all.byRegion),
  }
}

function owedOf(open: readonly OpenTally[]): NonNullable<OverviewModel['owed']> {
  const count = (fits: (tally: OpenTally) => boolean) =>
    open.filter(fits).reduce((sum, tally) => sum + tally.count, 0)
  const oldestSentAt = open.reduce<Date | undefined>(
    (least, tally) => earlier(least, tally.oldestSentAt),
    undefined,
  )
  return {
    unacknowledged: count(({ owed }) => owed === 'receipt'),
    undecided: count(({ owed }) => owed === 'decision'),
    overdue: count(({ isOverdue }) => isOverdue),
    stillUp: count(({ isUp }) => isUp),
    ...(oldestSentAt && { oldestSentAt }),
  }
}

/** A week that lies in two months is counted in both. */
function periodsOf(standing: readonly StandingNow[]): readonly PeriodCounts[] {
  const weeks = new Map<string, Partial<Record<keyof PeriodCounts['counts'], number>>>()
  for (const [week, counts] of standing.flatMap(({ weeks: some }) => Object.entries(some))) {
    const sums = weeks.get(week) ?? {}
    for (const [status, count] of Object.entries(counts) as [keyof PeriodCounts['counts'], number][])
      sums[status] = (sums[status] ?? 0) + count
    weeks.set(week, sums)
  }
  return [...weeks]
    .map(([period, counts]) => ({ period, counts }))
    .toSorted((a, b) => (a.period < b.period ? -1 : 1))
    .slice(-mostWeeks)
}

/** From the first month in which anything left. */
function monthsOf(months: readonly (Statistics & { readonly month: string })[]): readonly MonthFigures[] {
  const oldestFirst = months.toReversed()
  const first = oldestFirst.findIndex(({ sent }) => sent > 0)
  if (first === -1) return []
  return oldestFirst
    .slice(first)
    .map(({ month, sent, daysToAcknowledgement, daysToTakedown, after30Days }) => ({
      month: `20${month.slice(0, 2)}-${month.slice(2)}`,
      sent,
      daysToAcknowledgement,
      daysToTakedown,
      after30Days,
    }))
}

const groupsOf = (groups: Readonly<Record<string, Numbers>>): readonly GroupFigures[] =>
  Object.entries(groups)
    .map(([name, { sent, up, unanswered }]) => ({ name, sent, unanswered: unanswered.count, stillUp: up }))
    .toSorted((a, b) => b.sent - a.sent)
    .slice(0, mostGroups)
