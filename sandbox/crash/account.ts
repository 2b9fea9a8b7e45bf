import type { Session } from '../run/session'
import type { TableRow } from '../run/tables'
import type { Testimony } from './crash-door'

/** What became of every report, and where the app and the receiving server disagree. */
export type Account = {
  readonly reports: number
  readonly kills: number
  readonly byStatus: Readonly<Record<string, number>>
  /** First mails that the server began to take. */
  readonly attempts: number
  readonly held: number
  readonly dropped: Testimony['dropped']
  /** Reports that the server holds more than once. */
  readonly duplicates: readonly string[]
  /** Reports said to be sent that the server does not hold, and those it holds that are not known as sent. */
  readonly lost: readonly string[]
  /** Reports that are at no end: neither sent, nor refused for good, nor put before a person. */
  readonly unfinished: readonly string[]
  /** A person is asked whether it was sent, and the server knows that nothing was being handed over, or holds it. */
  readonly askedNeedlessly: readonly string[]
  /** It was being handed over, the server does not hold it, and nobody is asked. */
  readonly notAsked: readonly string[]
  /** How many a person is asked about because nobody can know. */
  readonly asked: number
}

export async function takeAccount({ tables, keeper }: Session, server: Testimony): Promise<Account> {
  const reports = await tables.rows('Reports')
  const asked = questionsAbout(await tables.rows('Questions'))
  const inStatus = (status: string) => reports.filter((row) => row['Status'] === status).map(idOf)
  const held = new Set(server.held)
  const unconfirmed = inStatus('unconfirmed').filter((id) => asked.has(id))
  const sent = inStatus('sent')
  const undeliverable = inStatus('undeliverable')
  const ended = new Set([...unconfirmed, ...sent, ...undeliverable])
  return {
    reports: reports.length,
    kills: keeper.deaths(),
    byStatus: countBy(reports, (row) => String(row['Status'])),
    attempts: server.attempts,
    held: held.size,
    dropped: server.dropped,
    duplicates: [...held].filter((id) => server.held.indexOf(id) !== server.held.lastIndexOf(id)),
    lost: [
      ...sent.filter((id) => !held.has(id)),
      ...[...held].filter((id) => !sent.includes(id)),
      ...undeliverable.filter((id) => !server.refused.has(id)),
    ],
    unfinished: reports.map(idOf).filter((id) => !ended.has(id)),
    askedNeedlessly: unconfirmed.filter((id) => !server.vanished.has(id)),
    notAsked: [...server.vanished].filter((id) => !unconfirmed.includes(id)),
    asked: unconfirmed.length,
  }
}

const idOf = (row: TableRow): string => String(row['rowKey'])

/** Ids of the reports that a question waits about. */
const questionsAbout = (rows: readonly TableRow[]): ReadonlySet<string> =>
  new Set(rows.map((row) => idOf(row).replace(/_\d+$/, '')))

function countBy(rows: readonly TableRow[], nameOf: (row: TableRow) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[nameOf(row)] = (counts[nameOf(row)] ?? 0) + 1
  return counts
}
