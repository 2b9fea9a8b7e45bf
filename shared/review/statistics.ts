import type { Durations, ReportTally, Standing } from './count-reports'

export type { Standing } from './count-reports'

/** Days, over the reports that got that far. */
export type Spread = { readonly count: number; readonly median?: number; readonly p90?: number }

export type Numbers = {
  /** Reports that left; trials are not among them. */
  readonly sent: number
  /** Endpoints of theirs that are at work, as far as is known now. */
  readonly up: number
  /** Of those that left a week ago or earlier, how many have neither a proven receipt nor a decision. */
  readonly unanswered: { readonly of: number; readonly count: number }
  readonly daysToAcknowledgement: Spread
  readonly daysToDecision: Spread
  readonly daysToTakedown: Spread
  /** `unknown`, where neither the DNS nor an alert says, is never left out: the others would say too much. */
  readonly after7Days: Standing
  readonly after30Days: Standing
  readonly after90Days: Standing
  /** Endpoints that had been reported before. */
  readonly repeatOffenders: number
}

export type Statistics = Numbers & {
  readonly byAbuse: Readonly<Record<string, Numbers>>
  readonly byService: Readonly<Record<string, Numbers>>
  readonly byRegion: Readonly<Record<string, Numbers>>
}

/** The one published figure, to be set beside ours with care: it measures other reports, made otherwise. */
export const published = {
  days: 29,
  measured:
    "mean time from a report by URLhaus until malware on Microsoft's services was offline, over 29 days in 2021",
  source: 'https://www.theregister.com/2021/10/18/microsoft_malware_brand/',
} as const

/** Figures of whatever was counted, of one month or of many. Pure. */
export function statisticsOf(tallies: readonly ReportTally[]): Statistics {
  const by = (keyOf: (tally: ReportTally) => string) => {
    const groups = [...Map.groupBy(tallies, keyOf)]
    return Object.fromEntries(groups.map(([key, some]) => [key, numbersOf(some)]))
  }
  return {
    ...numbersOf(tallies),
    byAbuse: by(({ abuse }) => abuse),
    byService: by(({ service }) => service),
    byRegion: by(({ region }) => region),
  }
}

function numbersOf(tallies: readonly ReportTally[]): Numbers {
  const sum = (valueOf: (tally: ReportTally) => number) =>
    tallies.reduce((total, tally) => total + valueOf(tally), 0)
  const standing = (of: (tally: ReportTally) => Standing): Standing => ({
    of: sum((tally) => of(tally).of),
    gone: sum((tally) => of(tally).gone),
    up: sum((tally) => of(tally).up),
    unknown: sum((tally) => of(tally).unknown),
  })
  return {
    sent: sum(({ sent }) => sent),
    up: sum(({ up }) => up),
    unanswered: {
      of: sum(({ unanswered }) => unanswered.of),
      count: sum(({ unanswered }) => unanswered.count),
    },
    daysToAcknowledgement: spreadOf(tallies.map(({ acknowledgement }) => acknowledgement)),
    daysToDecision: spreadOf(tallies.map(({ decision }) => decision)),
    daysToTakedown: spreadOf(tallies.map(({ takedown }) => takedown)),
    after7Days: standing(({ after7Days }) => after7Days),
    after30Days: standing(({ after30Days }) => after30Days),
    after90Days: standing(({ after90Days }) => after90Days),
    repeatOffenders: sum(({ repeatOffenders }) => repeatOffenders),
  }
}

function spreadOf(all: readonly Durations[]): Spread {
  const entries = all.flatMap((some) =>
    Object.entries(some).map(([tenths, times]) => [+tenths, times] as const),
  )
  const count = entries.reduce((total, [, times]) => total + times, 0)
  if (count === 0) return { count: 0 }
  const sorted = entries.toSorted(([a], [b]) => a - b)
  return { count, median: quantile(sorted, count * 0.5), p90: quantile(sorted, count * 0.9) }
}

/** The least of the measured values that so many of them do not exceed (nearest rank), in days. */
function quantile(sorted: readonly (readonly [tenths: number, times: number])[], many: number): number {
  let seen = 0
  const found = sorted.find(([, times]) => (seen += times) >= Math.ceil(many))
  return (found?.[0] ?? 0) / 10
}
