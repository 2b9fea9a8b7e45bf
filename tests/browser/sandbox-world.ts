import { putInQuarantine } from '../../shared/platform/quarantine-store'
import { toQuestionRow } from '../../shared/reports/question'
import type { Status } from '../../shared/reports/report'
import { reportStore } from '../../shared/reports/report-store'
import { azureStorage, type Storage } from '../../shared/storage/storage'
import { hours, reportId, reportIn, t0, waits } from '../helpers/reports'

/** What the first week of the sandbox does not end with, put beside what it does. */
const wanted: readonly (readonly [id: string, Status])[] = [
  ['DAR-2611-AAAAAAAA', 'awaiting-approval'],
  ['DAR-2611-BBBBBBBB', 'awaiting-approval'],
  ['DAR-2611-CCCCCCCC', 'unconfirmed'],
  ['DAR-2611-DDDDDDDD', 'unconfirmed'],
  ['DAR-2611-EEEEEEEE', 'undeliverable'],
  ['DAR-2611-FFFFFFFF', 'information-requested'],
  ['DAR-2611-GGGGGGGG', 'acknowledged'],
  ['DAR-2611-HHHHHHHH', 'sent'],
  ['DAR-2611-JJJJJJJJ', 'awaiting-approval'],
  ['DAR-2611-KKKKKKKK', 'awaiting-approval'],
]
/** More than one page of the list holds. */
export const olderReports = 70

/** As an older version may have set it aside that knew no such alert: today's reads it. And what nobody will read. */
const quarantined = [
  '{"id":"p1","severity":"high","observables":[{"type":"ip","value":"192.0.2.160","role":"c2"}]}',
  '{"hello":2}',
]

const mailKeys = ['mail-1', 'mail-2'] as const

export async function addToSandbox(connectionString: string): Promise<void> {
  const storage = azureStorage({ connectionString }, 1)
  const store = reportStore(storage, waits)
  for (const [id, status] of wanted) {
    const report = reportIn(status, {
      reportId: reportId(id),
      key: `ab${id}`,
      endpointText: `${id.slice(-8).toLowerCase()}.contoso-app.azurewebsites.net`,
    })
    await store.insert(report)
    await store.noteEvent(report)
    await store.ask(report)
  }
  await addOlder(storage)
  for (const key of mailKeys) await addMail(storage, key)
  for (const body of quarantined)
    await putInQuarantine(storage, { source: 'queue', reason: 'no dialect knows it', body }, t0)
}

async function addOlder(storage: Storage): Promise<void> {
  const store = reportStore(storage, waits)
  for (let n = 0; n < olderReports; n++) {
    const id = reportId(`DAR-2609-${String(n).padStart(8, '0')}`)
    await store.insert(reportIn('closed', { reportId: id, key: `cd${n}`, endpointText: `old-${n}.example` }))
  }
}

async function addMail(storage: Storage, key: string): Promise<void> {
  const question = { change: 0, kind: 'mail', question: 'What does this mail say? (dismiss)' } as const
  const told = { subject: key, endpoint: 'secure@microsoft.example', reason: 'other', since: hours(4) }
  await storage
    .table('Questions')
    .insert(toQuestionRow({ ...question, ...told, reports: ['DAR-2611-GGGGGGGG'] }))
  await storage.table('Mails').insert({
    partitionKey: '2611',
    rowKey: key,
    From: 'secure@microsoft.example',
    Subject: `RE: case update ${key}`,
    ReadAt: hours(4),
    Kind: 'other',
    Trust: 1,
    Text: 'The site was taken down.',
  })
}
