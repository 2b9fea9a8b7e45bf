import type { NameServer } from '../../sandbox/world/name-server'
import { sightingStore } from '../../shared/cases/sighting'
import { type AppContext, createContext } from '../../shared/platform/app-context'
import { runChaseReports } from '../../shared/platform/run-chase-reports'
import { runFileReports } from '../../shared/platform/run-file-reports'
import { runWatchTakedowns } from '../../shared/platform/run-watch-takedowns'
import type { LookColumn } from '../../shared/reports/agenda'
import { parseHostname } from '../../shared/model/hostname'
import { toReportRow } from '../../shared/reports/report-row'
import { readSettings } from '../../shared/settings/settings'
import type { Storage } from '../../shared/storage/storage'
import type { Row, RowKey, StoredRow } from '../../shared/storage/table'
import type { Log } from '../../shared/telemetry/log'
import { days, evidence, hours, reportId, reportIn } from '../../tests/helpers/reports'
import { type MadeRows, simulatedStorage } from './simulated-storage'

export type SimulatedDay = {
  readonly reports: number
  readonly msPerOperation: number
  readonly names: NameServer
  /** Each question to a name server. */
  readonly msPerQuestion: number
}

/** What one function did in a day, in simulated time. */
export type Worked = {
  readonly name: string
  readonly runs: number
  readonly looks: number
  readonly neverLookedAt: number
  readonly operationsPerLook: number
  /** From the moment a look was due until it was made. */
  readonly longestWaitInHours: number
  readonly longestGapInHours: number
  readonly longestRunInSeconds: number
  /** Of this process, in real time. */
  readonly cpuInSeconds: number
  readonly peakInMB: number
}

const dayInMs = 24 * 3_600_000
const functions = [
  { name: 'fileReports', run: runFileReports, column: 'FileAt', everyInMs: 60_000 },
  { name: 'chaseReports', run: runChaseReports, column: 'ChaseAt', everyInMs: 300_000 },
  { name: 'watchTakedowns', run: runWatchTakedowns, column: 'WatchAt', everyInMs: 300_000 },
] as const satisfies readonly {
  name: string
  run: (app: AppContext, log: Log) => Promise<void>
  column: LookColumn
  everyInMs: number
}[]

/** So many reports were sent two days ago, and every look at every one of them is due at once. */
const startsAt = days(2)
const sentAt = hours(2)

/** Plays a day of each function that looks at open reports, the real ones, by a clock that storage moves. */
export async function* simulateDay(day: SimulatedDay): AsyncIterable<Worked> {
  for (const one of functions) yield simulate(day, one)
}

async function simulate(
  { reports, msPerOperation, names, msPerQuestion }: SimulatedDay,
  { name, run, column, everyInMs }: (typeof functions)[number],
): Promise<Worked> {
  const looks = looksOf(reports, startsAt)
  let operated = 0
  let idleInMs = 0
  const questionsBefore = names.questions
  const now = () =>
    new Date(
      startsAt.getTime() +
        idleInMs +
        operated * msPerOperation +
        (names.questions - questionsBefore) * msPerQuestion,
    )
  const agenda = agendaRows(reports, (row) => {
    if (row[column] !== undefined) looks.note(numberOf(row.rowKey), now(), row[column])
  })
  const { storage } = simulatedStorage(() => (operated += 1), {
    ...(await madeReports(reports)),
    Agenda: agenda,
  })
  const app = appOver(storage, now, names)
  const [before, cpuBefore] = [operated, process.cpuUsage()]
  let [runs, longestRunInMs, peakInMB] = [0, 0, 0]
  while (now().getTime() < startsAt.getTime() + dayInMs) {
    const beganAt = now().getTime()
    await run(app, () => undefined)
    peakInMB = Math.max(peakInMB, process.memoryUsage().rss / 2 ** 20)
    runs += 1
    longestRunInMs = Math.max(longestRunInMs, now().getTime() - beganAt)
    // The timer does not wait for a run that is late, and begins no second one.
    const next = Math.ceil((now().getTime() + 1) / everyInMs) * everyInMs
    idleInMs += next - now().getTime()
  }
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    ...{ name, runs, ...looks.sum(now()) },
    operationsPerLook: (operated - before) / looks.sum(now()).looks,
    longestRunInSeconds: longestRunInMs / 1000,
    cpuInSeconds: (user + system) / 1e6,
    peakInMB,
  }
}

/** When each report was looked at, and how late. */
function looksOf(reports: number, start: Date) {
  const lastAt = new Float64Array(reports).fill(start.getTime())
  const dueAt = new Float64Array(reports).fill(start.getTime())
  const times = new Uint32Array(reports)
  let [looks, longestWaitInMs, longestGapInMs] = [0, 0, 0]
  return {
    note: (n: number, now: Date, next: unknown) => {
      const at = now.getTime()
      looks += 1
      longestWaitInMs = Math.max(longestWaitInMs, at - (dueAt[n] ?? 0))
      longestGapInMs = Math.max(longestGapInMs, at - (lastAt[n] ?? 0))
      lastAt[n] = at
      dueAt[n] = next instanceof Date ? next.getTime() : at
      times[n] = (times[n] ?? 0) + 1
    },
    /** What is due and has not been looked at waits still. */
    sum: (now: Date) => ({
      looks,
      neverLookedAt: times.filter((one) => one === 0).length,
      longestWaitInHours: Math.max(longestWaitInMs, ...chunkMax(dueAt, now)) / 3_600_000,
      longestGapInHours: Math.max(longestGapInMs, ...chunkMax(lastAt, now)) / 3_600_000,
    }),
  }
}

const chunkMax = (instants: Float64Array, now: Date): [number] => [
  now.getTime() - instants.reduce((least, at) => Math.min(least, at), Infinity),
]

const textOf = (n: number): string => String(n).padStart(8, '0')
const idOf = (n: number): string => `DAR-2611-${textOf(n)}`
const numberOf = (text: string): number => Number(text.slice(-8))

/** Bytes and no objects: what is measured is the memory of the functions. */
function agendaRows(reports: number, onMerge: (row: Row) => void): MadeRows {
  const columns = ['FileAt', 'ChaseAt', 'WatchAt'] as const
  const instants = Object.fromEntries(
    columns.map((column) => [column, new Float64Array(reports).fill(startsAt.getTime())]),
  )
  const cell = (column: LookColumn, n: number) => ({ [column]: new Date(instants[column]?.[n] ?? NaN) })
  const rowOf = (partitionKey: string, n: number): StoredRow => ({
    key: { partitionKey, rowKey: idOf(n) },
    etag: '1',
    cells: partitionKey === 'watch' ? cell('WatchAt', n) : { ...cell('FileAt', n), ...cell('ChaseAt', n) },
  })
  return {
    get: ({ partitionKey, rowKey }) => rowOf(partitionKey, numberOf(rowKey)),
    list: function* (partitionKey) {
      for (let n = 0; n < reports; n++) yield rowOf(partitionKey, n)
    },
    merge: (row) => {
      onMerge(row)
      for (const column of columns) {
        const [at, kept] = [row[column], instants[column]]
        if (at instanceof Date && kept) kept[numberOf(row.rowKey)] = at.getTime()
      }
    },
  }
}

/** A report, its one sighting, and its last Event, for each number. */
async function madeReports(
  count: number,
): Promise<Partial<Record<'Reports' | 'Sightings' | 'Events', MadeRows>>> {
  const host = parseHostname(`site-${textOf(0)}.azurewebsites.net`)
  if (!host) throw new Error('a name of ours is none')
  const named = {
    reportId: reportId(idOf(0)),
    key: `case-${textOf(0)}`,
    endpoint: { kind: 'host', host } as const,
    endpointText: host,
    evidence: { ...evidence, host },
  }
  const sent = reportIn('sent', named)
  const tally = { ...sent.tally, settledCount: 1, settledTo: sentAt }
  const reportCells = cellsOf(
    toReportRow({ ...sent, tally, takedown: { state: 'unknown', since: sentAt } }, undefined),
  )
  const sightingCells = await sightingCellsOf(named.key)
  const isThere = (text: string) => numberOf(text) < count
  const report = (rowKey: string): StoredRow => ({
    key: { partitionKey: '2611', rowKey },
    etag: '1',
    cells: { ...reportCells, State: reportCells.State.replaceAll(textOf(0), rowKey.slice(-8)) },
  })
  return {
    Reports: {
      get: ({ rowKey }) => (isThere(rowKey) ? report(rowKey) : undefined),
      list: function* (partitionKey) {
        for (let n = 0; partitionKey === '2611' && n < count; n++) yield report(idOf(n))
      },
    },
    Sightings: {
      get: () => undefined,
      list: function* (partitionKey) {
        const cells = { ...sightingCells, ReportId: idOf(numberOf(partitionKey)) }
        yield { key: { partitionKey, rowKey: 'one' }, etag: '1', cells }
      },
    },
    Events: { get: (key: RowKey) => ({ key, etag: '1', cells: {} }), list: () => [] },
  }
}

async function sightingCellsOf(caseKey: string) {
  const { storage } = simulatedStorage(() => undefined, {})
  await sightingStore(storage).insert({
    ...{ caseKey, key: 'one', reportId: reportId(idOf(0)), source: 'graph', alertId: 'alert' },
    ...{ stands: true, verdict: 'report', classification: '', determination: '', evidence },
    ...{ addedAt: hours(0), changedAt: hours(0), firstActivityAt: hours(-2), lastActivityAt: hours(-1) },
  })
  return (await storage.table('Sightings').get({ partitionKey: caseKey, rowKey: 'one' }))?.cells
}

const cellsOf = ({ partitionKey: _1, rowKey: _2, ...cells }: Row) => ({
  ...cells,
  State: String(cells.State),
})

function appOver(storage: Storage, now: () => Date, names: NameServer): AppContext {
  const settings = readSettings({
    REPORTING_MODE: 'auto',
    OWN_ADDRESSES: 'none',
    OWN_DOMAINS: 'corp.example',
    OWN_MAILBOXES: 'none',
    MAIL_FROM: 'reports@example.com',
    REPORTER_ORGANISATION: 'Example Ltd',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: '9',
    SMTP_TLS: 'none',
    DNS_SERVERS: `127.0.0.1:${names.port}`,
  })
  return createContext(settings, { storage: () => storage, now })
}
