import * as z from 'zod'
import type { Storage } from '../storage/storage'
import type { PurgeTask } from './purge-run'

/**
 * Whole alerts that a message on the queue referred to. A message may wait for as long as the app stands still, so
 * none goes while any is left; and what a quarantined message refers to is wanted when somebody tries it again.
 */
export const purgeAlertBlobs: PurgeTask = async (run) => {
  const until = run.limits.alerts
  if (!until || (await isUnderWay(run.storage))) return undefined
  const blobs = run.storage.blobs('alerts')
  let referredTo: ReadonlySet<string> | undefined
  for await (const name of blobs.listWrittenUntil(until)) {
    if (run.isTimeUp()) return ''
    referredTo ??= await namedInQuarantine(run.storage)
    if (referredTo.has(name)) continue
    if ((await blobs.remove(name, until)) === 'removed') run.count('alert blobs')
  }
  return undefined
}

/** Whether any message waits on a queue, or is being worked on. */
export async function isUnderWay(storage: Storage): Promise<boolean> {
  for (const name of ['alerts', 'alerts-poison'] as const)
    if (((await storage.queue(name).countMessages()) ?? 0) > 0) return true
  return false
}

const cells = z.object({ Body: z.string(), SizeInBytes: z.number() })
/** A message that refers to a blob holds little else. */
const mostOfReference = 2000

async function namedInQuarantine(storage: Storage): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for await (const row of storage.table('Quarantine').list({ select: ['Body', 'SizeInBytes'] })) {
    const { data } = cells.safeParse(row.cells)
    if (!data || data.SizeInBytes > mostOfReference) continue
    const text = (await storage.blobs('quarantine').get(data.Body))?.bytes.toString('utf8') ?? ''
    for (const [, name = ''] of unwrapped(text).matchAll(/alerts\/([0-9a-f]{64})/g)) named.add(name)
  }
  return named
}

/** Whether a message in quarantine refers to this alert. */
export const isReferredTo = async (storage: Storage, name: string): Promise<boolean> =>
  (await namedInQuarantine(storage)).has(name)

/** A message may have been set aside as it came, in base64. */
const unwrapped = (text: string): string => `${text} ${Buffer.from(text, 'base64').toString('utf8')}`
