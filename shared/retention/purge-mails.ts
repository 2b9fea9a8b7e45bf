import * as z from 'zod'
import { parseReportId } from '../model/report-id'
import { after, dayInMs, later } from '../model/time'
import { questionStore } from '../reports/question-store'
import { filter, rowWith, type StoredRow } from '../storage/table'
import { attempt, isOurs, type PurgeRun, type PurgeTask } from './purge-run'

const cells = z.object({
  ReadAt: z.coerce.date(),
  From: z.string().default(''),
  Subject: z.string().default(''),
  Text: z.string().default(''),
  Reports: z.string().default(''),
})

/** A mail that concerns no report is somebody else's, but for the time in which a person may look at it. */
const strangersKeptForMs = 14 * dayInMs

/**
 * Words of mails, and later the mails themselves: that one was read is known for as long as there are reports, so that
 * a mailbox that is read anew asks nobody about old mail.
 */
export const purgeMails: PurgeTask = async (run, from) => {
  const ofOurs = run.limits.mails
  const ofStrangers = after(run.now(), -strangersKeptForMs)
  const latest = later(ofOurs, ofStrangers) ?? ofStrangers
  const table = run.storage.table('Mails')
  for await (const row of table.list({ filter: filter`PartitionKey ge ${from} and ReadAt le ${latest}` })) {
    if (run.isTimeUp()) return row.key.partitionKey
    const { data } = cells.safeParse(row.cells)
    if (!data || !isOurs(run, 'Mails', row)) continue
    const until = data.Reports === '' ? ofStrangers : ofOurs
    if (until === undefined || data.ReadAt > until) continue
    const isOld = run.limits.reports !== undefined && data.ReadAt <= run.limits.reports
    if (!isOld && data.From + data.Text === '') continue
    await attempt(run, `Mails ${row.key.rowKey}`, async () => {
      if (!(await isOver(run, data.Reports, until)) || !(await removeQuestion(run, row))) return
      if (isOld) {
        await table.remove(row.key)
        run.count('Mails')
      } else if ((await table.replace(rowWith(row, noWords), row.etag)) !== undefined) run.count('mail texts')
    })
  }
  return undefined
}

/** What the sender wrote; what the program made of it stays. */
export const noWords = { From: '', Subject: '', CaseNumbers: '', Text: '' }

async function isOver(run: PurgeRun, reports: string, until: Date): Promise<boolean> {
  for (const id of reports.split(' ').map(parseReportId))
    if (id && !(await run.reports.isOver(id, until))) return false
  return true
}

/** False while an answer waits to be carried out, or nobody here can read the question. */
async function removeQuestion({ storage, count }: PurgeRun, { key }: StoredRow): Promise<boolean> {
  const removed = await questionStore(storage).removeUnanswered(key.rowKey, 0)
  if (removed === 'removed') count('Questions')
  return removed !== 'answered'
}
