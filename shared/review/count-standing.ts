import * as z from 'zod'
import { openedAround } from '../model/report-id'
import { isoWeekOf } from '../model/time'
import { type Report, statuses } from '../reports/report'

const counts = z.partialRecord(z.enum(statuses), z.int().min(1))

const openTally = z.object({
  /** Day (UTC) on which they were opened: `2026-11-23`. */
  opened: z.string(),
  /** What Microsoft owes: a receipt, a decision after the receipt, or nothing. */
  owed: z.enum(['receipt', 'decision', 'nothing']),
  isOverdue: z.boolean(),
  isUp: z.boolean(),
  count: z.int().min(1),
  /** When the first of them left, of those that Microsoft owes something. */
  oldestSentAt: z.coerce.date().exactOptional(),
})

/** How the reports of a month stood when they were counted; trials count nowhere. */
export const standingNowSchema = z.object({
  /** By the week of opening, `2026-W47`. */
  weeks: z.record(z.string(), counts),
  /** Those that are not closed; such as agree in all of this, counted. */
  open: z.array(openTally),
})

export type StandingNow = z.infer<typeof standingNowSchema>
export type OpenTally = z.infer<typeof openTally>

/** A report, and until when an answer to it was to be expected. */
export type Counted = { readonly report: Report; readonly answerDueAt?: Date }

/** Pure. */
export function countStanding(all: readonly Counted[], now: Date): StandingNow {
  const counted = all.filter(({ report }) => !report.trial)
  const weeks = Map.groupBy(counted, ({ report }) => isoWeekOf(openedAround(report.id)))
  const open = Map.groupBy(
    counted.filter(({ report }) => report.status !== 'closed'),
    (one) => JSON.stringify(placeOf(one, now)),
  )
  return {
    weeks: Object.fromEntries([...weeks].map(([week, some]) => [week, statusesOf(some)])),
    open: [...open.values()].flatMap((some) => (some[0] ? [tallyOf(placeOf(some[0], now), some)] : [])),
  }
}

function statusesOf(some: readonly Counted[]): z.infer<typeof counts> {
  const groups = Map.groupBy(some, ({ report }) => report.status)
  return Object.fromEntries([...groups].map(([status, ones]) => [status, ones.length]))
}

const placeOf = ({ report, answerDueAt }: Counted, now: Date) => ({
  opened: openedAround(report.id).toISOString().slice(0, 10),
  owed: owedTo(report),
  isOverdue: answerDueAt !== undefined && answerDueAt <= now,
  isUp: report.takedown?.state === 'up',
})

const owedTo = ({ status }: Report): OpenTally['owed'] =>
  status === 'sent' ? 'receipt' : status === 'acknowledged' ? 'decision' : 'nothing'

function tallyOf(place: ReturnType<typeof placeOf>, some: readonly Counted[]): OpenTally {
  const sentAt = some.flatMap(({ report }) =>
    place.owed !== 'nothing' && 'sent' in report ? [report.sent.sentAt.getTime()] : [],
  )
  return {
    ...place,
    count: some.length,
    ...(sentAt.length > 0 && { oldestSentAt: new Date(sentAt.reduce((a, b) => Math.min(a, b))) }),
  }
}
