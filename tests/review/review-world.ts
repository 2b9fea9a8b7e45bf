import { createContext } from '../../shared/platform/app-context'
import { putInQuarantine } from '../../shared/platform/quarantine-store'
import type { FixedValues } from '../../shared/settings/fixed-values'
import { readSettings } from '../../shared/settings/settings'
import { sightingStore } from '../../shared/cases/sighting'
import { sha256 } from '../../shared/model/hash'
import { agendaOf } from '../../shared/reports/agenda'
import { toQuestionRow } from '../../shared/reports/question'
import type { Report, Status } from '../../shared/reports/report'
import { reportStore } from '../../shared/reports/report-store'
import { keepStatistics } from '../../shared/review/keep-statistics'
import { openPage } from '../helpers/ask-page'
import { days, evidence, hours, reportId, reportIn, t0, waits } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

export const pageEnv = {
  MAIL_FROM: 'reports@example.com',
  REPORTER_ORGANISATION: 'Example Ltd',
  SMTP_HOST: '127.0.0.1',
  OWN_ADDRESSES: 'none',
  OWN_DOMAINS: 'none',
  OWN_MAILBOXES: 'none',
}

/** Nine days after everything began. */
export const now = days(9)
export const mailText = 'From: reports@example.com\r\nSubject: [DAR-2611-66666666]\r\n\r\nDear desk\r\n'
export const messageHash = sha256(Buffer.from(mailText))

const ids: Readonly<Record<Status, string>> = {
  collecting: 'DAR-2611-11111111',
  'awaiting-approval': 'DAR-2611-22222222',
  queued: 'DAR-2611-33333333',
  unconfirmed: 'DAR-2611-44444444',
  undeliverable: 'DAR-2611-55555555',
  sent: 'DAR-2611-66666666',
  acknowledged: 'DAR-2611-77777777',
  'information-requested': 'DAR-2611-88888888',
  closed: 'DAR-2611-99999999',
}

/** A deployment with a report of every status, a mail and a message that wait, and figures. */
export async function reviewWorld(
  env: Record<string, string> = pageEnv,
  fixed: Partial<FixedValues> = openPage,
) {
  const storage = freshStorage()
  const store = reportStore(storage, waits)
  const agenda = agendaOf(storage)
  const reports = {} as Record<Status, Report>
  for (const [status, id] of Object.entries(ids) as [Status, string][]) {
    const endpointText = `${status}.contoso-app.azurewebsites.net`
    const report = reportIn(status, { reportId: reportId(id), endpointText })
    reports[status] = report
    await store.insert(report)
    await store.noteEvent(report)
    await store.ask(report)
    if (status !== 'closed') await agenda.askForLook(report.id, { chaseAt: now })
  }
  await sentMessage(storage)
  await sighted(storage, reports.sent)
  await waitingMail(storage)
  await putInQuarantine(storage, { source: 'queue', reason: 'no dialect knows it', body: '{"hello":1}' }, t0)
  await keepStatistics({ storage, now: () => now })
  // Nobody presses thirty buttons in no time.
  let asked = 0
  const clock = () => new Date(now.getTime() + 500 * asked++)
  const app = createContext(readSettings(env, fixed), { storage: () => storage, now: clock })
  return { storage, reports, app }
}

type Storage = ReturnType<typeof freshStorage>

async function sentMessage(storage: Storage): Promise<void> {
  await storage.blobs('messages').put(`${messageHash}.eml`, Buffer.from(mailText), 'message/rfc822')
  await storage.table('Deliveries').insert({
    partitionKey: ids.sent,
    rowKey: 'initial~smtp',
    DeliveryState: 'accepted',
    Attempt: 1,
    At: hours(2),
    MessageHash: messageHash,
    Response: '250 2.0.0 Ok',
  })
}

const sighted = (storage: Storage, { id, caseKey }: Report) =>
  sightingStore(storage).insert({
    caseKey,
    key: 'sighting-1',
    reportId: id,
    source: 'graph',
    alertId: 'da637551227677560813_-961444813',
    stands: true,
    verdict: 'report',
    classification: 'truePositive',
    determination: 'phishing',
    lastActivityAt: hours(-1),
    evidence,
    addedAt: t0,
    changedAt: t0,
  })

async function waitingMail(storage: Storage): Promise<void> {
  const question = { change: 0, kind: 'mail', question: 'What does this mail say? (dismiss)' } as const
  const told = { subject: 'mail-9', endpoint: 'secure@microsoft.example', reason: 'other', since: hours(4) }
  await storage.table('Questions').insert(toQuestionRow({ ...question, ...told, reports: [ids.sent] }))
  await storage.table('Mails').insert({
    partitionKey: '2611',
    rowKey: 'mail-9',
    From: 'secure@microsoft.example',
    Subject: 'RE: case update',
    ReadAt: hours(4),
    Kind: 'other',
    Trust: 1,
    Text: 'See https://portal.microsoft.example/case?id=1',
  })
}
