import * as z from 'zod'
import { monthOf } from '../model/report-id'
import { after, dayInMs, earlier, hourInMs, later, minuteInMs } from '../model/time'
import { fromReportRow } from '../reports/report-row'
import type { Storage } from '../storage/storage'
import type { StoredRow } from '../storage/table'
import { type Counter, reportCounter, standingDays, whereSent } from './count-reports'
import { type Counted, standingCounter } from './count-standing'
import { type KeptHead, listKeptHeads, toKeptRow } from './statistics-row'

/** As far back as anybody can ask for. */
export const mostMonths = 24

export type KeepStatisticsDeps = {
  readonly storage: Storage
  readonly now: () => Date
  /** A row of Reports that this program did not write so: it counts nowhere. */
  readonly onUnreadable?: (reportId: string, cause: unknown) => void
  /** Asked between reports: once true, the month is given up until the next run. Left out: there is time. */
  readonly isTimeUp?: () => boolean
}

/** How much of the work is done in one go. */
export type Thoroughness =
  /** A few months of those that may be due: what a function run every few minutes can afford. */
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
  const months = [...monthsBefore(now(), isThorough ? thoroughness.months : mostMonths).entries()]
  // A month that takes more than a run must not keep the others from theirs.
  const isBackwards = !isThorough && Math.floor(now().getTime() / runEveryMs) % 2 === 1
  for (const [n, month] of isBackwards ? months.toReversed() : months) {
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
  const now = deps.now()
  const [reports, standing, stale] = [reportCounter(now), standingCounter(now), staleCounter(now)]
  for await (const one of readReports(deps, month)) {
    if (deps.isTimeUp?.()) throw new Error(`${month} holds more reports than can be counted in one run`)
    reports.add(one.report)
    standing.add(one)
    stale.add(one)
  }
  const staleAt = stale.counts()
  const row = toKeptRow({
    month,
    computedAt: now,
    ...(staleAt && { staleAt }),
    seenUpTo: newest ?? head?.seenUpTo ?? '',
    tallies: reports.counts(),
    standing: standing.counts(),
  })
  const table = deps.storage.table('Statistics')
  const etag = await (head ? table.replace(row, head.etag) : table.insert(row))
  return etag !== undefined
}

const dueCells = z.object({ AnswerDueAt: z.coerce.date().optional().catch(undefined) })

async function* readReports(
  { storage, onUnreadable }: KeepStatisticsDeps,
  month: string,
): AsyncIterable<Counted> {
  const select = ['State', 'AnswerDueAt']
  for await (const row of storage.table('Reports').list({ partitionKey: month, select })) {
    const read = countedIn(row, (cause) => onUnreadable?.(row.key.rowKey, cause))
    if (read) yield read
  }
}

function countedIn(row: StoredRow, onUnreadable: (cause: unknown) => void): Counted | undefined {
  try {
    const { AnswerDueAt: answerDueAt } = dueCells.parse(row.cells)
    return { report: fromReportRow(row), ...(answerDueAt && { answerDueAt }) }
  } catch (cause) {
    onUnreadable(cause)
    return undefined
  }
}

/** When the next report comes to one of its days, or its answer falls due, but not within a day. */
function staleCounter(now: Date): Counter<Counted, Date | undefined> {
  let first: Date | undefined
  return {
    add: ({ report, answerDueAt }) => {
      const days = whereSent(report).flatMap(({ sentAt }) =>
        standingDays.map((days) => after(sentAt, days * dayInMs)),
      )
      for (const at of [...days, ...(answerDueAt ? [answerDueAt] : [])])
        if (at > now) first = earlier(first, at)
    },
    counts: () => first && later(first, after(now, dayInMs)),
  }
}
