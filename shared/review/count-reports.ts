import * as z from 'zod'
import { serviceOf } from '../cases/service-of'
import { after, dayInMs } from '../model/time'
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

/** Counts reports one by one, and keeps none of them. */
export type Counter<One, Counts> = { readonly add: (one: One) => void; readonly counts: () => Counts }

/** What is proven: no trials, no receipts whose sender is not. */
export function reportCounter(now: Date): Counter<Report, readonly ReportTally[]> {
  const tallies = new Map<string, ReportTally>()
  return {
    add: (report) => {
      for (const one of whereSent(report)) {
        const place = placeOf(report)
        const key = JSON.stringify(place)
        const tally = tallies.get(key) ?? emptyTally(place)
        tallies.set(key, tally)
        count(tally, one, now)
      }
    },
    counts: () => [...tallies.values()],
  }
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

const emptyTally = (place: ReturnType<typeof placeOf>): ReportTally => ({
  ...place,
  ...{ sent: 0, up: 0, repeatOffenders: 0, unanswered: { of: 0, count: 0 } },
  ...{ acknowledgement: {}, decision: {}, takedown: {} },
  after7Days: emptyStanding(),
  after30Days: emptyStanding(),
  after90Days: emptyStanding(),
})

const emptyStanding = (): Standing => ({ of: 0, gone: 0, up: 0, unknown: 0 })

function count(tally: ReportTally, { report, sentAt }: SentReport, now: Date): void {
  tally.sent += 1
  if (isUp(report)) tally.up += 1
  if (report.earlier.length > 0) tally.repeatOffenders += 1
  if (daysBetween(sentAt, now) >= 7) {
    tally.unanswered.of += 1
    if (!isAnswered(report)) tally.unanswered.count += 1
  }
  addDuration(tally.acknowledgement, sentAt, acknowledgedAt(report))
  addDuration(tally.decision, sentAt, decidedAt(report))
  addDuration(tally.takedown, sentAt, report.takedown?.goneAt)
  for (const days of standingDays) {
    if (daysBetween(sentAt, now) < days) continue
    const standing = tally[`after${days}Days`]
    standing.of += 1
    standing[stateAt(report, after(sentAt, days * dayInMs))] += 1
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

function addDuration(durations: Durations, sentAt: Date, end: Date | undefined): void {
  if (!end || end < sentAt) return
  const tenths = String(Math.round(daysBetween(sentAt, end) * 10))
  durations[tenths] = (durations[tenths] ?? 0) + 1
}

const daysBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / dayInMs
