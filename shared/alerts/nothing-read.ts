import * as z from 'zod'
import { dayInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import { alertSources, type AlertSource } from './alert'

/** An alert in which nothing of the other side was read, though it names something public. */
export type NothingRead = {
  readonly source: AlertSource
  readonly format: string
  readonly alertId: string
  /** Paths of members that hold it. */
  readonly members: readonly string[]
}

/** The row in Checkpoints. */
export const nothingReadRow = 'nothing-read'

const example = z.object({ alertId: z.string(), at: z.coerce.date(), members: z.array(z.string()) })
const pair = z.object({
  source: z.enum(alertSources),
  format: z.string(),
  begunAt: z.coerce.date(),
  lastAt: z.coerce.date(),
  /** Alerts by day of UTC, counted from 1970. */
  days: z.array(z.tuple([z.number(), z.number()])),
  examples: z.array(example),
})
export const nothingReadSchema = z.array(pair)

/** A source and a dialect in whose alerts nothing was read lately. */
export type NothingReadPair = z.infer<typeof pair>

const MOST_PAIRS = 20
const MOST_EXAMPLES = 3
const MOST_MEMBERS = 5
/** A pair that was silent for longer begins anew. */
const DAYS_KEPT = 7
const MOST_TRIES = 5

/**
 * Counts it in one row, by compare-and-swap. Where others are faster every time it goes uncounted: the figure says that
 * something is wrong, not how much.
 * @returns true where a pair begins to yield nothing, to one caller only
 */
export async function noteNothingRead(
  checkpoints: Checkpoints,
  seen: NothingRead,
  at: Date,
): Promise<boolean> {
  for (let n = 0; n < MOST_TRIES; n++) {
    const held = await checkpoints.load(nothingReadRow, nothingReadSchema)
    const pairs = (held?.value ?? []).filter((one) => isRecent(one, at))
    const known = pairs.find((one) => isOf(one, seen))
    const next = [counted(known, seen, at), ...pairs.filter((one) => one !== known)].slice(0, MOST_PAIRS)
    if ((await checkpoints.save(nothingReadRow, next, held?.etag)) !== undefined) return known === undefined
  }
  return false
}

/** Of the pairs in the row, those of the last seven days, with how many alerts there were in these. */
export function recentPairs(pairs: readonly NothingReadPair[], now: Date) {
  return pairs
    .filter((one) => isRecent(one, now))
    .map((one) => ({ ...one, alerts: recentDays(one.days, now).reduce((sum, [, count]) => sum + count, 0) }))
}

const isOf = (one: NothingReadPair, { source, format }: NothingRead) =>
  one.source === source && one.format === format.slice(0, 80)

const isRecent = ({ lastAt }: NothingReadPair, now: Date) =>
  now.getTime() - lastAt.getTime() < DAYS_KEPT * dayInMs

const dayOf = (at: Date) => Math.floor(at.getTime() / dayInMs)

const recentDays = (days: NothingReadPair['days'], now: Date) =>
  days.filter(([day]) => day > dayOf(now) - DAYS_KEPT)

function counted(known: NothingReadPair | undefined, seen: NothingRead, at: Date): NothingReadPair {
  const { source, format, alertId } = seen
  const days = recentDays(known?.days ?? [], at)
  const today = days.find(([day]) => day === dayOf(at))?.[1] ?? 0
  const members = seen.members.slice(0, MOST_MEMBERS).map((path) => path.slice(0, 80))
  return {
    ...{ source, format: format.slice(0, 80), begunAt: known?.begunAt ?? at, lastAt: at },
    days: [...days.filter(([day]) => day !== dayOf(at)), [dayOf(at), today + 1]],
    examples: [{ alertId: alertId.slice(0, 80), at, members }, ...(known?.examples ?? [])].slice(
      0,
      MOST_EXAMPLES,
    ),
  }
}
