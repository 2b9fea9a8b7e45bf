import PostalMime from 'postal-mime'
import * as z from 'zod'
import type { Row, SmallWorld } from './small-world'

/**
 * Reports, sightings, cases, questions and mails, without what order may choose:
 *
 * - ids and instants of the program’s own, and which of several alerts opened a report;
 * - whether a report that nothing stands behind was opened at all. Nobody reports what is ruled out already; what is ruled
 *   out later has a report, withdrawn before it left, and perhaps more than one. None of them has a mail;
 * - how many alerts a report has counted, since one that was ruled out before it was read never counted. A mail says how many
 *   stand.
 */
export async function endOf(world: SmallWorld): Promise<unknown> {
  const reports = await world.rows('Reports')
  const idle = new Set(reports.filter(neverLeft).map(({ rowKey }) => rowKey))
  const kept = reports.filter(({ rowKey }) => !idle.has(rowKey))
  const names = new Map(kept.map((row) => [row['rowKey'], nameOf(row)]))
  const sightings = await world.rows('Sightings')
  const asked = (await world.rows('Questions')).map(({ Endpoint, Reason, Question }) => [
    Endpoint,
    Reason,
    Question,
  ])
  return {
    behindIdle: sightings.filter(({ ReportId, Stands }) => idle.has(ReportId) && Stands === true),
    reports: sorted(kept.map(reportOf)),
    sightings: sorted(sightings.map((row) => sightingOf(row, names))),
    cases: sorted((await world.rows('Cases')).flatMap((row) => caseOf(row, names))),
    questions: sorted(asked),
    mails: (await Promise.all(world.mails.map(({ raw }) => mailText(raw)))).toSorted(),
  }
}

const neverLeft = ({ Status, Outcome, SentAt }: Row) =>
  Status === 'closed' && Outcome === 'withdrawn' && SentAt === undefined

const nameOf = ({ Status, Outcome, Endpoint }: Row) => [Status, Outcome, Endpoint].join(' ')

const jsonOf = (cell: unknown): unknown =>
  typeof cell === 'string' && cell !== '' ? JSON.parse(cell) : undefined

const state = z.object({
  evidence: z.unknown(),
  tally: z.object({ firstSeenAt: z.string(), lastSeenAt: z.string() }),
})

function reportOf(row: Row): unknown {
  const { evidence, tally } = state.parse(jsonOf(row['State']))
  const { firstSeenAt, lastSeenAt } = tally
  return { name: nameOf(row), evidence, firstSeenAt, lastSeenAt }
}

/** Of one that is ruled out nothing is decided again: only that it is, and by which copy. */
function sightingOf(row: Row, names: ReadonlyMap<unknown, string>): unknown {
  const { partitionKey, rowKey, Stands, CopyAt, CopyRank, Classification, Determination } = row
  const copy = { partitionKey, rowKey, Stands, CopyAt, CopyRank, Classification, Determination }
  if (Stands !== true) return copy
  const { Verdict, Ours, FirstActivityAt, LastActivityAt, ReportId } = row
  const said = { Verdict, Ours, FirstActivityAt, LastActivityAt, report: names.get(ReportId) }
  return { ...copy, ...said, evidence: jsonOf(row['Evidence']), grounds: jsonOf(row['Grounds']) }
}

const caseState = z.object({ reportId: z.string(), earlier: z.array(z.object({ reportId: z.string() })) })

/** Its reports, oldest first. */
function caseOf({ rowKey, State }: Row, names: ReadonlyMap<unknown, string>): readonly unknown[] {
  const { reportId, earlier } = caseState.parse(jsonOf(State))
  const reports = [...earlier.map((one) => one.reportId), reportId].flatMap((id) => names.get(id) ?? [])
  return reports.length === 0 ? [] : [{ rowKey, reports }]
}

const ownIds = /DAR-\d{4}-[0-9A-Z]{8}|"report_id": "[-0-9a-f]+"|, sent \S+ \S+ UTC/g

async function mailText(raw: Buffer): Promise<string> {
  const { subject, text, attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  const parts = attachments.map(({ content }) => (typeof content === 'string' ? content : ''))
  return [subject, text, ...parts].join('\n').replaceAll(ownIds, 'ID')
}

/** Members in one order, and rows too. */
const sorted = (rows: readonly unknown[]): readonly string[] =>
  rows
    .map((row) => JSON.stringify(row, (_, value: unknown) => (isRecord(value) ? inOrder(value) : value)))
    .toSorted()

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

const inOrder = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
