import * as z from 'zod'
import { caseStore, type EarlierReport } from '../../cases/case'
import { sightingStore, type CountedSighting } from '../../cases/sighting'
import { monthOf, type ReportId } from '../../model/report-id'
import type { AskedQuestion } from '../../reports/question'
import { questionStore } from '../../reports/question-store'
import type { Report } from '../../reports/report'
import { actsFor } from '../../decisions/decision'
import { isNewerRow } from '../../storage/schema-version'
import type { Storage } from '../../storage/storage'
import { filter, type StoredRow } from '../../storage/table'
import { readHistory, type ReportHistory } from '../report-history'

/** A report with all that is known about it. */
export type ReportDetail = ReportHistory & {
  readonly question: AskedQuestion | undefined
  readonly sightings: readonly CountedSighting[]
  readonly mails: readonly ReadMail[]
  /** Of the same endpoint, in no order, this one left out. */
  readonly others: readonly EarlierReport[]
}

/** A mail of the reply mailbox as it was read. */
export type ReadMail = {
  readonly key: string
  readonly from: string
  readonly subject: string
  readonly writtenAt?: Date
  readonly readAt: Date
  readonly kind: string
  readonly trust: string
  readonly text: string
}

const mostSightings = 200
const mostMails = 20
const mostRequests = 5
/** The service takes 15 comparisons in a filter. Source: learn.microsoft.com, "Querying tables and entities". */
const mostNames = 12

/** Undefined when there is no such report. */
export async function readReport(storage: Storage, id: ReportId): Promise<ReportDetail | undefined> {
  const history = await readHistory(storage, id)
  if (!history) return undefined
  const { report } = history
  const [question, sightings, mails, others] = await Promise.all([
    questionStore(storage).get(id, report.change),
    sightingsOf(storage, report),
    readMails(storage, report.mails.slice(-mostMails), report.openedAt),
    othersOf(storage, report),
  ])
  return { ...history, question, sightings, mails, others }
}

async function sightingsOf(storage: Storage, { caseKey, id }: Report): Promise<readonly CountedSighting[]> {
  const sightings: CountedSighting[] = []
  for await (const { sighting } of sightingStore(storage).list(caseKey, id)) {
    if (sightings.push(sighting) >= mostSightings) break
  }
  return sightings.toSorted((a, b) => b.addedAt.getTime() - a.addedAt.getTime())
}

async function othersOf(storage: Storage, report: Report): Promise<readonly EarlierReport[]> {
  const held = await caseStore(storage).get(report.caseKey)
  const known = [
    ...report.earlier,
    ...(held ? [...held.theCase.earlier, { reportId: held.theCase.reportId }] : []),
  ]
  const byId = new Map(known.map((one) => [one.reportId, one] as const))
  byId.delete(report.id)
  return [...byId.values()]
}

const mailCells = z.object({
  From: z.string().default(''),
  Subject: z.string().default(''),
  WrittenAt: z.coerce.date().exactOptional(),
  ReadAt: z.coerce.date(),
  Kind: z.string(),
  Trust: z.union([z.string(), z.number()]).transform(String),
  Text: z.string().default(''),
})

/**
 * Mails by their keys. Their partition is the month that they say they were written in, which nobody noted: so all
 * months from then on are searched, by the service, and a mail that says an older one is not found.
 */
export async function readMails(
  storage: Storage,
  keys: readonly string[],
  since: Date,
): Promise<readonly ReadMail[]> {
  const found: ReadMail[] = []
  for (let n = 0; n < keys.length; n += mostNames)
    found.push(...(await readNamedMails(storage, keys.slice(n, n + mostNames), since)))
  return found.toSorted((a, b) => a.readAt.getTime() - b.readAt.getTime())
}

async function readNamedMails(storage: Storage, keys: readonly string[], since: Date): Promise<ReadMail[]> {
  const named = keys.map((key) => filter`RowKey eq ${key}`).join(' or ')
  const query = { filter: `${filter`PartitionKey ge ${monthOf(since)}`} and (${named})`, size: keys.length }
  const found: StoredRow[] = []
  let from: string | undefined
  for (let n = 0; n < mostRequests && found.length < keys.length; n++) {
    const page = await storage.table('Mails').page({ ...query, ...(from !== undefined && { from }) })
    found.push(...page.rows)
    from = page.next
    if (from === undefined) break
  }
  return found.flatMap(mailIn)
}

function mailIn(row: StoredRow): ReadMail[] {
  const { key, cells } = row
  const { data } = mailCells.safeParse(cells)
  if (!data || isNewerRow('Mails', row)) return []
  const { From, Subject, WrittenAt, ReadAt, Kind, Trust, Text } = data
  const mail = {
    key: key.rowKey,
    from: From,
    subject: Subject,
    readAt: ReadAt,
    kind: Kind,
    trust: Trust,
    text: Text,
  }
  return [{ ...mail, ...(WrittenAt && { writtenAt: WrittenAt }) }]
}

/** For programs. What is of our own side is for those alone who may act. */
export function detailJson({ report, sightings, question, others, ...rest }: ReportDetail, mayAct: boolean) {
  const { caseKey: _caseKey, ...told } = report
  return {
    report: told,
    actions: mayAct ? actsFor(report) : [],
    ...(question && {
      question: { question: question.question, reason: question.reason, since: question.since },
    }),
    ...rest,
    otherReports: others,
    sightings: sightings.map(
      ({
        caseKey: _key,
        key: _row,
        reportId: _id,
        alertId,
        copy: _copy,
        grounds: _grounds,
        ...sighting
      }) => ({
        ...sighting,
        ...(mayAct && { alertId }),
      }),
    ),
  }
}

/** The exact bytes of a message of this report; undefined for what is none, or is not kept any more. */
export async function readMessage(
  storage: Storage,
  { id }: Pick<Report, 'id'>,
  hash: string,
): Promise<{ readonly bytes: Buffer; readonly name: string } | undefined> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return undefined
  const named = filter`MessageHash eq ${hash}`
  const { rows } = await storage.table('Deliveries').page({ partitionKey: id, filter: named, size: 1 })
  const kept = rows.length === 0 ? undefined : await keptMessage(storage, hash)
  return kept && { bytes: kept.bytes, name: `${id}-${hash.slice(0, 12)}.${kept.ending}.txt` }
}

/** As far as it can be shown: its bytes as UTF-8. */
export async function readMessageText(storage: Storage, hash: string): Promise<string | undefined> {
  return (await keptMessage(storage, hash))?.bytes.toString('utf8')
}

async function keptMessage(storage: Storage, hash: string) {
  for (const ending of ['eml', 'json']) {
    const kept = await storage.blobs('messages').get(`${hash}.${ending}`)
    if (kept) return { bytes: kept.bytes, ending }
  }
  return undefined
}
