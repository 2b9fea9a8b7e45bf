import * as z from 'zod'
import { after, dayInMs, minuteInMs } from '../model/time'
import { monthOf, type ReportId } from '../model/report-id'
import type { Checkpoints } from '../storage/checkpoints'
import type { Storage } from '../storage/storage'
import { filter } from '../storage/table'

export const allBounceRow = 'all-bounce'

/** When the mail of each report came back last, and through which door everything comes back. */
export const allBounceSchema = z.object({
  bounced: z.record(z.string(), z.coerce.date()),
  door: z.string().exactOptional(),
  since: z.coerce.date().exactOptional(),
})
export type AllBounce = z.infer<typeof allBounceSchema>

export const allBounceRemedy =
  'Read the newest bounce: is the address of REPORT_TO still right, does its server refuse our domain (SPF, DKIM, a block list), or does something on our side return mails? Reports keep leaving meanwhile; `sending off` stops them.'

const windowInMs = 7 * dayInMs
/** A mail that has just left may still come back. */
const tooFreshInMs = 10 * minuteInMs
const fewest = 3
const mostReports = 200

/**
 * Notes a final bounce of any shape, believed or not, and looks whether anything that left through the same door in the
 * last week has not come back.
 * @returns the door through which everything comes back, where that begins now
 */
export async function noteBounced(
  { storage, checkpoints }: { readonly storage: Storage; readonly checkpoints: Checkpoints },
  reportIds: readonly ReportId[],
  at: Date,
): Promise<string | undefined> {
  for (;;) {
    const held = await checkpoints.load(allBounceRow, allBounceSchema)
    const recent = Object.entries(held?.value.bounced ?? {}).filter(([, one]) => after(one, windowInMs) > at)
    const bounced = Object.fromEntries(
      [...recent, ...reportIds.map((id) => [id, at] as const)].slice(-mostReports),
    )
    const door = await doorOfAll(storage, Object.keys(bounced), at)
    const since = held?.value.door === door ? held?.value.since : at
    const next: AllBounce = { bounced, ...(door !== undefined && { door, since: since ?? at }) }
    if ((await checkpoints.save(allBounceRow, next, held?.etag)) !== undefined)
      return held?.value.door === door ? undefined : door
  }
}

/** An answer came: somebody gets our mails. */
export async function noteHeard(checkpoints: Checkpoints): Promise<void> {
  const held = await checkpoints.load(allBounceRow, allBounceSchema)
  if (held !== undefined) await checkpoints.remove(allBounceRow)
}

const cells = z.object({ Channels: z.string() })

/** A door through which three reports or more left in a week, all of which came back. */
async function doorOfAll(
  storage: Storage,
  bounced: readonly string[],
  at: Date,
): Promise<string | undefined> {
  if (bounced.length < fewest) return undefined
  const [from, to] = [after(at, -windowInMs), after(at, -tooFreshInMs)]
  const sent = filter`PartitionKey ge ${monthOf(after(from, -31 * dayInMs))} and SentAt ge ${from} and SentAt le ${to}`
  const doors = new Map<string, { all: number; back: number }>()
  for await (const { key, cells: row } of storage
    .table('Reports')
    .list({ filter: sent, select: ['Channels'] })) {
    const { data } = cells.safeParse(row)
    if (!data) continue
    const counted = doors.get(data.Channels) ?? { all: 0, back: 0 }
    counted.all += 1
    if (bounced.includes(key.rowKey)) counted.back += 1
    doors.set(data.Channels, counted)
  }
  return [...doors].find(([, { all, back }]) => all >= fewest && back === all)?.[0]
}
