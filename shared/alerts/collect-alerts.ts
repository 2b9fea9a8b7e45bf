import { collectBudget } from './collect-budget'
import { type CollectCursor, emptyCursor, formatCursor } from './collect-cursor'
import { collectMemory, type MemoryStore } from './collect-memory'
import {
  collectPass,
  type CollectRun,
  type CursorStore,
  type Pass,
  type PassDeps,
  type PassEnd,
  type PassResult,
} from './collect-pass'
import { type CollectWaits, windowAt } from './collect-window'
import { recheckAlerts, type RecheckDeps, type RecheckResult } from './recheck-alerts'
import { resweepPass, resweepReadsFrom } from './resweep'

export type CollectDeps = PassDeps &
  Omit<RecheckDeps, 'cursors'> & {
    readonly cursors: {
      /** What changed since the last run. */
      readonly latest: CursorStore
      /** The daily look at the last 48 hours. */
      readonly resweep: CursorStore
      /** The weekly look at the alerts behind open reports. */
      readonly recheck: CursorStore
    }
    /** What was queued in the last days. */
    readonly memory: MemoryStore
    readonly sleep: (ms: number) => Promise<void>
    readonly settings: CollectWaits & { readonly endpoint: string }
    /** Once true, no other page is begun. */
    readonly isStopping?: () => boolean
  }

/** The result of the main window, and of what else was due; what was not is left out. */
export type CollectResult = PassResult & {
  readonly resweep?: PassResult
  readonly recheck?: RecheckResult
}

/**
 * Queues what changed in Graph since the last run. Once that is done, and with what is left of the run's budget, the
 * late and the changed: daily the last 48 hours once more, weekly each alert behind an open report.
 * @throws when storage fails; every cursor then stands at what was safe.
 */
export async function collectAlerts(deps: CollectDeps): Promise<CollectResult> {
  const run = { budget: collectBudget(deps), memory: collectMemory(deps.memory) }
  const latest = await collectPass(deps, latestPass(deps), run)
  const isClockWrong = latest.cursor.isClockTold === true
  const again = latest.result.outcome === 'done' && !isClockWrong ? await collectAgain(deps, run) : undefined
  await run.memory.save(again && rememberedFrom(run.budget.startedAt, latest.cursor, again.cursor))
  if (again?.waitUntil !== undefined) await restUntil(deps, latest, again.waitUntil)
  return { ...latest.result, ...again?.results }
}

/** The windows of both passes reach no further back. Before a re-sweep has had its turn, nothing is forgotten. */
function rememberedFrom(now: Date, { newestAt = now }: CollectCursor, resweep: CollectCursor): Date {
  const latestAt = newestAt < now ? newestAt : now
  return new Date(resweepReadsFrom(latestAt, resweep).getTime() - 3600_000)
}

function latestPass({ cursors, settings }: CollectDeps): Pass {
  return {
    reads: 'latest changes',
    cursors: cursors.latest,
    windowAt: (now, cursor) => windowAt(now, cursor, settings),
    fresh: {
      cursor: emptyCursor,
      isKept: false,
      remedy: `Nothing to do: the last ${settings.lookbackInHours} hours are read anew.`,
    },
  }
}

type Again = {
  readonly results: Pick<CollectResult, 'resweep' | 'recheck'>
  /** Of the re-sweep. */
  readonly cursor: CollectCursor
  /** Graph was asked too much, and wants to be left alone altogether until then. */
  readonly waitUntil?: Date | undefined
}

async function collectAgain(deps: CollectDeps, run: CollectRun): Promise<Again> {
  const pass = resweepPass(deps.cursors.resweep, run.budget.startedAt, deps.settings)
  const { result, cursor } = await collectPass(deps, pass, run)
  const resweep = result.pages > 0 || result.outcome === 'stopped' ? { resweep: result } : {}
  if (result.outcome === 'stopped')
    return { cursor, results: resweep, ...(result.cause === 'throttled' && { waitUntil: cursor.waitUntil }) }
  if (run.budget.isSpent()) return { cursor, results: resweep }
  const recheck = await recheckAlerts({ ...deps, cursors: deps.cursors.recheck }, run)
  if (recheck === undefined) return { cursor, results: resweep }
  return {
    cursor,
    results: { ...resweep, recheck: recheck.result },
    ...(recheck.result.cause === 'throttled' && { waitUntil: recheck.waitUntil }),
  }
}

/** Graph counts all our requests together: the main window waits, too. */
async function restUntil(
  { cursors }: CollectDeps,
  { cursor, etag }: PassEnd,
  waitUntil: Date,
): Promise<void> {
  // Should another run be faster, Graph tells it the same.
  await cursors.latest.save(formatCursor({ ...cursor, waitUntil }), etag)
}
