import type { CollectCursor, CollectWaits, CollectWindow } from './collect-cursor'
import type { CursorStore, Pass } from './collect-pass'

const hourInMs = 3600_000
const everyInMs = 24 * hourInMs
const reachInMs = 48 * hourInMs

/**
 * Once a day, everything changed in the last 48 hours: alerts that Graph showed too late for the overlap of the main
 * window. The first one comes a day after the first run and never reaches further back than that run did.
 */
export function resweepPass(cursors: CursorStore, now: Date, waits: CollectWaits): Pass {
  const notBefore = new Date(now.getTime() - waits.lookbackInHours * hourInMs)
  return {
    reads: 'changes of the last 48 hours',
    cursors,
    windowAt: (at, cursor) => resweepWindowAt(at, cursor, waits),
    fresh: {
      cursor: { doneUntil: now, notBefore, seenBefore: [], seenNow: [] },
      isKept: true,
      remedy: 'Nothing to do: the last 48 hours are read again in a day.',
    },
    overlapInMs: reachInMs - everyInMs,
  }
}

/** The window under way, or a new one a day after the last; undefined in between. */
export function resweepWindowAt(
  now: Date,
  cursor: CollectCursor,
  { delayInSeconds }: Pick<CollectWaits, 'delayInSeconds'>,
): CollectWindow | undefined {
  if (cursor.window !== undefined) return cursor.window
  const to = now.getTime() - delayInSeconds * 1000
  const lastAt = cursor.doneUntil?.getTime() ?? 0
  if (to - lastAt < everyInMs) return undefined
  const from = Math.max(to - reachInMs, cursor.notBefore?.getTime() ?? 0)
  return { from: new Date(from), to: new Date(to), pages: 0 }
}
