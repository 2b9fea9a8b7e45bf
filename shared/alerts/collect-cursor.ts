import { createHash } from 'node:crypto'
import * as z from 'zod'

/** A stretch of `lastUpdateDateTime`, its end excluded, and how far its pages have been queued. */
export type CollectWindow = {
  readonly from: Date
  readonly to: Date
  /** The page to fetch next, as Graph named it. */
  readonly nextLink?: string | undefined
  readonly pages: number
}

/** What collecting remembers between runs. Everything changed before `doneUntil` is queued. */
export type CollectCursor = {
  readonly doneUntil?: Date | undefined
  readonly window?: CollectWindow | undefined
  /** Graph asked to be left alone until then. */
  readonly waitUntil?: Date | undefined
  /** Nothing older is read again: the look back of the very first run did not reach there. */
  readonly notBefore?: Date | undefined
  /** Marks of alerts in the overlap, queued in the last window; see {@link markOf}. */
  readonly seenBefore: readonly string[]
  /** The same for the window under way, to be `seenBefore` of the next. */
  readonly seenNow: readonly string[]
}

export type CollectWaits = {
  readonly lookbackInHours: number
  readonly overlapInMinutes: number
  readonly delayInSeconds: number
}

/** Two lists of them, and the rest of a cursor, stay below the 32 Ki characters of a table's cell. */
export const maxMarks = 900
/** So that a long silence is caught up in pieces, each of which can be finished. */
const maxWindowInMs = 24 * 3600_000

const instant = z.iso.datetime().transform((text) => new Date(text))
const marks = z.string().transform((text) => text.split(' ').filter((mark) => mark !== ''))

const stored = z.object({
  doneUntil: instant.optional(),
  window: z
    .object({ from: instant, to: instant, nextLink: z.string().optional(), pages: z.int().min(0) })
    .optional(),
  waitUntil: instant.optional(),
  notBefore: instant.optional(),
  seenBefore: marks,
  seenNow: marks,
})

export const emptyCursor: CollectCursor = { seenBefore: [], seenNow: [] }

/** undefined where the text is no cursor: a run then looks back as the first one did. */
export function parseCursor(text: string): CollectCursor | undefined {
  try {
    return stored.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

export function formatCursor(cursor: CollectCursor): string {
  return JSON.stringify({
    ...cursor,
    seenBefore: cursor.seenBefore.join(' '),
    seenNow: cursor.seenNow.join(' '),
  })
}

/** The window to go on with; undefined when there is nothing old enough to read yet. */
export function windowAt(now: Date, cursor: CollectCursor, waits: CollectWaits): CollectWindow | undefined {
  if (cursor.window !== undefined) return cursor.window
  const readable = now.getTime() - waits.delayInSeconds * 1000
  const done = cursor.doneUntil?.getTime() ?? readable - waits.lookbackInHours * 3600_000
  if (done >= readable) return undefined
  const overlapInMs = cursor.doneUntil === undefined ? 0 : waits.overlapInMinutes * 60_000
  return {
    from: new Date(done - overlapInMs),
    to: new Date(Math.min(readable, done + maxWindowInMs)),
    pages: 0,
  }
}

/** The cursor after a page is safely queued: on to the next page, or the window is closed. */
export function afterPage(
  cursor: CollectCursor,
  window: CollectWindow,
  nextLink: string | undefined,
  seen: readonly string[],
): CollectCursor {
  const seenNow = [...new Set([...cursor.seenNow, ...seen])].slice(-maxMarks)
  return nextLink === undefined
    ? { doneUntil: window.to, notBefore: cursor.notBefore, seenBefore: seenNow, seenNow: [] }
    : { ...cursor, window: { ...window, nextLink, pages: window.pages + 1 }, waitUntil: undefined, seenNow }
}

/** An alert as it stood when it was last changed: the same mark, the same alert. undefined for what has no id. */
export function markOf(alert: unknown): string | undefined {
  const named = z.object({ id: z.string(), lastUpdateDateTime: z.string() }).safeParse(alert)
  if (!named.success) return undefined
  const hash = createHash('sha256').update(`${named.data.id}\n${named.data.lastUpdateDateTime}`)
  return hash.digest('base64url').slice(0, 12)
}
