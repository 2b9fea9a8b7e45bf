import type { CollectCursor } from './collect-cursor'
import type { CursorStore, Pass } from './collect-pass'
import { dateOf } from './collect-slice'
import { clockToleranceInMs, type CollectWaits, type CollectWindow } from './collect-window'

const hourInMs = 3600_000
const everyInMs = 24 * hourInMs
/** By how much Graph may show a change late: this long before the end of one re-sweep, the next one begins. */
const latenessInMs = 24 * hourInMs
/** How far back it looks at least. */
const reachInMs = 48 * hourInMs

/**
 * Once a day, everything changed in the last 48 hours: alerts that Graph showed too late for the overlap of the main
 * window. After an outage it reaches back to a day before the last re-sweep, since what Graph showed late meanwhile
 * nobody has read. The first one comes a day after the first run and never reaches further back than that run did.
 */
export function resweepPass(cursors: CursorStore, now: Date, waits: CollectWaits): Pass {
  const notBefore = new Date(now.getTime() - waits.lookbackInHours * hourInMs)
  return {
    reads: 'changes of the last 48 hours',
    cursors,
    windowAt: (at, cursor) => resweepWindowAt(at, cursor, waits),
    fresh: {
      cursor: { doneUntil: now, readUntil: now, notBefore, todo: [], largestPage: 0 },
      isKept: true,
      remedy: 'Nothing to do: the last 48 hours are read again in a day.',
    },
  }
}

/** A new window a day after the last, once that is read; undefined in between. A time still to come is none. */
export function resweepWindowAt(
  now: Date,
  cursor: CollectCursor,
  { delayInSeconds }: Pick<CollectWaits, 'delayInSeconds'>,
): CollectWindow | undefined {
  if (cursor.todo.some(({ isRefused }) => isRefused !== true)) return undefined
  const to = now.getTime() - delayInSeconds * 1000
  const lastAt = cursor.readUntil?.getTime() ?? 0
  const isToCome = lastAt > now.getTime() + clockToleranceInMs
  if (!isToCome && to - lastAt < everyInMs) return undefined
  const from = Math.min(to, Math.max(reachFrom(to, cursor), cursor.notBefore?.getTime() ?? 0))
  return { from: new Date(from), to: new Date(to), readUntil: new Date(to) }
}

function reachFrom(to: number, { readUntil }: CollectCursor): number {
  return Math.min(to - reachInMs, (readUntil?.getTime() ?? to) - latenessInMs)
}

/** No window of this cursor, open or next, begins earlier. */
export function resweepReadsFrom(now: Date, cursor: CollectCursor): Date {
  const open = cursor.todo.map(({ from }) => dateOf(from).getTime())
  return new Date(Math.min(reachFrom(now.getTime(), cursor), ...open))
}
