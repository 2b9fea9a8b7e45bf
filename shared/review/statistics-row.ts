import * as z from 'zod'
import type { Storage } from '../storage/storage'
import type { Row, RowKey, StoredRow } from '../storage/table'
import { type ReportTally, tallySchema } from './count-reports'
import { type StandingNow, standingNowSchema } from './count-standing'

/** What was counted in the reports of one month. */
export type KeptMonth = {
  /** `2611`, as in report ids. */
  readonly month: string
  readonly computedAt: Date
  /** When the clock alone makes it old; absent where it never will. */
  readonly staleAt?: Date
  /** Newest write that was seen before the reports were read, by the clock of the service. Empty: none. */
  readonly seenUpTo: string
  readonly tallies: readonly ReportTally[]
  readonly standing: StandingNow
}

export type KeptHead = Omit<KeptMonth, 'tallies' | 'standing'> & { readonly etag: string }

const schemaVersion = 2
/** A text of the service holds 32 Ki characters. */
const textInCharacters = 30_000
/** Under the one mebibyte that a row may have. */
const mostTexts = 15

const headCells = z.object({
  SchemaVersion: z.literal(schemaVersion),
  ComputedAt: z.coerce.date(),
  StaleAt: z.coerce.date().optional(),
  SeenUpTo: z.string(),
})

/** Year, then month. */
export const keptKey = (month: string): RowKey => ({
  partitionKey: `20${month.slice(0, 2)}`,
  rowKey: month.slice(2),
})

const monthOfKey = ({ partitionKey, rowKey }: RowKey): string => partitionKey.slice(2) + rowKey

/** @throws RangeError when a month holds more than a row can */
export function toKeptRow({ month, computedAt, staleAt, seenUpTo, ...counts }: KeptMonth): Row {
  const text = JSON.stringify(counts)
  const parts = Math.ceil(text.length / textInCharacters)
  if (parts > mostTexts)
    throw new RangeError(`the figures of ${month} are too long: ${text.length} characters`)
  const slices = Array.from({ length: parts }, (_, n) => {
    const slice = text.slice(n * textInCharacters, (n + 1) * textInCharacters)
    return [`State${n}`, slice] as const
  })
  return {
    ...keptKey(month),
    SchemaVersion: schemaVersion,
    ComputedAt: computedAt,
    StaleAt: staleAt,
    SeenUpTo: seenUpTo,
    Sent: counts.tallies.reduce((sum, { sent }) => sum + sent, 0),
    ...Object.fromEntries(slices),
  }
}

/** Without the figures. A row of another version of the program is as good as none, but is replaced. */
export async function listKeptHeads(storage: Storage): Promise<ReadonlyMap<string, KeptHead>> {
  const heads = new Map<string, KeptHead>()
  const select = ['SchemaVersion', 'ComputedAt', 'StaleAt', 'SeenUpTo']
  for await (const row of storage.table('Statistics').list({ select })) {
    const month = monthOfKey(row.key)
    heads.set(month, { ...(headOf(row) ?? unread), month, etag: row.etag })
  }
  return heads
}

const unread = { computedAt: new Date(0), staleAt: new Date(0), seenUpTo: '' }

function headOf({ cells }: StoredRow) {
  const { data } = headCells.safeParse(cells)
  if (!data) return undefined
  return {
    computedAt: data.ComputedAt,
    seenUpTo: data.SeenUpTo,
    ...(data.StaleAt && { staleAt: data.StaleAt }),
  }
}

/** One query per year. Months that were never counted are not there. */
export async function readKeptMonths(
  storage: Storage,
  months: readonly string[],
): Promise<ReadonlyMap<string, KeptMonth>> {
  const kept = new Map<string, KeptMonth>()
  for (const partitionKey of new Set(months.map((month) => keptKey(month).partitionKey))) {
    for await (const row of storage.table('Statistics').list({ partitionKey })) {
      const month = monthOfKey(row.key)
      const head = headOf(row)
      if (head && months.includes(month)) kept.set(month, { ...head, month, ...countsOf(row) })
    }
  }
  return kept
}

const countsSchema = z.object({ tallies: z.array(tallySchema), standing: standingNowSchema })

function countsOf({ cells }: StoredRow): z.infer<typeof countsSchema> {
  const parts = Array.from({ length: mostTexts }, (_, n) => z.string().default('').parse(cells[`State${n}`]))
  return countsSchema.parse(JSON.parse(parts.join('')))
}
