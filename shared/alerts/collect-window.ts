import { type CollectCursor, withTodo } from './collect-cursor'
import { dateOf, isPlain, type Slice, ticksOf } from './collect-slice'

/** A stretch of `lastUpdateDateTime`, and until when everything is read once it is. */
export type CollectWindow = {
  readonly from: Date
  readonly to: Date
  readonly readUntil: Date
  /** What the cursor says of our clock. */
  readonly clock?: 'was ahead' | 'is behind' | undefined
}

export type CollectWaits = {
  readonly lookbackInHours: number
  readonly overlapInMinutes: number
  readonly delayInSeconds: number
}

const hourInMs = 3600_000
const dayInMs = 24 * hourInMs
/** Clocks of machines differ by seconds; what differs more is wrong. */
export const clockToleranceInMs = 10 * 60_000
/** Graph keeps alerts for 180 days. */
const mostAgeInMs = 90 * dayInMs

/**
 * What has changed since the last window, and the overlap before it. Counted from the newest alert seen, if that is
 * earlier: a clock that was ahead for a time then hides nothing, and the stretch between is empty otherwise.
 */
export function windowAt(now: Date, cursor: CollectCursor, waits: CollectWaits): CollectWindow | undefined {
  const readable = now.getTime() - waits.delayInSeconds * 1000
  const overlapInMs = waits.overlapInMinutes * 60_000
  const until = cursor.readUntil?.getTime()
  if (until === undefined) return windowOf(readable - waits.lookbackInHours * hourInMs, readable)
  const newest = cursor.newestAt?.getTime() ?? until
  const isUnderWay = cursor.todo.some(({ isRefused }) => isRefused !== true)
  const start = (isUnderWay ? until : Math.min(until, newest)) - overlapInMs
  if (until <= now.getTime() + clockToleranceInMs)
    return until < readable ? windowOf(start, readable) : undefined
  if (newest > now.getTime() + clockToleranceInMs && cursor.newestAt !== undefined)
    // By Graph's clock: what comes is later than what came.
    return {
      ...windowOf(Math.min(until, newest) - overlapInMs, newest + mostAgeInMs, newest),
      clock: 'is behind',
    }
  const known = cursor.newestAt === undefined ? readable - 2 * dayInMs : newest - overlapInMs
  return { ...windowOf(Math.min(known, readable), readable), clock: 'was ahead' }
}

function windowOf(from: number, to: number, readUntil = to): CollectWindow {
  return { from: new Date(from), to: new Date(to), readUntil: new Date(readUntil) }
}

/** The window first, then what is left of earlier ones, then what was refused, unless it is too old by now. */
export function withWindow(
  now: Date,
  cursor: CollectCursor,
  window: CollectWindow | undefined,
): { readonly cursor: CollectCursor; readonly slices: readonly Slice[]; readonly givenUp: readonly Slice[] } {
  const isTooOld = ({ to, isRefused }: Slice) =>
    isRefused === true && dateOf(to).getTime() < now.getTime() - mostAgeInMs
  const left = cursor.todo.filter((slice) => !isTooOld(slice))
  const givenUp = cursor.todo.filter(isTooOld)
  const open = left.filter(({ isRefused }) => isRefused !== true)
  const refused = left.filter(({ isRefused }) => isRefused === true)
  if (window === undefined) return { cursor: withTodo(cursor, left), slices: [...open, ...refused], givenUp }
  const fresh = { from: ticksOf(window.from), to: ticksOf(window.to) }
  const slices = [fresh, ...open.filter((slice) => !isWithin(slice, fresh)), ...refused]
  const isSetBack = window.clock === 'was ahead'
  const begun = {
    ...cursor,
    readUntil: window.readUntil,
    ...(isSetBack && { doneUntil: window.from }),
    isClockTold: window.clock === undefined ? undefined : true,
  } as const
  return { cursor: withTodo(begun, slices), slices, givenUp }
}

const isWithin = (slice: Slice, other: Slice): boolean =>
  isPlain(slice) && slice.from >= other.from && slice.to <= other.to
