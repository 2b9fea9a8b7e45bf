import { caseStore } from '../../shared/cases/case'
import { sightingStore } from '../../shared/cases/sighting'
import { deliveryStore } from '../../shared/delivery/delivery'
import { agendaOf } from '../../shared/reports/agenda'
import { sha256 } from '../../shared/model/hash'
import type { ReportId } from '../../shared/model/report-id'
import { openReport } from '../../shared/reports/open-report'
import { pairedReports } from '../../shared/reports/paired-reports'
import type { Report } from '../../shared/reports/report'
import { reportStore } from '../../shared/reports/report-store'
import { putInQuarantine } from '../../shared/platform/quarantine-store'
import { purgeExpired, type KeptDays, type Purged } from '../../shared/retention/purge-expired'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import type { Storage } from '../../shared/storage/storage'
import { rowsOf } from '../helpers/faulty-storage'
import { caseOf, causes, days, evidence, hours, waits } from '../helpers/reports'
import { changeReport } from '../../shared/reports/change-report'
import type { Cause } from '../../shared/reports/cause'

export const kept: KeptDays = {
  evidenceInDays: 400,
  reportsInDays: 800,
  mailsInDays: 400,
  alertsInDays: 30,
  quarantineInDays: 90,
}

export const purgeAt = (storage: Storage, at: Date, changes: Partial<KeptDays> = {}): Promise<Purged> =>
  purgeExpired({
    storage,
    checkpoints: checkpointsOf(storage),
    kept: { ...kept, ...changes },
    now: () => at,
    budgetInMs: 60_000,
  })

type OldReport = {
  readonly id: ReportId
  readonly caseKey: string
  readonly steps: readonly (keyof typeof causes)[]
}

/** A report with everything that may belong to one, as the program itself writes it: all of the first day. */
export async function writeReport(storage: Storage, { id, caseKey, steps }: OldReport): Promise<Report> {
  const store = reportStore(storage, waits)
  const agenda = agendaOf(storage)
  const theCase = caseOf({ key: caseKey, reportId: id })
  await caseStore(storage).insert(theCase)
  await openReport(store, agenda, theCase)
  for (const [n, step] of steps.entries()) {
    const cause: Cause = causes[step]
    const withMail = 'mail' in cause ? { ...cause, mail: `mail-of-${id}` } : cause
    await changeReport(store, id, () => withMail, hours(n + 2))
  }
  for (const key of ['one', 'two']) await writeSighting(storage, { id, caseKey }, key)
  const bytes = Buffer.from(`the mail of ${id}`)
  const hash = sha256(bytes)
  await storage.blobs('messages').put(`${hash}.eml`, bytes, 'message/rfc822')
  await deliveryStore(storage).put(
    {
      ...{ reportId: id, purpose: 'initial', door: 'smtp', attempt: 1, messageId: '<a@example.com>' },
      ...{ messageHash: hash, deferredInMinutes: 0, trial: false, at: hours(2), state: 'accepted' },
      ...{ messageIds: [], recipients: [], response: '250 taken', bounced: [] },
    },
    undefined,
  )
  const held = await store.get(id)
  if (!held) throw new Error(`${id} is not there`)
  await pairedReports(storage, held.report)
  await storage.table('Mails').insert({
    ...{ partitionKey: '2611', rowKey: `mail-of-${id}`, SchemaVersion: 1, From: 'desk@example.com' },
    ...{
      Subject: `Re: ${id}`,
      ReadAt: hours(5),
      Kind: 'receipt',
      Trust: 3,
      Reports: id,
      Text: 'We have it.',
    },
  })
  if (held.report.status === 'closed')
    for (const partition of ['open', 'watch'])
      await storage.table('Agenda').remove({ partitionKey: partition, rowKey: id })
  return held.report
}

export async function writeSighting(
  storage: Storage,
  { id, caseKey }: { readonly id?: ReportId; readonly caseKey: string },
  key: string,
  at = hours(1),
): Promise<void> {
  await sightingStore(storage).insert({
    ...(id && { reportId: id }),
    ...{ caseKey, key, source: 'graph', alertId: `alert-${key}`, stands: true },
    ...{ verdict: 'report', classification: '', determination: '', evidence, addedAt: at, changedAt: at },
  })
}

export const writeQuarantined = (storage: Storage, body: unknown, at = days(0)): Promise<void> =>
  putInQuarantine(storage, { source: 'queue', reason: 'no dialect knows it', body }, at)

const tables = [
  ...(['Reports', 'Agenda', 'Deliveries', 'Cases', 'Pairs', 'Sightings'] as const),
  ...(['Events', 'Questions', 'Mails', 'Quarantine'] as const),
]

/** Everything that stands in tables and containers, but for what the purge notes of itself. */
export async function everything(storage: Storage): Promise<unknown[]> {
  const containers = ['alerts', 'messages', 'quarantine'] as const
  const blobs = await Promise.all(
    containers.map(async (name) => (await storage.blobs(name).list()).map((blob) => `${name}/${blob}`)),
  )
  return [...(await rowsOf(storage, ...tables)), ...blobs.flat()]
}

/** How many rows each table has, and which of the containers hold blobs. */
export async function counts(storage: Storage): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  for (const one of await everything(storage)) {
    const name =
      typeof one === 'string' ? (one.split('/')[0] ?? '') : (one as { readonly table: string }).table
    found[name] = (found[name] ?? 0) + 1
  }
  return found
}
