import * as z from 'zod'
import { dateOf, isPlain, merged, parseTicks, type Slice, textOfTicks, ticksOf } from './collect-slice'

/** What collecting remembers between runs. */
export type CollectCursor = {
  /** Everything changed before is queued, except what is refused. */
  readonly doneUntil?: Date | undefined
  /** Everything changed before is queued, or in `todo`. */
  readonly readUntil?: Date | undefined
  /** The latest change seen, by the clock of Graph. */
  readonly newestAt?: Date | undefined
  /** What is still to be read, next first. */
  readonly todo: readonly Slice[]
  /** How long the first slice was to be when a run ended within it: a shorter run must not begin with a longer one. */
  readonly spanInMs?: number | undefined
  /** The largest page that Graph ever gave. */
  readonly largestPage: number
  /** Graph asked to be left alone until then. */
  readonly waitUntil?: Date | undefined
  /** Nothing older is read again: the look back of the very first run did not reach there. */
  readonly notBefore?: Date | undefined
  /** That our clock is behind has been told. */
  readonly isClockTold?: true | undefined
}

/** A cell of a table holds 32 Ki characters; quotes are escaped on the way. */
const mostCharacters = 24_000

const instant = z.iso.datetime().transform((text) => new Date(text))
const ticks = z.string().transform((text, context) => {
  const parsed = parseTicks(text)
  if (parsed !== undefined) return parsed
  context.addIssue('not an instant')
  return z.NEVER
})
const slice = z.object({
  from: ticks,
  to: ticks,
  created: z.object({ from: ticks.optional(), to: ticks.optional() }).optional(),
  conditions: z.array(z.string()).optional(),
  isRefused: z.literal(true).optional(),
})
const stored = z.object({
  doneUntil: instant.optional(),
  readUntil: instant.optional(),
  newestAt: instant.optional(),
  todo: z.array(slice).default([]),
  spanInMs: z.int().min(1).optional(),
  largestPage: z.int().min(0).default(0),
  waitUntil: instant.optional(),
  notBefore: instant.optional(),
  isClockTold: z.literal(true).optional(),
})

export const emptyCursor: CollectCursor = { todo: [], largestPage: 0 }

/** undefined where the text is no cursor: a run then looks back as the first one did. */
export function parseCursor(text: string): CollectCursor | undefined {
  try {
    const cursor = stored.parse(JSON.parse(text))
    // Cursors of earlier versions knew windows, and no `readUntil`.
    return { ...cursor, readUntil: cursor.readUntil ?? cursor.doneUntil }
  } catch {
    return undefined
  }
}

/** Where the slices have become too many, larger ones around them are kept: some alerts are then read again. */
export function formatCursor(cursor: CollectCursor): string {
  const text = JSON.stringify(cursor, (_, value: unknown) =>
    typeof value === 'bigint' ? textOfTicks(value) : value,
  )
  if (text.length <= mostCharacters) return text
  const todo = cursor.todo.map(({ from, to, isRefused }) => ({ from, to, isRefused }))
  const joined = todo.every(isPlain) && cursor.todo.every(isPlain) ? [aroundAll(todo)] : merged(todo)
  return formatCursor({ ...cursor, todo: joined })
}

function aroundAll(slices: readonly Slice[]): Slice {
  const from = slices.reduce(
    (least, one) => (one.from < least ? one.from : least),
    ticksOf(new Date(8.64e15)),
  )
  const to = slices.reduce((most, one) => (one.to > most ? one.to : most), 0n)
  return { from, to }
}

/** The cursor with this still to be read. */
export function withTodo(cursor: CollectCursor, todo: readonly Slice[]): CollectCursor {
  const left = merged(todo)
  const open = left.filter(({ isRefused }) => isRefused !== true).map(({ from }) => dateOf(from))
  const first = open.reduce<Date | undefined>((least, at) => (least && least < at ? least : at), undefined)
  const before = cursor.doneUntil
  // A window begins within the overlap; what was done before it stays done.
  const doneUntil = first === undefined ? cursor.readUntil : before && before > first ? before : first
  return { ...cursor, todo: left, doneUntil, ...(first === undefined && { spanInMs: undefined }) }
}
