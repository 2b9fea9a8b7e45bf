import * as z from 'zod'
import type { PurgeTask } from './purge-run'

const cells = z.object({ MessageHash: z.string().optional() })
/** Of a hash in hex: nobody finds two messages that agree in so much. */
const toldApartIn = 20

/** Exact messages that no delivery names: a later attempt took the place of the one that they were made for. */
export const purgeMessages: PurgeTask = async (run) => {
  const until = run.limits.evidence
  if (!until) return undefined
  const named = new Set<string>()
  for await (const row of run.storage.table('Deliveries').list({ select: ['MessageHash'] })) {
    const hash = cells.parse(row.cells).MessageHash
    if (hash !== undefined) named.add(hash.slice(0, toldApartIn))
  }
  const blobs = run.storage.blobs('messages')
  for await (const name of blobs.listWrittenUntil(until)) {
    // It has no place to go on from: whatever was removed is not there next time.
    if (run.isTimeUp()) return ''
    if (named.has(name.slice(0, toldApartIn))) continue
    if ((await blobs.remove(name, until)) === 'removed') run.count('message blobs')
  }
  return undefined
}
