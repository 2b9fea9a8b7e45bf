import { isDeepStrictEqual } from 'node:util'
import type { SentMail } from '../world/sent-mail'
import type { ReportRow } from '../run/tables'
import type { Ending, Story } from './story'

export type StoryVerdict = {
  readonly name: string
  readonly endpoint: string
  readonly expected: Ending
  readonly got: Ending
  readonly ok: boolean
}

export type Evidence = {
  readonly reports: readonly ReportRow[]
  readonly outbox: readonly SentMail[]
  readonly quarantined: number
  /** The app's last decision about each endpoint. */
  readonly decisions: ReadonlyMap<string, string>
}

/** Compares how a story ended with how it had to, in the members that its ending names. */
export function judgeStory({ name, endpoint, expected }: Story, evidence: Evidence): StoryVerdict {
  const rows = evidence.reports.filter((row) => endpoint !== '' && row.Endpoint === endpoint)
  const ids = rows.map((row) => row.rowKey)
  const mails = evidence.outbox.filter((mail) => ids.includes(mail.reportId)).map((mail) => mail.purpose)
  const row = rows[0]
  const everything: Ending = {
    reports: rows.length,
    mails: mails.sort(),
    ...(row === undefined ? {} : fromRow(row)),
    ...(expected.decision === undefined ? {} : { decision: evidence.decisions.get(endpoint) ?? 'none' }),
    ...(expected.quarantined === undefined ? {} : { quarantined: evidence.quarantined }),
  }
  const named = Object.entries(everything).filter(([member]) => member in expected)
  const got = { ...everything, ...Object.fromEntries(named) }
  const ok = isDeepStrictEqual(Object.fromEntries(named), { ...expected })
  return { name, endpoint, expected, got, ok }
}

function fromRow(row: ReportRow): Partial<Ending> {
  return {
    status: row.Status,
    ...(row.Outcome === undefined ? {} : { outcome: row.Outcome }),
    ...(row.Sightings === undefined ? {} : { sightings: row.Sightings }),
    ...(row.CaseNumber === undefined ? {} : { caseNumber: row.CaseNumber }),
    ...(row.Takedown === undefined ? {} : { takedown: row.Takedown }),
  }
}
