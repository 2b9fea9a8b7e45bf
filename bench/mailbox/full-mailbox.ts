import { startGraph } from '../../sandbox/world/graph'
import { graphMailbox } from '../../sandbox/world/graph-mailbox'
import { parseReportId, type ReportId } from '../../shared/model/report-id'
import { createContext } from '../../shared/platform/app-context'
import { runTrackReplies } from '../../shared/platform/run-track-replies'
import { readSettings } from '../../shared/platform/settings'
import { agendaOf } from '../../shared/reports/agenda'
import { reportStore } from '../../shared/reports/report-store'
import type { Storage } from '../../shared/storage/storage'
import { watch } from '../../tests/helpers/faulty-storage'
import { days, hours, reportIn, waits } from '../../tests/helpers/reports'
import { answerTo, noise } from './mails'

/** What one run of trackReplies cost. */
export type Cost = {
  readonly mails: number
  readonly seconds: number
  /** Storage operations; a list is one. */
  readonly operations: number
  readonly pages: number
  readonly fetched: number
}

export type FullMailbox = {
  /** Puts so many further mails into the mailbox; every twentieth answers a report. */
  readonly fill: (mails: number) => void
  readonly poll: () => Promise<Cost>
  /** Called with each mail that was read. */
  onRead: () => void
  readonly countAnswered: () => Promise<number>
  readonly close: () => Promise<void>
}

const at = days(30)

/** Open reports in storage, and a mailbox of Exchange Online before it. */
export async function openFullMailbox(storage: Storage, reports: number): Promise<FullMailbox> {
  const ids = await openReports(storage, reports)
  const box = graphMailbox({ address: 'reports@example.com', now: () => at })
  const graph = await startGraph({ mailbox: box, token: () => 't' })
  const state = { filled: 0, onRead: () => {} }
  const run = async (): Promise<Cost> => {
    const counting = watch(storage)
    const seen = { pages: 0, fetched: 0, mails: 0 }
    box.script = {
      read: (path) => {
        if (path.endsWith('/delta')) seen.pages += 1
        else seen.fetched += 1
        // What the stand-in remembers of requests is none of the app's memory.
        forgetRequests(graph.requests)
        return undefined
      },
    }
    const app = createContext(readSettings(settingsFor(graph.url)), {
      storage: () => counting.storage,
      now: () => at,
      credential: () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }),
    })
    const started = performance.now()
    await runTrackReplies(app, (event, fields) => {
      if (event === 'mail read') state.onRead()
      if (event === 'mailbox not read') throw new Error(JSON.stringify(fields))
      if (event === 'mailbox read') seen.mails = Number(fields?.['count'])
    })
    const seconds = (performance.now() - started) / 1000
    return { ...seen, seconds, operations: counting.operations() }
  }
  return {
    fill: (mails) => {
      for (let n = 0; n < mails; n++, state.filled++) {
        const id = ids[(state.filled / 20) % ids.length]
        box.folders.deliver(id === undefined ? noise(state.filled) : answerTo(id, state.filled))
      }
    },
    poll: run,
    get onRead() {
      return state.onRead
    },
    set onRead(onRead) {
      state.onRead = onRead
    },
    countAnswered: () => countAcknowledged(storage),
    close: graph.close,
  }
}

function forgetRequests(requests: readonly unknown[]): void {
  if (Array.isArray(requests)) requests.length = 0
}

const settingsFor = (endpoint: string): Readonly<Record<string, string>> => ({
  MAILBOX: 'graph',
  GRAPH_ENDPOINT: endpoint,
  MAIL_FROM: 'reports@example.com',
  REPORTER_ORGANISATION: 'Example GmbH',
  VERIFY_DKIM: 'false',
})

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
