import type { Storage } from '../storage/storage'
import type { StandingNow } from './count-standing'
import { monthsBefore } from './keep-statistics'
import { published, type Statistics, statisticsOf } from './statistics'
import { readKeptMonths } from './statistics-row'

export type StatisticsView = {
  /** Over all of these months. */
  readonly all: Statistics
  /** By the month in which a report was opened, newest first, each as it stood when it was counted. */
  readonly months: readonly (Statistics & { readonly month: string; readonly computedAt: Date })[]
  /** Months that were asked for and have not been counted yet: they are missing above. */
  readonly notCounted: readonly string[]
  readonly published: typeof published
}

/** The figures, and how the reports stand by week and age. */
export type Figures = StatisticsView & { readonly standing: readonly StandingNow[] }

/** Reads what is kept of the last months, by one query per year, and no report. */
export async function readFigures(storage: Storage, now: Date, months: number): Promise<Figures> {
  const asked = monthsBefore(now, months)
  const kept = await readKeptMonths(storage, asked)
  const found = asked.flatMap((month) => kept.get(month) ?? [])
  return {
    all: statisticsOf(found.flatMap(({ tallies }) => tallies)),
    months: found.map(({ month, computedAt, tallies }) => ({ month, computedAt, ...statisticsOf(tallies) })),
    notCounted: asked.filter((month) => !kept.has(month)),
    published,
    standing: found.map(({ standing }) => standing),
  }
}

/** As {@link readFigures}, for those who want the figures alone. */
export async function readStatistics(storage: Storage, now: Date, months: number): Promise<StatisticsView> {
  const { standing: _standing, ...view } = await readFigures(storage, now, months)
  return view
}
