import * as z from 'zod'
import { serviceOf } from '../cases/service-of'
import { dayInMs } from '../model/time'
import type { Report } from '../reports/report'
import { stateAt } from './state-at'

/** How often something took so many tenths of a day. */
const durations = z.record(z.string().regex(/^\d{1,6}$/), z.int().min(1))

const standing = z.object({ of: z.int(), gone: z.int(), up: z.int(), unknown: z.int() })

/**
 * Reports that agree in kind, service and region, counted. Counts of several months add up to the very figures that
 * all of their reports together give, since a duration is kept as it is shown: to a tenth of a day.
 */
export const tallySchema = z.object({
  abuse: z.string(),
  service: z.string(),
  region: z.string(),
  sent: z.int(),
  /** Of those, how many are at work as far as is known. */
  up: z.int(),
  repeatOffenders: z.int(),
  unanswered: z.object({ of: z.int(), count: z.int() }),
  acknowledgement: durations,
  decision: durations,
  takedown: durations,
  after7Days: standing,
  after30Days: standing,
  after90Days: standing,
})

export type ReportTally = z.infer<typeof tallySchema>
export type Durations = z.infer<typeof durations>

/** How endpoints stood so many days after their report left, of all that left so long ago. */
export type Standing = z.infer<typeof standing>

/** Days after which it is looked how an endpoint stands; so many after sending, a count changes by the clock alone. */
export const standingDays = [7, 30, 90] as const

type SentReport = { readonly report: Report; readonly sentAt: Date }

/** Counts what is proven: no trials, no receipts whose sender is not. Pure. */
export function countReports(reports: readonly Report[], now: Date): readonly ReportTally[] {
  const groups = Map.groupBy(reports.flatMap(whereSent), ({ report }) => JSON.stringify(placeOf(report)))
  return [...groups.values()].flatMap((some) =>
    some[0] ? [tallyOf(placeOf(some[0].report), some, now)] : [],
  )
}

/** Trials, and what never left, are not there. */
export function whereSent(report: Report): SentReport[] {
  const sentAt = 'sent' in report && !report.trial ? report.sent.sentAt : undefined
  return sentAt ? [{ report, sentAt }] : []
}

const placeOf = ({ evidence }: Report) => ({
  abuse: evidence.abuse,
  service: serviceOf(evidence) ?? 'unknown',
  region: evidence.region ?? 'unknown',
})

function tallyOf(place: ReturnType<typeof placeOf>, some: readonly SentReport[], now: Date): ReportTally {
  const weekOld = some.filter(({ sentAt }) => daysBetween(sentAt, now) >= 7)
  return {
    ...place,
    sent: some.length,
    up: some.filter(({ report }) => isUp(report)).length,
    repeatOffenders: some.filter(({ report }) => report.earlier.length > 0).length,
    unanswered: { of: weekOld.length, count: weekOld.filter(({ report }) => !isAnswered(report)).length },
    acknowledgement: durationsOf(some, acknowledgedAt),
    decision: durationsOf(some, decidedAt),
    takedown: durationsOf(some, ({ takedown }) => takedown?.goneAt),
    after7Days: standingOf(some, 7, now),
    after30Days: standingOf(some, 30, now),
    after90Days: standingOf(some, 90, now),
  }
}

const isUp = ({ takedown }: Report): boolean => takedown?.state === 'up' || takedown?.state === 'back'

const isAnswered = (report: Report): boolean => acknowledgedAt(report) !== undefined || isDecided(report)

function acknowledgedAt(report: Report): Date | undefined {
  const acknowledgement = 'acknowledgement' in report ? report.acknowledgement : undefined
  return acknowledgement?.verified ? acknowledgement.at : undefined
}

const decisions = ['takedown', 'no-action', 'rejected']
const isDecided = (report: Report): boolean =>
  report.status === 'closed' && decisions.includes(report.outcome)

const decidedAt = (report: Report): Date | undefined =>
  report.status === 'closed' && isDecided(report) ? report.closedAt : undefined

function durationsOf(some: readonly SentReport[], endOf: (report: Report) => Date | undefined): Durations {
  const counts: Record<string, number> = {}
  for (const { report, sentAt } of some) {
    const end = endOf(report)
    if (!end || end < sentAt) continue
    const tenths = String(Math.round(daysBetween(sentAt, end) * 10))
    counts[tenths] = (counts[tenths] ?? 0) + 1
  }
  return counts
}

function standingOf(some: readonly SentReport[], days: number, now: Date): Standing {
  const old = some.filter(({ sentAt }) => daysBetween(sentAt, now) >= days)
  const states = old.map(({ report, sentAt }) => stateAt(report, new Date(sentAt.getTime() + days * dayInMs)))
  const count = (state: string) => states.filter((one) => one === state).length
  return { of: old.length, gone: count('gone'), up: count('up'), unknown: count('unknown') }
}

const daysBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / dayInMs
