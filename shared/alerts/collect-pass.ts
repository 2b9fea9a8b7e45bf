import type { CollectBudget } from './collect-budget'
import {
  afterPage,
  type CollectCursor,
  type CollectWindow,
  formatCursor,
  parseCursor,
} from './collect-cursor'
import { type QueuePageDeps, queuePage } from './collect-page'
import { losesProgress, remedies, type StopCause, waitAfter } from './collect-refusal'
import type { GetPage } from './graph-client'
import { graphOrigin } from './graph-request'

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
  /** The window to go on with; undefined when there is nothing to read yet. */
  readonly windowAt: (now: Date, cursor: CollectCursor) => CollectWindow | undefined
  /** Where it starts without a cursor that can be read. `isKept`: that start is itself to be remembered. */
  readonly fresh: { readonly cursor: CollectCursor; readonly isKept: boolean; readonly remedy: string }
  /** How much of a window the next one reads again. */
  readonly overlapInMs: number
}

/** What one run shares between its passes: pages shift while alerts are updated, so some alerts come twice. */
export type CollectRun = {
  readonly budget: CollectBudget
  /** Links followed. */
  readonly links: Set<string>
  /** Marks of the alerts known to be queued as they stand. */
  readonly marks: Set<string>
}

export type PassCounts = {
  readonly pages: number
  readonly queued: number
  /** Queued by an earlier run and not changed since. */
  readonly unchanged: number
  readonly quarantined: number
}

export type PassResult = PassCounts & {
  /** `more`: this run did its share, the next goes on. `conflict`: another run is at it. */
  readonly outcome: 'done' | 'more' | 'waiting' | 'stopped' | 'conflict'
  readonly cause?: StopCause
}

/** How a pass ended, and its cursor as it stands then. */
export type PassEnd = {
  readonly result: PassResult
  readonly cursor: CollectCursor
  readonly etag: string | undefined
}

const alertsPerPage = 100
/** A window with more alerts than this many pages hold is taken for a fault in paging. */
const maxPagesPerWindow = 1_000
const maxLinkInCharacters = 6_000
const restInMs = 15 * 60_000

/**
 * Queues what lies in the windows of a pass, page by page: a page is remembered only after every alert of it is queued
 * or quarantined, a window only after its last page. Alerts may come twice, and none is lost.
 * @throws when storage fails; the cursor then stands at the last page that was safe.
 */
export async function collectPass(deps: PassDeps, pass: Pass, run: CollectRun): Promise<PassEnd> {
  const counts = { pages: 0, queued: 0, unchanged: 0, quarantined: 0 }
  let { cursor, etag } = await openCursor(deps, pass)
  const end = (outcome: PassResult['outcome'], cause?: StopCause): PassEnd => ({
    result: { outcome, ...(cause && { cause }), ...counts },
    cursor,
    etag,
  })
  const { startedAt } = run.budget
  if (cursor.waitUntil !== undefined && cursor.waitUntil > startedAt) return end('waiting')

  for (const mark of [...cursor.seenBefore, ...cursor.seenNow]) run.marks.add(mark)
  for (;;) {
    const window = pass.windowAt(startedAt, cursor)
    if (window === undefined) return end('done')
    if (!run.budget.take()) return end('more')
    const step = await readPage(deps, pass, cursor, window, run)
    etag = await pass.cursors.save(formatCursor(step.cursor), etag)
    cursor = step.cursor
    if (step.cause !== undefined) return end('stopped', step.cause)
    counts.pages += 1
    counts.queued += step.queued
    counts.unchanged += step.unchanged
    counts.quarantined += step.quarantined
    if (etag === undefined) return end('conflict')
  }
}

type Step = { readonly cursor: CollectCursor } & (
  { readonly cause: StopCause } | ({ readonly cause?: never } & Omit<PassCounts, 'pages'>)
)

async function readPage(
  deps: PassDeps,
  pass: Pass,
  cursor: CollectCursor,
  window: CollectWindow,
  run: CollectRun,
): Promise<Step> {
  const url = window.nextLink ?? firstPage(deps.settings.endpoint, window)
  const linkFault = faultOfLink(url, window, run.links)
  if (linkFault !== undefined) return stop(deps, pass, cursor, window, linkFault)
  run.links.add(url)
  const answer = await deps.getPage(url)
  if (answer.kind === 'refused') {
    const until = waitAfter(answer, deps.now())
    return stop(deps, pass, cursor, window, answer.cause, until, answer.detail)
  }
  const overlapFrom = new Date(window.to.getTime() - pass.overlapInMs)
  const { seen, ...counts } = await queuePage(deps, answer.alerts, run.marks, overlapFrom)
  const next = answer.nextLink
  if (next !== undefined && next.length > maxLinkInCharacters)
    return stop(deps, pass, cursor, window, 'long-link')
  return { cursor: afterPage(cursor, window, next, seen), ...counts }
}

function faultOfLink(
  url: string,
  window: CollectWindow,
  visited: ReadonlySet<string>,
): StopCause | undefined {
  if (visited.has(url)) return 'looping-link'
  return window.pages >= maxPagesPerWindow ? 'endless-link' : undefined
}

/** One line says what happened and what to do; the cursor keeps what is safely queued. */
function stop(
  deps: PassDeps,
  { reads }: Pass,
  cursor: CollectCursor,
  window: CollectWindow,
  cause: StopCause,
  until?: Date,
  detail?: string,
): Step {
  const restarts = losesProgress(cause)
  const waitUntil = until ?? (restarts ? new Date(deps.now().getTime() + restInMs) : undefined)
  const { from, to, pages } = window
  deps.log('alerts not collected', {
    reads,
    cause,
    detail,
    remedy: remedies[cause],
    from,
    to,
    pages,
    waitUntil,
  })
  return { cause, cursor: { ...cursor, window: restarts ? undefined : cursor.window, waitUntil } }
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

function firstPage(endpoint: string, { from, to }: CollectWindow): string {
  const filter = `lastUpdateDateTime ge ${from.toISOString()} and lastUpdateDateTime lt ${to.toISOString()}`
  const query = `$filter=${encodeURIComponent(filter)}&$top=${alertsPerPage}`
  return `${graphOrigin(endpoint)}/v1.0/security/alerts_v2?${query}`
}
