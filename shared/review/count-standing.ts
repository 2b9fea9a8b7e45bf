import * as z from 'zod'
import { openedAround } from '../model/report-id'
import { earlier, isoWeekOf } from '../model/time'
import { type Report, statuses } from '../reports/report'
import type { Counter } from './count-reports'

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

/** Counts reports one by one, and keeps none of them. */
export function standingCounter(now: Date): Counter<Counted, StandingNow> {
  const weeks: Record<string, z.infer<typeof counts>> = {}
  const open = new Map<string, OpenTally>()
  return {
    add: (one) => {
      const { report } = one
      if (report.trial) return
      const week = (weeks[isoWeekOf(openedAround(report.id))] ??= {})
      week[report.status] = (week[report.status] ?? 0) + 1
      if (report.status === 'closed') return
      const place = placeOf(one, now)
      const key = JSON.stringify(place)
      open.set(key, withOne(open.get(key) ?? { ...place, count: 0 }, report))
    },
    counts: () => ({ weeks, open: [...open.values()] }),
  }
}

const placeOf = ({ report, answerDueAt }: Counted, now: Date) => ({
  opened: openedAround(report.id).toISOString().slice(0, 10),
  owed: owedTo(report),
  isOverdue: answerDueAt !== undefined && answerDueAt <= now,
  isUp: report.takedown?.state === 'up',
})

const owedTo = ({ status }: Report): OpenTally['owed'] =>
  status === 'sent' ? 'receipt' : status === 'acknowledged' ? 'decision' : 'nothing'

function withOne(tally: OpenTally, report: Report): OpenTally {
  const sentAt = tally.owed !== 'nothing' && 'sent' in report ? report.sent.sentAt : undefined
  const oldestSentAt = earlier(tally.oldestSentAt, sentAt)
  return { ...tally, count: tally.count + 1, ...(oldestSentAt && { oldestSentAt }) }
}
