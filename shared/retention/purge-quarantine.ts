import * as z from 'zod'
import { questionStore } from '../reports/question-store'
import { filter } from '../storage/table'
import { attempt, isOurs, type PurgeRun, type PurgeTask } from './purge-run'

const cells = z.object({ Body: z.string() })

/** The body, then the question about it, and the row that leads to both last. */
export const purgeQuarantine: PurgeTask = async (run, from) => {
  const until = run.limits.quarantine
  if (!until) return undefined
  const table = run.storage.table('Quarantine')
  for await (const row of table.list({ filter: filter`PartitionKey ge ${from} and At le ${until}` })) {
    if (run.isTimeUp()) return row.key.partitionKey
    const { data } = cells.safeParse(row.cells)
    if (!data || !isOurs(run, 'Quarantine', row)) continue
    await attempt(run, `Quarantine ${row.key.rowKey}`, async () => {
      if (!(await removeBody(run, data.Body, until))) return
      await table.remove(row.key)
      run.count('Quarantine')
    })
  }
  return undefined
}

/** False while an answer waits to be carried out. The same body may have come again: then it stays, with its question. */
async function removeBody(run: PurgeRun, hash: string, until: Date): Promise<boolean> {
  const questions = questionStore(run.storage)
  if (await questions.isAnswered(hash, 0)) return false
  const removed = await run.storage.blobs('quarantine').remove(hash, until)
  if (removed === 'removed') run.count('quarantine blobs')
  if (removed === 'written since') return true
  // Only as it was read: an answer written meanwhile is told that there is nothing left to try.
  if ((await questions.removeUnanswered(hash, 0)) === 'removed') run.count('Questions')
  return true
}
