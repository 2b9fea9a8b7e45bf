import { after, dayInMs, earlier, isoWeekOf, later } from '../../model/time'
import type { SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import type { OpenTally, StandingNow } from '../count-standing'
import type { GroupFigures, MonthFigures, OverviewModel, PeriodCounts } from '../pages/models'
import { healthFor } from '../health-shown'
import { readFigures } from '../read-statistics'
import type { Numbers, Statistics } from '../statistics'
import { readFrame } from './frame'
import { healthLines } from './health-lines'
import { openByAge } from './open-by-age'
import { waitingView } from './waiting-view'

const mostWaiting = 10
const mostMonths = 12
const leastMonths = 6
const weeksShown = 13
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
    (last, { computedAt }) => later(last, computedAt),
    undefined,
  )
  return {
    frame,
    waiting: questions.slice(0, mostWaiting).map(waitingView),
    ...(statisticsAt && { owed: owedOf(open), statisticsAt }),
    openByAge: await openByAge(storage, open, now),
    health: healthLines(healthFor(visit.person, health), now),
    periods: periodsOf(figures.standing, now),
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

/** The last weeks, this one included. A week that lies in two months is counted in both. */
function periodsOf(standing: readonly StandingNow[], now: Date): readonly PeriodCounts[] {
  const counted = Map.groupBy(
    standing.flatMap(({ weeks }) => Object.entries(weeks)),
    ([week]) => week,
  )
  if (counted.size === 0) return []
  return Array.from({ length: weeksShown }, (_, n) => {
    const period = isoWeekOf(after(now, (n + 1 - weeksShown) * 7 * dayInMs))
    return { period, counts: sumOf((counted.get(period) ?? []).map(([, counts]) => counts)) }
  })
}

function sumOf(all: readonly PeriodCounts['counts'][]): PeriodCounts['counts'] {
  const entries = all.flatMap((counts) => Object.entries(counts))
  const byStatus = Map.groupBy(entries, ([status]) => status)
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [status, some.reduce((sum, [, count]) => sum + count, 0)]),
  )
}

/** From the first month in which anything left, and some months at least. */
function monthsOf(months: readonly (Statistics & { readonly month: string })[]): readonly MonthFigures[] {
  const oldestFirst = months.toReversed()
  const first = oldestFirst.findIndex(({ sent }) => sent > 0)
  if (first === -1) return []
  return oldestFirst
    .slice(Math.min(first, Math.max(0, oldestFirst.length - leastMonths)))
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
