import * as z from 'zod'
import { sha256 } from '../model/hash'
import type { ReportId } from '../model/report-id'
import type { Report } from '../reports/report'
import { purgedCause } from '../reports/purged-history'
import { fromReportRow, reportKey } from '../reports/report-row'
import { refuseNewer } from '../storage/schema-version'
import type { Storage } from '../storage/storage'

/** A report with all that was written down about it. */
export type ReportHistory = {
  readonly report: Report
  /** In their order. One whose `change` is undefined moved nothing. */
  readonly events: readonly HistoryEvent[]
  readonly deliveries: readonly HistoryDelivery[]
}

export type HistoryEvent = {
  readonly change: number | undefined
  readonly at: Date
  readonly cause: string
  readonly from: string
  readonly to: string
  readonly by: string
  readonly why: string
}

export type HistoryDelivery = {
  /** Purpose and door. */
  readonly name: string
  readonly state: string
  readonly attempt: number
  readonly at: Date
  readonly messageHash: string | undefined
  readonly response: string | undefined
}

const eventCells = z.object({
  At: z.coerce.date(),
  Cause: z.string(),
  From: z.string().default(''),
  To: z.string(),
  By: z.string(),
  Why: z.string(),
})

const deliveryCells = z.object({
  DeliveryState: z.string(),
  Attempt: z.number(),
  At: z.coerce.date(),
  MessageHash: z.string().optional(),
  Response: z.string().optional(),
})

/** Undefined when there is no such report. */
export async function readHistory(storage: Storage, id: ReportId): Promise<ReportHistory | undefined> {
  const row = await storage.table('Reports').get(reportKey(id))
  if (!row) return undefined
  const events = await Array.fromAsync(storage.table('Events').list({ partitionKey: id }))
  const deliveries = await Array.fromAsync(storage.table('Deliveries').list({ partitionKey: id }))
  return {
    report: fromReportRow(row),
    events: events.map((row) => {
      refuseNewer('Events', row)
      const { key, cells } = row
      const { At: at, Cause: cause, From: from, To: to, By: by, Why: why } = eventCells.parse(cells)
      return {
        change: /^\d+$/.test(key.rowKey) ? Number(key.rowKey) : undefined,
        at,
        cause,
        from,
        to,
        by,
        why,
      }
    }),
    deliveries: deliveries.map((row) => {
      refuseNewer('Deliveries', row)
      const { key, cells } = row
      const { DeliveryState: state, Attempt: attempt, At: at, ...rest } = deliveryCells.parse(cells)
      return { name: key.rowKey, state, attempt, at, messageHash: rest.MessageHash, response: rest.Response }
    }),
  }
}

/** What does not agree, one sentence each; nothing when everything does. */
export async function verifyHistory(storage: Storage, history: ReportHistory): Promise<readonly string[]> {
  const faults = [...eventFaults(history), ...deliveryFaults(history)]
  for (const delivery of history.deliveries) {
    const fault = await messageFault(storage, delivery, isPurged(history))
    if (fault !== undefined) faults.push(fault)
  }
  return faults
}

/** Its time is over: what is missing has been removed, not lost. */
const isPurged = ({ events }: Pick<ReportHistory, 'events'>): boolean =>
  events.some(({ cause }) => cause === purgedCause)

/** The last change may stand in the report alone: it is copied at the next look at the latest. */
function eventFaults({ report, events }: ReportHistory): string[] {
  if (isPurged({ events })) return []
  const changes = events.filter(({ change }) => change !== undefined)
  const known = new Set(changes.map(({ change }) => change))
  const missing = Array.from({ length: report.change }, (_, change) => change).filter((n) => !known.has(n))
  const beyond = changes.filter(({ change = 0 }) => change > report.change)
  return [
    ...missing.map((change) => `change ${change} is not among the Events`),
    ...beyond.map(({ change }) => `Events hold change ${change}, and the report stands at ${report.change}`),
    ...changes.flatMap((event, n) => {
      const before = changes[n - 1]
      const follows =
        before === undefined || before.change !== (event.change ?? 0) - 1 || before.to === event.from
      return follows
        ? []
        : [`change ${event.change} begins at ${event.from}, and the one before ended at ${before.to}`]
    }),
  ]
}

/** States in which a message was given out of hand. */
const handedOver = ['handing-over', 'accepted', 'unknown', 'unproven']

const deliveryFaults = ({ deliveries }: ReportHistory): string[] =>
  deliveries.flatMap(({ name, state, messageHash }) =>
    handedOver.includes(state) && messageHash === undefined
      ? [`${name} is ${state} and names no message`]
      : [],
  )

async function messageFault(
  storage: Storage,
  { name, messageHash }: HistoryDelivery,
  mayBeGone: boolean,
): Promise<string | undefined> {
  if (messageHash === undefined) return undefined
  const blobs = storage.blobs('messages')
  const kept = (await blobs.get(`${messageHash}.eml`)) ?? (await blobs.get(`${messageHash}.json`))
  if (!kept) return mayBeGone ? undefined : `${name}: its message ${messageHash} is not kept any more`
  const found = sha256(kept.bytes)
  return found === messageHash
    ? undefined
    : `${name}: its message ${messageHash} has been changed, it is ${found}`
}
