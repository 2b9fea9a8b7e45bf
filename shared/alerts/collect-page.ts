import { type CollectMemory, markOf } from './collect-memory'
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
}

/**
 * Queues what is new or changed, that is, what the memory does not know; it is remembered. What storage refuses for
 * good is quarantined, so that one alert never blocks the rest.
 * @throws what storage throws when it fails in passing.
 */
export async function queuePage(
  deps: QueuePageDeps,
  alerts: readonly unknown[],
  memory: Pick<CollectMemory, 'has' | 'add'>,
): Promise<QueuedPage> {
  const counts = { queued: 0, unchanged: 0, quarantined: 0 }
  for (const alert of alerts) {
    const mark = markOf(alert)
    if (mark !== undefined && (await memory.has(mark))) {
      counts.unchanged += 1
      continue
    }
    counts[await queueOne(deps, alert)] += 1
    if (mark !== undefined) memory.add(mark)
  }
  return counts
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
  deps.log('alert quarantined', { cause: reason, remedy, alertId: idOf(alert) })
  return 'quarantined'
}

const idOf = (alert: unknown): unknown =>
  typeof alert === 'object' && alert !== null && 'id' in alert ? alert.id : undefined
