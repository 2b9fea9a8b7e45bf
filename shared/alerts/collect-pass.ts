import type { CollectBudget } from './collect-budget'
import { type CollectCursor, formatCursor, parseCursor, withTodo } from './collect-cursor'
import type { CollectMemory } from './collect-memory'
import { type QueuePageDeps, queuePage } from './collect-page'
import { maxWaitInMs, remedies, type StopCause, waitAfter } from './collect-refusal'
import { dateOf, filterOf, type Slice, tickInMs } from './collect-slice'
import { type CollectWindow, withWindow } from './collect-window'
import type { GetPage } from './graph-client'
import type { Kept } from './reading'
import { type ReadEvent, readSlices } from './read-slices'

const mostRestInMs = 25_000

/** Where a cursor is kept between runs. */
export type CursorStore = {
  readonly load: () => Promise<{ readonly text: string; readonly etag: string } | undefined>
  /** Compare-and-swap; without an ETag it makes the cursor. Answers the new ETag, or undefined on conflict. */
  readonly save: (text: string, etag: string | undefined) => Promise<string | undefined>
}

export type PassDeps = QueuePageDeps & {
  readonly getPage: GetPage
  readonly now: () => Date
  readonly settings: { readonly endpoint: string }
}

/** One way through the alerts, window by window, with a cursor of its own. */
export type Pass = {
  /** For the log: what is read. */
  readonly reads: string
  readonly cursors: CursorStore
  /** What is to be read besides what is left of earlier windows; undefined when there is nothing yet. */
  readonly windowAt: (now: Date, cursor: CollectCursor) => CollectWindow | undefined
  /** Where it starts without a cursor that can be read. `isKept`: that start is itself to be remembered. */
  readonly fresh: { readonly cursor: CollectCursor; readonly isKept: boolean; readonly remedy: string }
}

/** What one run shares between its passes. */
export type CollectRun = { readonly budget: CollectBudget; readonly memory: CollectMemory }

export type PassCounts = {
  /** Pages of alerts that Graph gave. */
  readonly pages: number
  readonly queued: number
  /** Queued before and not changed since. */
  readonly unchanged: number
  readonly quarantined: number
}

export type PassResult = PassCounts & {
  /** `more`: this run did its share, the next goes on. `conflict`: another run is at it. */
  readonly outcome: 'done' | 'more' | 'waiting' | 'stopped' | 'conflict'
  readonly cause?: StopCause
}

/** How a pass ended, and its cursor as it is then. */
export type PassEnd = {
  readonly result: PassResult
  readonly cursor: CollectCursor
  readonly etag: string | undefined
}

type Progress = {
  cursor: CollectCursor
  etag: string | undefined
  readonly counts: { -readonly [Name in keyof PassCounts]: number }
  /** Refused slices, not told yet: should Graph refuse everything, they are nothing to speak of. */
  refused: (ReadEvent & { readonly kind: 'refused' })[]
}

/**
 * Queues what is in the windows of a pass: what was asked for is remembered as read only after every alert of it is
 * queued or quarantined. Alerts may come twice, and none is lost.
 * @throws when storage fails; the cursor is then where it was safe.
 */
export async function collectPass(deps: PassDeps, pass: Pass, run: CollectRun): Promise<PassEnd> {
  const { startedAt } = run.budget
  const progress: Progress = {
    ...(await openCursor(deps, pass)),
    counts: { pages: 0, queued: 0, unchanged: 0, quarantined: 0 },
    refused: [],
  }
  if (isWaiting(progress.cursor, startedAt)) return endOf(progress, 'waiting')
  const window = pass.windowAt(startedAt, progress.cursor)
  const { cursor, slices, givenUp } = withWindow(startedAt, progress.cursor, window)
  if (window?.clock !== undefined && cursor.isClockTold !== progress.cursor.isClockTold)
    tellClock(deps, pass, progress.cursor, window)
  for (const slice of givenUp) tellGivenUp(deps, pass, slice)
  progress.cursor = cursor
  return readAll(deps, pass, run, progress, {
    slices,
    kept: keptOf(cursor, slices[window === undefined ? 0 : 1]),
  })
}

/** The slices after the window are those that earlier runs left. */
function keptOf({ spanInMs }: CollectCursor, slice: Slice | undefined): Kept | undefined {
  return spanInMs === undefined || slice === undefined
    ? undefined
    : { slice, span: BigInt(spanInMs) * tickInMs }
}

async function readAll(
  deps: PassDeps,
  pass: Pass,
  { budget, memory }: CollectRun,
  progress: Progress,
  { slices, kept }: { readonly slices: readonly Slice[]; readonly kept: Kept | undefined },
): Promise<PassEnd> {
  const { endpoint } = deps.settings
  const { largestPage } = progress.cursor
  const reader = { endpoint, getPage: patientPages(deps, budget), take: budget.take, largestPage, kept }
  for await (const event of readSlices(reader, slices)) {
    await follow(deps, pass, memory, progress, event)
    progress.etag = await pass.cursors.save(formatCursor(progress.cursor), progress.etag)
    if (event.kind === 'stopped') return endOf(progress, 'stopped', event.refusal.cause)
    if (progress.etag === undefined) return endOf(progress, 'conflict')
    if (event.kind === 'spent') return leave(deps, pass, progress, 'more')
  }
  return leave(deps, pass, progress, 'done')
}

/** What Graph refuses for a short time is asked for once more after it, in the same run. */
function patientPages({ getPage, now }: PassDeps, budget: CollectBudget): GetPage {
  return async (url) => {
    const answer = await getPage(url)
    const until = answer.kind === 'refused' ? waitAfter(answer, now()) : undefined
    const restInMs = until === undefined ? 0 : until.getTime() - now().getTime()
    if (restInMs <= 0 || restInMs > mostRestInMs || !(await budget.rest(restInMs))) return answer
    return (await budget.take()) ? getPage(url) : answer
  }
}

/** Does what an event is about; the cursor moves after that. */
async function follow(
  deps: PassDeps,
  pass: Pass,
  memory: CollectMemory,
  progress: Progress,
  event: ReadEvent,
): Promise<void> {
  const { cursor, counts } = progress
  const spanInMs = Math.max(1, Number(event.span / tickInMs))
  const { largestPage } = event
  const moved = withTodo({ ...cursor, spanInMs, largestPage, waitUntil: undefined }, event.todo)
  progress.cursor = moved
  switch (event.kind) {
    case 'spent':
      return
    case 'page': {
      const page = await queuePage(deps, event.alerts, memory)
      counts.pages += 1
      counts.queued += page.queued
      counts.unchanged += page.unchanged
      counts.quarantined += page.quarantined
      progress.cursor = { ...moved, newestAt: newestOf(event.alerts, cursor.newestAt) }
      tellRefused(deps, pass, progress)
      return
    }
    case 'refused':
      progress.refused.push(event)
      return
    case 'remains':
      tellRemaining(deps, pass, event)
      return
    case 'stopped':
      progress.refused = []
      progress.cursor = { ...moved, waitUntil: waitAfter(event.refusal, deps.now()) }
      tellStopped(deps, pass, event, progress.cursor.waitUntil)
      return
  }
}

function newestOf(alerts: readonly unknown[], before: Date | undefined): Date | undefined {
  let newest = before?.getTime() ?? -Infinity
  for (const alert of alerts) {
    if (typeof alert !== 'object' || alert === null || !('lastUpdateDateTime' in alert)) continue
    const at = Date.parse(String(alert.lastUpdateDateTime))
    if (at > newest) newest = at
  }
  return Number.isFinite(newest) ? new Date(newest) : undefined
}

const endOf = (
  { counts, cursor, etag }: Progress,
  outcome: PassResult['outcome'],
  cause?: StopCause,
): PassEnd => ({ result: { outcome, ...(cause && { cause }), ...counts }, cursor, etag })

function leave(deps: PassDeps, pass: Pass, progress: Progress, outcome: 'done' | 'more'): PassEnd {
  tellRefused(deps, pass, progress)
  return endOf(progress, outcome)
}

/** A wait longer than any that we keep was written under a wrong clock. */
function isWaiting({ waitUntil }: CollectCursor, now: Date): boolean {
  if (waitUntil === undefined) return false
  const inMs = waitUntil.getTime() - now.getTime()
  return inMs > 0 && inMs <= maxWaitInMs
}

/** The cursor as it was left, or the one to start with. */
async function openCursor(
  deps: PassDeps,
  { cursors, fresh, reads }: Pass,
): Promise<Pick<PassEnd, 'cursor' | 'etag'>> {
  const held = await cursors.load()
  const cursor = held && parseCursor(held.text)
  if (cursor !== undefined) return { cursor, etag: held?.etag }
  if (held !== undefined) {
    const { remedy } = fresh
    deps.log('cursor unreadable', { reads, cause: 'The cursor in the table is none of ours.', remedy })
  }
  if (!fresh.isKept) return { cursor: fresh.cursor, etag: held?.etag }
  return { cursor: fresh.cursor, etag: await cursors.save(formatCursor(fresh.cursor), held?.etag) }
}

const told = ({ reads }: Pass, slice: Slice) => ({
  reads,
  from: dateOf(slice.from),
  to: dateOf(slice.to),
  slice: filterOf(slice),
})

/** One line says what happened and what to do. */
function tellStopped(
  { log }: PassDeps,
  pass: Pass,
  { slice, refusal: { cause, detail } }: ReadEvent & { readonly kind: 'stopped' },
  waitUntil: Date | undefined,
): void {
  log('alerts not collected', { ...told(pass, slice), cause, detail, remedy: remedies[cause], waitUntil })
}

/** Each once: a slice within one that was refused before has been told. */
function tellRefused({ log }: PassDeps, pass: Pass, progress: Progress): void {
  for (const { slice, refusal } of progress.refused) {
    if (slice.isRefused) continue
    const { cause, detail } = refusal
    const remedy =
      'Nothing to do, unless it lasts: the others are read, and this slice is tried at every run.'
    log('slice not read', { ...told(pass, slice), cause, detail, remedy })
  }
  progress.refused = []
}

function tellRemaining(
  { log }: PassDeps,
  pass: Pass,
  { slice, read, count }: ReadEvent & { readonly kind: 'remains' },
): void {
  const cause = `Graph shows ${read} of ${count ?? 'more'} alerts that have everything in common that it filters by.`
  const remedy =
    'Look at the alerts of this instant in the Defender portal; send the others to receiveAlerts.'
  log('alerts out of reach', { ...told(pass, slice), cause, read, count, remedy })
}

function tellGivenUp({ log }: PassDeps, pass: Pass, slice: Slice): void {
  const cause = 'Graph has refused this slice until it was too old.'
  log('slice given up', {
    ...told(pass, slice),
    cause,
    remedy: 'Look at these alerts in the Defender portal.',
  })
}

function tellClock({ log }: PassDeps, { reads }: Pass, cursor: CollectCursor, window: CollectWindow): void {
  const isAhead = window.clock === 'was ahead'
  log('clock wrong', {
    reads,
    cause: isAhead
      ? `The cursor is at ${cursor.readUntil?.toISOString() ?? '-'}, which is still to come: a clock was ahead.`
      : `Graph has shown alerts changed at ${cursor.newestAt?.toISOString() ?? '-'}: our clock is behind.`,
    remedy: isAhead
      ? 'Nothing to do: the cursor is set back to the last alert seen.'
      : 'Correct the clock of this machine. Alerts are read by the clock of Graph meanwhile.',
  })
}
