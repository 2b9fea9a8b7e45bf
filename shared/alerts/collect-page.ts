import * as z from 'zod'
import { markOf } from './collect-cursor'
import { isDeeperThan, maxAlertNesting, packAlert, type PackDeps } from './message'
import type { QuarantineEntry } from './quarantine'

export type QueuePageDeps = PackDeps & {
  /** To queue `alerts`, never to expire. */
  readonly enqueue: (message: string) => Promise<void>
  readonly quarantine: (entry: QuarantineEntry) => Promise<void>
  /** True for an error after which the same message would be refused again, however often it is sent. */
  readonly isRefusedForGood: (error: unknown) => boolean
  readonly log: (event: string, fields: Readonly<Record<string, unknown>>) => void
}

export type QueuedPage = {
  readonly queued: number
  readonly unchanged: number
  readonly quarantined: number
  /** Marks of the alerts that the next window will meet again. */
  readonly seen: readonly string[]
}

/**
 * Queues what is new or changed, that is, what has no mark in `known`, which grows. What storage refuses for good is quarantined, so that one alert never blocks the rest.
 * @throws what storage throws when it fails in passing.
 */
export async function queuePage(
  deps: QueuePageDeps,
  alerts: readonly unknown[],
  known: Set<string>,
  overlapFrom: Date,
): Promise<QueuedPage> {
  const counts = { queued: 0, unchanged: 0, quarantined: 0 }
  const seen: string[] = []
  for (const alert of alerts) {
    const mark = markOf(alert)
    const fate = mark !== undefined && known.has(mark) ? 'unchanged' : await queueOne(deps, alert)
    counts[fate] += 1
    if (mark === undefined) continue
    known.add(mark)
    if (isSince(alert, overlapFrom)) seen.push(mark)
  }
  return { ...counts, seen }
}

async function queueOne(deps: QueuePageDeps, alert: unknown): Promise<'queued' | 'quarantined'> {
  if (isDeeperThan(alert, maxAlertNesting))
    return setAside(deps, alert, `it is nested more than ${maxAlertNesting} levels deep`)
  try {
    await deps.enqueue(await packAlert(deps, { source: 'graph', returned: 0, body: alert }))
    return 'queued'
  } catch (error) {
    if (!deps.isRefusedForGood(error)) throw error
    const said = error instanceof Error ? error.message.slice(0, 200) : 'no reason given'
    return setAside(deps, alert, `storage refuses it: ${said}`)
  }
}

async function setAside(deps: QueuePageDeps, alert: unknown, reason: string): Promise<'quarantined'> {
  await deps.quarantine({ source: 'graph', reason, body: alert })
  const remedy = 'Look at it in the table Quarantine; the other alerts go on.'
  deps.log('alert quarantined', { cause: reason, remedy, mark: markOf(alert) })
  return 'quarantined'
}

const changed = z.object({ lastUpdateDateTime: z.string() })

function isSince(alert: unknown, from: Date): boolean {
  const { data } = changed.safeParse(alert)
  return data !== undefined && new Date(data.lastUpdateDateTime) >= from
}
