import * as z from 'zod'
import { after, dayInMs, hourInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import type { Storage } from '../storage/storage'
import { purgeAlertBlobs } from './purge-alert-blobs'
import { purgeDeliveries, purgeEvents, purgePairs, purgeSightings } from './purge-leaves'
import { purgeMails } from './purge-mails'
import { purgeMessages } from './purge-messages'
import { purgeQuarantine } from './purge-quarantine'
import { purgeReports } from './purge-reports'
import type { Limits, PurgeRun, PurgeTask } from './purge-run'
import { reportsKept } from './reports-kept'

/** How many days each kind is kept; undefined: for ever. */
export type KeptDays = {
  readonly evidenceInDays: number | undefined
  readonly reportsInDays: number | undefined
  readonly mailsInDays: number | undefined
  readonly alertsInDays: number | undefined
  readonly quarantineInDays: number | undefined
}

export type PurgeDeps = {
  readonly storage: Storage
  readonly checkpoints: Checkpoints
  readonly kept: KeptDays
  readonly now: () => Date
  /** Nothing is begun after this many milliseconds; the next run goes on there. */
  readonly budgetInMs: number
}

export type Purged = {
  /** `elsewhere`: another run began within the hour. */
  readonly ended: 'done' | 'time is up' | 'elsewhere'
  /** Rows by their table, and blobs. */
  readonly removed: Readonly<Record<string, number>>
  /** What could not be looked at and stays: how many, and the first of them. */
  readonly left: { readonly count: number; readonly first: readonly { what: string; cause: unknown }[] }
}

/** In this order: what belongs to a report before the report. */
const tasks: Readonly<Record<string, PurgeTask>> = {
  quarantine: purgeQuarantine,
  alerts: purgeAlertBlobs,
  mails: purgeMails,
  sightings: purgeSightings,
  events: purgeEvents,
  deliveries: purgeDeliveries,
  messages: purgeMessages,
  pairs: purgePairs,
  reports: purgeReports,
}

/** The row in Checkpoints. */
export const purgeRow = 'purge'

const rowSchema = z.object({
  /** No other run begins before then. */
  notBefore: z.coerce.date(),
  /** Where the run before ran out of time. */
  goOn: z.object({ task: z.string(), from: z.string() }).exactOptional(),
})

/**
 * Longer than any run of any function: what one run takes away is forgotten by everybody who may have read it when the
 * next begins, and no two runs work side by side.
 */
const apartInMs = hourInMs
const mostNamed = 5

/** Removes what is older than it is to be kept, as far as time allows. Killed anywhere, the next run begins again. */
export async function purgeExpired(deps: PurgeDeps): Promise<Purged> {
  const removed: Record<string, number> = {}
  const left = { count: 0, first: [] as { what: string; cause: unknown }[] }
  const held = await deps.checkpoints.load(purgeRow, rowSchema)
  const startedAt = deps.now()
  if (held && held.value.notBefore > startedAt) return { ended: 'elsewhere', removed, left }
  const claim = { ...held?.value, notBefore: after(startedAt, apartInMs) }
  const etag = await deps.checkpoints.save(purgeRow, claim, held?.etag)
  if (etag === undefined) return { ended: 'elsewhere', removed, left }
  const leave = (what: string, cause: unknown) => {
    left.count += 1
    if (left.first.length < mostNamed) left.first.push({ what, cause })
  }
  const run: PurgeRun = {
    storage: deps.storage,
    limits: limitsOf(deps.kept, startedAt),
    reports: reportsKept(deps.storage, leave),
    now: deps.now,
    isTimeUp: () => deps.now() > after(startedAt, deps.budgetInMs),
    count: (what, many = 1) => {
      if (many > 0) removed[what] = (removed[what] ?? 0) + many
    },
    leave,
  }
  const goOn = await runTasks(run, held?.value.goOn)
  await deps.checkpoints.save(purgeRow, { notBefore: claim.notBefore, ...(goOn && { goOn }) }, etag)
  return { ended: goOn ? 'time is up' : 'done', removed, left }
}

type Place = { readonly task: string; readonly from: string }

/** @returns where to go on */
async function runTasks(run: PurgeRun, begin: Place | undefined): Promise<Place | undefined> {
  const names = Object.keys(tasks)
  const first = Math.max(0, names.indexOf(begin?.task ?? ''))
  for (const [n, task] of names.slice(first).entries()) {
    const from = n === 0 && task === begin?.task ? begin.from : ''
    const next = await tasks[task]?.(run, from)
    if (next !== undefined) return { task, from: next }
    if (run.isTimeUp()) return nextTask(names, task)
  }
  return undefined
}

function nextTask(names: readonly string[], done: string): Place | undefined {
  const task = names[names.indexOf(done) + 1]
  return task === undefined ? undefined : { task, from: '' }
}

function limitsOf(kept: KeptDays, now: Date): Limits {
  const limit = (days: number | undefined) => days && after(now, -days * dayInMs)
  const given = {
    evidence: limit(kept.evidenceInDays),
    reports: limit(kept.reportsInDays),
    mails: limit(kept.mailsInDays),
    alerts: limit(kept.alertsInDays),
    quarantine: limit(kept.quarantineInDays),
  }
  return Object.fromEntries(Object.entries(given).filter(([, at]) => at !== undefined))
}
