import { parseReportId, type ReportId } from '../../shared/model/report-id'
import { createContext } from '../../shared/platform/app-context'
import { runTrackReplies } from '../../shared/platform/run-track-replies'
import { readSettings } from '../../shared/settings/settings'
import { agendaOf } from '../../shared/reports/agenda'
import { reportStore } from '../../shared/reports/report-store'
import type { Storage } from '../../shared/storage/storage'
import { watch } from '../../tests/helpers/faulty-storage'
import { days, hours, reportIn, waits } from '../../tests/helpers/reports'
import { answerTo, noise } from './mails'
import type { Asked, Source } from './source'

/** What one run of trackReplies cost. */
export type Cost = Asked & {
  readonly mails: number
  /** Storage operations; a list is one. */
  readonly operations: number
  /** By the clock, and of this process alone by processor time; storage has a process of its own. */
  readonly seconds: { readonly clock: number; readonly processor: number }
}

export type FullMailbox = {
  /** Puts so many further mails into the mailbox; every twentieth answers a report. */
  readonly fill: (mails: number) => Promise<void>
  readonly poll: () => Promise<Cost>
  /** Called with each mail that was read. */
  onRead: () => void
  readonly countAnswered: () => Promise<number>
  readonly close: () => Promise<unknown>
}

const at = days(30)
/** The clock of the app, which stands still. */
export const now = (): Date => at

/** Open reports in storage, and a mailbox that is read for them. */
export async function openFullMailbox(
  storage: Storage,
  reports: number,
  source: Source,
): Promise<FullMailbox> {
  const ids = await openReports(storage, reports)
  let filled = 0
  const mailbox: FullMailbox = {
    fill: async (mails) => {
      for (let n = 0; n < mails; n++, filled++) {
        const id = ids[(filled / 20) % ids.length]
        await source.deliver(id === undefined ? noise(filled) : answerTo(id, filled))
      }
    },
    poll: () => poll(storage, source, mailbox),
    onRead: () => {},
    countAnswered: () => countAcknowledged(storage),
    close: source.close,
  }
  return mailbox
}

async function poll(storage: Storage, source: Source, mailbox: Pick<FullMailbox, 'onRead'>): Promise<Cost> {
  const counting = watch(storage)
  const app = createContext(readSettings({ ...settings, ...source.settings }), {
    storage: () => counting.storage,
    now,
    credential: () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }),
  })
  let mails = 0
  source.takeAsked()
  const started = { clock: performance.now(), processor: process.cpuUsage() }
  await runTrackReplies(app, (event, fields) => {
    if (event === 'mail read') mailbox.onRead()
    if (event === 'mailbox not read') throw new Error(JSON.stringify(fields))
    if (event === 'mailbox read') mails = Number(fields?.['count'])
  })
  const { user, system } = process.cpuUsage(started.processor)
  const seconds = { clock: (performance.now() - started.clock) / 1000, processor: (user + system) / 1e6 }
  return { ...source.takeAsked(), mails, seconds, operations: counting.operations() }
}

const settings: Readonly<Record<string, string>> = {
  MAIL_FROM: 'reports@example.com',
  REPORTER_ORGANISATION: 'Example GmbH',
  DNS_LOOKUPS: 'none',
}

const writersAtOnce = 16

async function openReports(storage: Storage, count: number): Promise<readonly ReportId[]> {
  const ids = Array.from({ length: count }, (_, n) => {
    const id = parseReportId(`DAR-2611-${String(n).padStart(8, '0')}`)
    if (id === undefined) throw new RangeError(`no report id for ${n}`)
    return id
  })
  const store = reportStore(storage, waits)
  const agenda = agendaOf(storage)
  for (let start = 0; start < count; start += writersAtOnce) {
    await Promise.all(
      ids.slice(start, start + writersAtOnce).map(async (reportId) => {
        await store.insert(reportIn('sent', { reportId }))
        await agenda.askForLook(reportId, { chaseAt: hours(1) })
      }),
    )
  }
  return ids
}

async function countAcknowledged(storage: Storage): Promise<number> {
  const rows = await Array.fromAsync(storage.table('Reports').list({ select: ['Status'] }))
  return rows.filter(({ cells }) => cells['Status'] === 'acknowledged').length
}
