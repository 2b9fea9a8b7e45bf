import * as z from 'zod'
import { dayInMs } from '../model/time'
import type { Checkpoints } from './checkpoints'

/** How often something was seen lately. */
export const recentCountSchema = z.object({
  begunAt: z.coerce.date(),
  lastAt: z.coerce.date(),
  /** Times seen by day of UTC, counted from 1970. */
  days: z.array(z.tuple([z.number(), z.number()])),
})
export type RecentCount = z.infer<typeof recentCountSchema>

/** One row in Checkpoints that holds the counts of things of a kind. */
export type RecentCounts<T extends RecentCount> = { readonly row: string; readonly schema: z.ZodType<T[]> }

const MOST_THINGS = 20
/** A thing that was silent for longer begins anew. */
const DAYS_KEPT = 7
const MOST_TRIES = 5

/**
 * Counts one in its row, by compare-and-swap. Where others are faster every time it goes uncounted: the figure says that
 * something is wrong, not how much.
 * @param next what the row holds of it then; undefined where it was counted before
 * @returns true where it begins, to one caller only
 */
export async function countRecent<T extends RecentCount>(
  checkpoints: Checkpoints,
  { row, schema }: RecentCounts<T>,
  isIt: (one: T) => boolean,
  next: (known: T | undefined, count: RecentCount) => T | undefined,
  at: Date,
): Promise<boolean> {
  for (let n = 0; n < MOST_TRIES; n++) {
    const held = await checkpoints.load(row, schema)
    const recent = (held?.value ?? []).filter((one) => isRecent(one, at))
    const known = recent.find(isIt)
    const counted = next(known, countedOnceMore(known, at))
    if (counted === undefined) return false
    const kept = [counted, ...recent.filter((one) => one !== known)].slice(0, MOST_THINGS)
    if ((await checkpoints.save(row, kept, held?.etag)) !== undefined) return known === undefined
  }
  return false
}

/** Of the things in the row, those of the last seven days, with how many alerts there were in these. */
export function recentOf<T extends RecentCount>(things: readonly T[], now: Date) {
  return things
    .filter((one) => isRecent(one, now))
    .map((one) => ({ ...one, alerts: recentDays(one.days, now).reduce((sum, [, count]) => sum + count, 0) }))
}

function countedOnceMore(known: RecentCount | undefined, at: Date): RecentCount {
  const days = recentDays(known?.days ?? [], at)
  const today = days.find(([day]) => day === dayOf(at))?.[1] ?? 0
  return {
    ...{ begunAt: known?.begunAt ?? at, lastAt: at },
    days: [...days.filter(([day]) => day !== dayOf(at)), [dayOf(at), today + 1]],
  }
}

const isRecent = ({ lastAt }: RecentCount, now: Date) =>
  now.getTime() - lastAt.getTime() < DAYS_KEPT * dayInMs

const dayOf = (at: Date) => Math.floor(at.getTime() / dayInMs)

const recentDays = (days: RecentCount['days'], now: Date) =>
  days.filter(([day]) => day > dayOf(now) - DAYS_KEPT)
