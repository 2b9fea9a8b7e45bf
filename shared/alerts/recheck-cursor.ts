import * as z from 'zod'

/** Where a recheck stands: behind this alert of this report. An empty key: before the report's first alert. */
export type RecheckPosition = { readonly reportId: string; readonly sightingKey: string }

/** What rechecking remembers between runs. */
export type RecheckCursor = {
  /** When the last recheck began, or the one under way. */
  readonly startedAt: Date
  readonly isUnderWay: boolean
  /** Everything up to here is done; absent at the start. */
  readonly after?: RecheckPosition | undefined
  /** Runs on end that stopped at the next alert for a reason that may lie in this very alert. */
  readonly failures?: number | undefined
  /** Graph asked to be left alone until then. */
  readonly waitUntil?: Date | undefined
}

const everyInMs = 7 * 24 * 3600_000

const instant = z.iso.datetime().transform((text) => new Date(text))
const stored = z.object({
  startedAt: instant,
  isUnderWay: z.boolean(),
  after: z.object({ reportId: z.string(), sightingKey: z.string() }).optional(),
  failures: z.int().optional(),
  waitUntil: instant.optional(),
})

/** undefined where the text is no cursor. */
export function parseRecheckCursor(text: string): RecheckCursor | undefined {
  try {
    return stored.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

export const formatRecheckCursor = (cursor: RecheckCursor): string => JSON.stringify(cursor)

/** The recheck to go on with, or a new one a week after the last; undefined in between, and while Graph wants rest. */
export function recheckAt(now: Date, cursor: RecheckCursor): RecheckCursor | undefined {
  if (cursor.waitUntil !== undefined && cursor.waitUntil > now) return undefined
  if (cursor.isUnderWay) return { ...cursor, waitUntil: undefined }
  const isDue = now.getTime() - cursor.startedAt.getTime() >= everyInMs
  return isDue ? { startedAt: now, isUnderWay: true } : undefined
}
