import type { Testimony } from '../crash/crash-door'
import type { Session } from '../run/session'
import type { TableRow } from '../run/tables'
import type { Target } from './load'

/** What was raised, held against what the app has written down and what the receiving server holds. */
export type Ledger = {
  readonly reports: number
  readonly sightings: number
  readonly mails: number
  readonly byStatus: Readonly<Record<string, number>>
  /** Endpoints that an alert named and no report is about. */
  readonly lost: readonly string[]
  /** Endpoints that several reports are about. */
  readonly doubled: readonly string[]
  /** Endpoints whose report rests on fewer or more alerts than were raised. */
  readonly miscounted: readonly string[]
  /** Mails that the server holds more than once: report and purpose. */
  readonly mailedTwice: readonly string[]
  /** Reports said to have left that the server does not hold, or held and not known as sent. */
  readonly disputed: readonly string[]
  /** Reports that are still on their way after days of good weather. */
  readonly unfinished: readonly string[]
  /** Endpoints whose answer by the desk did not end their report. */
  readonly unanswered: readonly string[]
  /** Messages in the poison queue or in Quarantine: none was unreadable. */
  readonly quarantined: number
}

export async function takeLedger(
  { tables, world }: Session,
  targets: readonly Target[],
  server: Testimony,
): Promise<Ledger> {
  const reports = await tables.rows('Reports')
  const sightings = await tables.rows('Sightings')
  const held = new Set(server.held)
  const of = new Map(reports.map((row) => [text(row, 'Endpoint'), row]))
  const seen = countBy(sightings.map((row) => text(row, 'ReportId')))
  const mails = world.outbox.map(({ reportId, purpose }) => `${reportId} ${purpose}`)
  const perEndpoint = countBy(reports.map((row) => text(row, 'Endpoint')))
  return {
    reports: reports.length,
    sightings: sightings.length,
    mails: mails.length,
    byStatus: countBy(reports.map((row) => [row['Status'], row['Outcome']].filter(Boolean).join(' '))),
    lost: targets.map(({ endpoint }) => endpoint).filter((endpoint) => !of.has(endpoint)),
    doubled: Object.keys(perEndpoint).filter((endpoint) => (perEndpoint[endpoint] ?? 0) > 1),
    miscounted: targets
      .filter(({ endpoint, alerts }) => seen[text(of.get(endpoint), 'rowKey')] !== alerts.length)
      .map(({ endpoint }) => endpoint),
    mailedTwice: mails.filter((mail, n) => mails.indexOf(mail) !== n),
    disputed: reports.filter((row) => isDisputed(row, held)).map((row) => text(row, 'rowKey')),
    unfinished: reports.filter(isUnfinished).map((row) => text(row, 'rowKey')),
    unanswered: targets
      .filter((target) => isUnanswered(target, of.get(target.endpoint), held))
      .map(({ endpoint }) => endpoint),
    quarantined: (await tables.rows('Quarantine')).length,
  }
}

function text(row: TableRow | undefined, name: string): string {
  const cell = row?.[name]
  return typeof cell === 'string' ? cell : ''
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** SentAt says that something left, whatever came of it. */
const isDisputed = (row: TableRow, held: ReadonlySet<string>): boolean =>
  (row['SentAt'] !== undefined) !== held.has(text(row, 'rowKey'))

const isUnfinished = (row: TableRow): boolean =>
  ['collecting', 'queued', 'awaiting-approval'].includes(text(row, 'Status'))

const outcomeOf = { resolves: 'takedown', 'sees no violation': 'no-action' } as const

function isUnanswered({ desk }: Target, row: TableRow | undefined, held: ReadonlySet<string>): boolean {
  const last = desk.at(-1)?.kind
  if (last !== 'resolves' && last !== 'sees no violation') return false
  // A decision that no person has confirmed is said by the report, and closes nothing.
  const said = row?.['Outcome'] ?? row?.['DeskSays']
  return held.has(text(row, 'rowKey')) && said !== outcomeOf[last]
}
