import {
  afterPage,
  type CollectCursor,
  type CollectWaits,
  type CollectWindow,
  emptyCursor,
  formatCursor,
  parseCursor,
  windowAt,
} from './collect-cursor'
import { type QueuePageDeps, queuePage } from './collect-page'
import { losesProgress, remedies, type StopCause, waitAfter } from './collect-refusal'
import { type GetPage, graphOrigin } from './graph-client'

export type CollectDeps = QueuePageDeps & {
  readonly getPage: GetPage
  readonly loadCursor: () => Promise<{ readonly text: string; readonly etag: string } | undefined>
  /** Compare-and-swap; without an ETag it makes the cursor. Answers the new ETag, or undefined on conflict. */
  readonly saveCursor: (text: string, etag: string | undefined) => Promise<string | undefined>
  readonly now: () => Date
  readonly settings: CollectWaits & { readonly endpoint: string }
}

export type CollectResult = {
  /** `more`: this run did its share, the next goes on. `conflict`: another run is at it. */
  readonly outcome: 'done' | 'more' | 'waiting' | 'stopped' | 'conflict'
  readonly cause?: StopCause
  readonly pages: number
  readonly queued: number
  /** Queued by an earlier run and not changed since. */
  readonly unchanged: number
  readonly quarantined: number
}

const alertsPerPage = 100
/** A run stays within Graph's 150 requests a minute and well within the function's timeout. */
const maxPagesPerRun = 50
const maxRunInMs = 4 * 60_000
/** A day with more alerts than this many pages hold is taken for a fault in paging. */
const maxPagesPerWindow = 1_000
const maxLinkInCharacters = 6_000
const restInMs = 15 * 60_000

/**
 * Queues what changed in Graph since the last run, page by page: a page is remembered only after every alert of it is
 * queued or quarantined, a window only after its last page. Alerts may come twice, and none is lost.
 * @throws when storage fails; the cursor then stands at the last page that was safe.
 */
export async function collectAlerts(deps: CollectDeps): Promise<CollectResult> {
  const startedAt = deps.now()
  const counts = { pages: 0, queued: 0, unchanged: 0, quarantined: 0 }
  const stored = await deps.loadCursor()
  let etag = stored?.etag
  let cursor = readCursor(deps, stored?.text)
  if (cursor.waitUntil !== undefined && cursor.waitUntil > startedAt) return { outcome: 'waiting', ...counts }

  const run = { links: new Set<string>(), marks: new Set([...cursor.seenBefore, ...cursor.seenNow]) }
  for (;;) {
    const window = windowAt(startedAt, cursor, deps.settings)
    if (window === undefined) return { outcome: 'done', ...counts }
    if (counts.pages >= maxPagesPerRun || deps.now().getTime() - startedAt.getTime() > maxRunInMs) {
      return { outcome: 'more', ...counts }
    }
    const step = await readPage(deps, cursor, window, run)
    etag = await deps.saveCursor(formatCursor(step.cursor), etag)
    if (step.cause !== undefined) return { outcome: 'stopped', cause: step.cause, ...counts }
    counts.pages += 1
    counts.queued += step.queued
    counts.unchanged += step.unchanged
    counts.quarantined += step.quarantined
    if (etag === undefined) return { outcome: 'conflict', ...counts }
    cursor = step.cursor
  }
}

/** Links followed and alerts met in this run: pages shift while alerts are updated, so some come twice. */
type Visited = { readonly links: Set<string>; readonly marks: Set<string> }

type Step = { readonly cursor: CollectCursor } & (
  | { readonly cause: StopCause }
  | {
      readonly cause?: never
      readonly queued: number
      readonly unchanged: number
      readonly quarantined: number
    }
)

async function readPage(
  deps: CollectDeps,
  cursor: CollectCursor,
  window: CollectWindow,
  run: Visited,
): Promise<Step> {
  const url = window.nextLink ?? firstPage(deps.settings.endpoint, window)
  const linkFault = faultOfLink(url, window, run.links)
  if (linkFault !== undefined) return stop(deps, cursor, window, linkFault)
  run.links.add(url)
  const answer = await deps.getPage(url)
  if (answer.kind === 'refused') {
    const until = waitAfter(answer, deps.now())
    return stop(deps, cursor, window, answer.cause, until, answer.detail)
  }
  const overlapFrom = new Date(window.to.getTime() - deps.settings.overlapInMinutes * 60_000)
  const { seen, ...counts } = await queuePage(deps, answer.alerts, run.marks, overlapFrom)
  const next = answer.nextLink
  if (next !== undefined && next.length > maxLinkInCharacters) return stop(deps, cursor, window, 'long-link')
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
  deps: CollectDeps,
  cursor: CollectCursor,
  window: CollectWindow,
  cause: StopCause,
  until?: Date,
  detail?: string,
): Step {
  const restarts = losesProgress(cause)
  const waitUntil = until ?? (restarts ? new Date(deps.now().getTime() + restInMs) : undefined)
  const { from, to, pages } = window
  deps.log('alerts not collected', { cause, detail, remedy: remedies[cause], from, to, pages, waitUntil })
  return { cause, cursor: { ...cursor, window: restarts ? undefined : cursor.window, waitUntil } }
}

function readCursor(deps: CollectDeps, text: string | undefined): CollectCursor {
  if (text === undefined) return emptyCursor
  const cursor = parseCursor(text)
  if (cursor !== undefined) return cursor
  const remedy = `Nothing to do: the last ${deps.settings.lookbackInHours} hours are read anew.`
  deps.log('cursor unreadable', { cause: 'The cursor in the table is none of ours.', remedy })
  return emptyCursor
}

function firstPage(endpoint: string, { from, to }: CollectWindow): string {
  const filter = `lastUpdateDateTime ge ${from.toISOString()} and lastUpdateDateTime lt ${to.toISOString()}`
  const query = `$filter=${encodeURIComponent(filter)}&$top=${alertsPerPage}`
  return `${graphOrigin(endpoint)}/v1.0/security/alerts_v2?${query}`
}
