import * as z from 'zod'
import { monthOf } from '../model/report-id'
import { after, dayInMs, earlier, hourInMs, later, minuteInMs } from '../model/time'
import { fromReportRow } from '../reports/report-row'
import type { Storage } from '../storage/storage'
import { countReports, standingDays, whereSent } from './count-reports'
import { type Counted, countStanding } from './count-standing'
import { type KeptHead, listKeptHeads, toKeptRow } from './statistics-row'

/** As far back as anybody can ask for. */
export const mostMonths = 24

export type KeepStatisticsDeps = {
  readonly storage: Storage
  readonly now: () => Date
  /** A row of Reports that this program did not write so: it counts nowhere. */
  readonly onUnreadable?: (reportId: string, cause: unknown) => void
}

/** How much of the work is done in one go. */
export type Thoroughness =
  /** A few months of those that may be due, the newest first: what a function run every few minutes can afford. */
  | 'some'
  /** Every month that is not up to date. */
  | { readonly months: number }

const mostPerRun = 2
/** Open reports are written to every hour, for what is counted in passing. */
const notAgainWithinMs = hourInMs
const runEveryMs = 5 * minuteInMs
const newestMonths = 2

/**
 * Counts a month anew when one of its reports was written since, or the clock has passed one of the days after which
 * an endpoint is looked at. Nobody who changes a report has to say so: the service itself knows what was written
 * since. The row is replaced by compare-and-swap; who was slower leaves it to the next run.
 * @returns the months that were counted
 */
export async function keepStatistics(
  deps: KeepStatisticsDeps,
  thoroughness: Thoroughness = 'some',
): Promise<readonly string[]> {
  const { storage, now } = deps
  const heads = await listKeptHeads(storage)
  const isThorough = thoroughness !== 'some'
  const counted: string[] = []
  for (const [n, month] of monthsBefore(now(), isThorough ? thoroughness.months : mostMonths).entries()) {
    const head = heads.get(month)
    if (!isThorough && (counted.length >= mostPerRun || !mayBeDue(head, n, now()))) continue
    const newest = await newestWrite(storage, month, head?.seenUpTo ?? '')
    if (head && newest === undefined && !isStale(head, now())) continue
    if (await countMonth(deps, month, head, newest)) counted.push(month)
  }
  return counted
}

/** The newest first. */
export const monthsBefore = (now: Date, months: number): readonly string[] =>
  Array.from({ length: months }, (_, n) =>
    monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1))),
  )

const isStale = ({ staleAt }: KeptHead, now: Date): boolean => staleAt !== undefined && staleAt <= now

/** Old months hardly change, so each has its turn once an hour. */
function mayBeDue(head: KeptHead | undefined, n: number, now: Date): boolean {
  if (!head || isStale(head, now)) return true
  if (after(head.computedAt, notAgainWithinMs) > now) return false
  const runsAnHour = hourInMs / runEveryMs
  return n < newestMonths || Math.floor(now.getTime() / runEveryMs) % runsAnHour === n % runsAnHour
}

/** When the latest of what was written since was written; undefined where nothing was. */
async function newestWrite(storage: Storage, month: string, since: string): Promise<string | undefined> {
  const query = { partitionKey: month, writtenAfter: since, select: [] }
  let newest: string | undefined
  for await (const { writtenAt = '' } of storage.table('Reports').list(query)) {
    if (newest === undefined || writtenAt > newest) newest = writtenAt
  }
  return newest
}

/**
 * The reports are read after `newest` was: what they do not show yet is written later than it, and is found next time.
 * False when somebody else was faster.
 */
async function countMonth(
  deps: KeepStatisticsDeps,
  month: string,
  head: KeptHead | undefined,
  newest: string | undefined,
): Promise<boolean> {
  const counted = await readReports(deps, month)
  const reports = counted.map(({ report }) => report)
  const now = deps.now()
  const staleAt = nextStale(counted, now)
  const row = toKeptRow({
    month,
    computedAt: now,
    ...(staleAt && { staleAt }),
    seenUpTo: newest ?? head?.seenUpTo ?? '',
    tallies: countReports(reports, now),
    standing: countStanding(counted, now),
  })
  const table = deps.storage.table('Statistics')
  const etag = await (head ? table.replace(row, head.etag) : table.insert(row))
  return etag !== undefined
}

const dueCells = z.object({ AnswerDueAt: z.coerce.date().optional().catch(undefined) })

async function readReports({ storage, onUnreadable }: KeepStatisticsDeps, month: string): Promise<Counted[]> {
  const reports: Counted[] = []
  const select = ['State', 'AnswerDueAt']
  for await (const row of storage.table('Reports').list({ partitionKey: month, select })) {
    try {
      const { AnswerDueAt: answerDueAt } = dueCells.parse(row.cells)
      reports.push({ report: fromReportRow(row), ...(answerDueAt && { answerDueAt }) })
    } catch (cause) {
      onUnreadable?.(row.key.rowKey, cause)
    }
  }
  return reports
}

/** When the next report comes to one of its days, or its answer falls due, but not within a day. */
function nextStale(counted: readonly Counted[], now: Date): Date | undefined {
  const days = counted
    .flatMap(({ report }) => whereSent(report))
    .flatMap(({ sentAt }) => standingDays.map((days) => after(sentAt, days * dayInMs)))
  const dues = counted.flatMap(({ answerDueAt }) => answerDueAt ?? [])
  const coming = [...days, ...dues].filter((at) => at > now)
  const first = coming.reduce<Date | undefined>((least, at) => earlier(least, at), undefined)
  return first && later(first, after(now, dayInMs))
}
