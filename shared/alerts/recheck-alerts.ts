import { type QueuePageDeps, queuePage } from './collect-page'
import type { CollectRun, CursorStore } from './collect-pass'
import { remedies, type Refusal, type StopCause, waitAfter } from './collect-refusal'
import type { GetAlert } from './graph-client'
import {
  formatRecheckCursor,
  parseRecheckCursor,
  recheckAt,
  type RecheckCursor,
  type RecheckPosition,
} from './recheck-cursor'

/** A stop on the way through the open reports: an alert behind one, or its beginning, where `alertId` is missing. */
export type RecheckStop = { readonly position: RecheckPosition; readonly alertId?: string }

export type RecheckDeps = QueuePageDeps & {
  readonly cursors: CursorStore
  readonly getAlert: GetAlert
  /** The alerts out of Graph behind each open report, in the order of their positions, those after `from` only. */
  readonly listBehindOpenReports: (from: RecheckPosition | undefined) => AsyncIterable<RecheckStop>
  readonly now: () => Date
}

export type RecheckResult = {
  readonly outcome: 'done' | 'more' | 'stopped' | 'conflict'
  readonly cause?: StopCause
  /** Alerts asked for. */
  readonly read: number
  readonly queued: number
  readonly quarantined: number
  /** Graph no longer knows them, which is no fault: alerts are kept for some months only. */
  readonly missing: number
  /** Graph refuses to tell of these, and of these only. */
  readonly refused: number
}

export type RecheckEnd = { readonly result: RecheckResult; readonly waitUntil?: Date | undefined }

/** How many stops may be made anew after a kill. */
const stopsPerSave = 10
/** After so many runs that ended at the same alert it is left out: the fault is with this one. */
const maxFailures = 3
const maybeOfThisAlert: readonly StopCause[] = ['server-error', 'not-json', 'timeout', 'too-large']

type Progress = {
  readonly counts: { -readonly [Name in Exclude<keyof RecheckResult, 'outcome' | 'cause'>]: number }
  readonly asked: Set<string>
  cursor: RecheckCursor
  etag: string | undefined
  unsaved: number
}

/**
 * Once a week, reads each alert behind an open report and queues it: openCase compares, so that a judgement nobody
 * told us of still withdraws the report. Goes on in the next run where this one's budget ended.
 * @returns undefined when nothing is due
 * @throws when storage fails; the cursor then stands at what was safe.
 */
export async function recheckAlerts(deps: RecheckDeps, run: CollectRun): Promise<RecheckEnd | undefined> {
  const held = await deps.cursors.load()
  const known = held && parseRecheckCursor(held.text)
  if (known === undefined) await begin(deps, run.budget.startedAt, held?.etag)
  const cursor = known && recheckAt(run.budget.startedAt, known)
  if (cursor === undefined) return undefined
  const counts = { read: 0, queued: 0, quarantined: 0, missing: 0, refused: 0 }
  const progress: Progress = { counts, asked: new Set(), cursor, etag: held?.etag, unsaved: 0 }
  return recheck(deps, run, progress)
}

async function recheck(deps: RecheckDeps, run: CollectRun, progress: Progress): Promise<RecheckEnd> {
  const end = async (outcome: RecheckResult['outcome'], refusal?: Refusal): Promise<RecheckEnd> => {
    const waitUntil = refusal && waitAfter(refusal, deps.now())
    const isUnderWay = outcome !== 'done'
    const after = isUnderWay ? progress.cursor.after : undefined
    const failures = failuresAfter(progress.cursor, refusal)
    progress.cursor = { ...progress.cursor, isUnderWay, after, failures, waitUntil }
    const isSaved = outcome === 'conflict' ? false : await save(deps, progress)
    const result = {
      outcome: isSaved ? outcome : 'conflict',
      ...(refusal && { cause: refusal.cause }),
    } as const
    return { result: { ...result, ...progress.counts }, waitUntil }
  }
  for await (const stop of deps.listBehindOpenReports(progress.cursor.after)) {
    const isToBeRead = stop.alertId !== undefined && !progress.asked.has(stop.alertId)
    // One alert may be behind several reports.
    const refusal = isToBeRead ? await visit(deps, run, progress, stop.alertId) : undefined
    if (refusal === 'spent') return end('more')
    if (refusal !== undefined) return end('stopped', refusal)
    const failures = stop.alertId === undefined ? progress.cursor.failures : undefined
    progress.cursor = { ...progress.cursor, after: stop.position, failures }
    progress.unsaved += 1
    // What has been read is behind us, even where it took the last of the run's time.
    if (run.budget.isSpent()) return end('more')
    if (progress.unsaved >= stopsPerSave && !(await save(deps, progress))) return end('conflict')
  }
  return end('done')
}

/** @returns why nothing more is to be asked in this run */
async function visit(
  deps: RecheckDeps,
  run: CollectRun,
  { counts, asked, cursor }: Progress,
  alertId: string,
): Promise<Refusal | 'spent' | undefined> {
  if (!(await run.budget.take())) return 'spent'
  asked.add(alertId)
  counts.read += 1
  const answer = await deps.getAlert(alertId)
  if (answer.kind === 'refused') return noteRefusal(deps, counts, cursor, answer)
  if (answer.kind === 'missing') {
    counts.missing += 1
    return undefined
  }
  // Marks say when an alert was last changed, not how it is judged; so none of them counts here.
  const { queued, quarantined } = await queuePage(deps, [answer.alert], noMemory)
  counts.queued += queued
  counts.quarantined += quarantined
  return undefined
}

const noMemory = { has: async () => false, add: () => undefined }

/** What Graph holds against one alert must not keep it from telling of the others. */
function noteRefusal(
  deps: RecheckDeps,
  counts: Progress['counts'],
  cursor: RecheckCursor,
  refusal: Refusal,
): Refusal | undefined {
  const { cause, detail } = refusal
  const isOfThisAlert = cause === 'rejected' || (failuresAfter(cursor, refusal) ?? 0) >= maxFailures
  if (!isOfThisAlert) {
    const reads = 'alerts behind open reports'
    deps.log('alerts not collected', { reads, cause, detail, remedy: remedies[cause] })
    return refusal
  }
  counts.refused += 1
  const remedy = 'Nothing to do, unless it lasts: the other alerts are read. Then report it with this line.'
  if (counts.refused === 1) deps.log('alert not read again', { cause, detail, remedy })
  return undefined
}

function failuresAfter({ failures }: RecheckCursor, refusal: Refusal | undefined): number | undefined {
  if (refusal === undefined) return undefined
  return maybeOfThisAlert.includes(refusal.cause) ? (failures ?? 0) + 1 : failures
}

/** The first recheck comes a week after the first run. */
async function begin({ cursors, log }: RecheckDeps, now: Date, etag: string | undefined): Promise<void> {
  if (etag !== undefined) {
    const remedy = 'Nothing to do: the alerts behind open reports are read again in a week.'
    log('cursor unreadable', { cause: 'The cursor in the table is none of ours.', remedy })
  }
  await cursors.save(formatRecheckCursor({ startedAt: now, isUnderWay: false }), etag)
}

/** False when another run is at it. */
async function save({ cursors }: RecheckDeps, progress: Progress): Promise<boolean> {
  progress.etag = await cursors.save(formatRecheckCursor(progress.cursor), progress.etag)
  progress.unsaved = 0
  return progress.etag !== undefined
}
