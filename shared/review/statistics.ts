import { dayInMs } from '../model/time'
import type { Report, Takedown } from '../reports/report'

/** Days, over the reports that got that far. */
export type Spread = { readonly count: number; readonly median?: number; readonly p90?: number }

/** How endpoints stood so many days after their report left, of all that left so long ago. */
export type Standing = {
  readonly of: number
  readonly gone: number
  readonly up: number
  /** Neither the DNS nor an alert says; never left out, or the other two would say too much. */
  readonly unknown: number
}

export type Numbers = {
  /** Reports that left; trials are not among them. */
  readonly sent: number
  /** Of those that left a week ago or earlier, how many have neither a proven receipt nor a decision. */
  readonly unanswered: { readonly of: number; readonly count: number }
  readonly daysToAcknowledgement: Spread
  readonly daysToDecision: Spread
  readonly daysToTakedown: Spread
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

const decisions = ['takedown', 'no-action', 'rejected']
const isDecided = (report: Report): boolean =>
  report.status === 'closed' && decisions.includes(report.outcome)

/** Counts what is proven: no trials, no receipts whose sender is not. Pure. */
export function statisticsOf(all: readonly Report[], now: Date): Statistics {
  const reports = all.flatMap((report) => {
    const sentAt = 'sent' in report && !report.trial ? report.sent.sentAt : undefined
    return sentAt ? [{ report, sentAt }] : []
  })
  const by = (keyOf: (report: Report) => string | undefined) => {
    const groups = Object.groupBy(reports, ({ report }) => keyOf(report) ?? 'unknown')
    return Object.fromEntries(Object.entries(groups).map(([key, some = []]) => [key, numbersOf(some, now)]))
  }
  return {
    ...numbersOf(reports, now),
    byAbuse: by(({ evidence }) => evidence.abuse),
    // `AppService.EastUS` is a service in a region; the region has a table of its own.
    byService: by(({ evidence }) => evidence.serviceTags[0]?.split('.')[0]),
    byRegion: by(({ evidence }) => evidence.region),
  }
}

type SentReport = { readonly report: Report; readonly sentAt: Date }

function numbersOf(reports: readonly SentReport[], now: Date): Numbers {
  const weekOld = reports.filter(({ sentAt }) => daysBetween(sentAt, now) >= 7)
  return {
    sent: reports.length,
    unanswered: { of: weekOld.length, count: weekOld.filter(({ report }) => !isAnswered(report)).length },
    daysToAcknowledgement: spreadOf(reports, ({ report }) => acknowledgedAt(report)),
    daysToDecision: spreadOf(reports, ({ report }) => decidedAt(report)),
    daysToTakedown: spreadOf(reports, ({ report }) => report.takedown?.goneAt),
    after7Days: standingOf(reports, 7, now),
    after30Days: standingOf(reports, 30, now),
    after90Days: standingOf(reports, 90, now),
    repeatOffenders: reports.filter(({ report }) => report.earlier.length > 0).length,
  }
}

const isAnswered = (report: Report): boolean => acknowledgedAt(report) !== undefined || isDecided(report)

function acknowledgedAt(report: Report): Date | undefined {
  const acknowledgement = 'acknowledgement' in report ? report.acknowledgement : undefined
  return acknowledgement?.verified ? acknowledgement.at : undefined
}

const decidedAt = (report: Report): Date | undefined =>
  report.status === 'closed' && isDecided(report) ? report.closedAt : undefined

function spreadOf(reports: readonly SentReport[], endOf: (sent: SentReport) => Date | undefined): Spread {
  const days = reports.flatMap((sent) => {
    const end = endOf(sent)
    return end && end >= sent.sentAt ? [daysBetween(sent.sentAt, end)] : []
  })
  if (days.length === 0) return { count: 0 }
  const sorted = days.toSorted((a, b) => a - b)
  return { count: days.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}

/** The least value that so large a share does not exceed (nearest rank), to a tenth of a day. */
function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return Math.round(value * 10) / 10
}

function standingOf(reports: readonly SentReport[], days: number, now: Date): Standing {
  const old = reports.filter(({ sentAt }) => daysBetween(sentAt, now) >= days)
  const states = old.map(({ report, sentAt }) =>
    stateAt(report.takedown, new Date(sentAt.getTime() + days * dayInMs)),
  )
  const count = (state: string) => states.filter((one) => one === state).length
  return { of: old.length, gone: count('gone'), up: count('up'), unknown: count('unknown') }
}

/** As far as the report still knows; what it knew in between is not kept, and counts as unknown. */
function stateAt(takedown: Takedown | undefined, at: Date): 'gone' | 'up' | 'unknown' {
  if (!takedown) return 'unknown'
  const { state, since, goneAt } = takedown
  if (since > at) return goneAt && goneAt <= at ? 'gone' : 'unknown'
  if (state === 'gone') return 'gone'
  return state === 'unknown' ? 'unknown' : 'up'
}

const daysBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / dayInMs
