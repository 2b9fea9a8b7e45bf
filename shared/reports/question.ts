import * as z from 'zod'
import { isNewerRow } from '../storage/schema-version'
import { boundedRow } from '../storage/bounded-row'
import type { Row, StoredRow } from '../storage/table'
import { askingEvent } from './apply-cause'
import type { Report } from './report'
import { type Template, templateSchema } from './wordings'

/** What waits for a person. Kept until it is answered or no longer stands. */
export type Question = {
  /** A report's id, a mail's key or a quarantined message's key. */
  readonly subject: string
  /** The report's change that it asks about; 0 for a mail or a message. */
  readonly change: number
  readonly kind: 'report' | 'mail' | 'quarantine'
  readonly question: string
  readonly endpoint: string
  readonly reason: string
  readonly since: Date
  /** Ids of the reports that a mail speaks of, so that nothing is chased while it waits. */
  readonly reports?: readonly string[]
  /** The reading of a mail that is likely, in the words of its answer. */
  readonly suggests?: string
  /** The words of a mail, where a person may say what they mean from now on. */
  readonly template?: Template
}

/** A question as it stands in the table, with what a person wrote into it. */
export type AskedQuestion = Question & {
  readonly answer: string
  /** Who wrote it, where it was not written by hand into the table. */
  readonly answeredBy: string
  /** What the program wrote beside an answer that it did not understand. */
  readonly note: string
  /** As people name it: subject and change. */
  readonly key: string
  readonly row: StoredRow
}

const cells = z.object({
  Kind: z.enum(['report', 'mail', 'quarantine']),
  Question: z.string(),
  Endpoint: z.string(),
  Reason: z.string(),
  Since: z.coerce.date(),
  Reports: z.string().default(''),
  Answer: z.string().default(''),
  AnsweredBy: z.string().default(''),
  Note: z.string().default(''),
  Suggests: z.string().default(''),
  Template: z.string().default(''),
})

export const openQuestions = 'open'

/** Names the question wherever people see it. */
export const questionKey = (subject: string, change: number): string => `${subject}_${change}`

export function toQuestionRow(asked: Question): Row {
  const { subject, change, kind, question, endpoint, reason, since, reports = [], suggests, template } = asked
  const words = {
    Kind: kind,
    Question: question,
    Endpoint: endpoint,
    Reason: reason.slice(0, 2000),
    Since: since,
  }
  return boundedRow({
    partitionKey: openQuestions,
    rowKey: questionKey(subject, change),
    SchemaVersion: 1,
    ...words,
    Reports: reports.join(' '),
    ...(suggests !== undefined && { Suggests: suggests }),
    ...(template && { Template: JSON.stringify(template) }),
    Answer: '',
    Note: '',
  })
}

/** Undefined when the row is not a question of ours: somebody may have added one by hand, or a newer version has. */
export function fromQuestionRow(row: StoredRow): AskedQuestion | undefined {
  const read = cells.safeParse(row.cells)
  const key = /^(.+)_(\d+)$/.exec(row.key.rowKey)
  if (!read.success || !key || isNewerRow('Questions', row)) return undefined
  const {
    Kind: kind,
    Question: question,
    Endpoint: endpoint,
    Reason: reason,
    Since: since,
    Reports: reports,
    Answer: answer,
    AnsweredBy: answeredBy,
    Note: note,
    Suggests: suggests,
    Template: template,
  } = read.data
  return {
    subject: key[1] ?? '',
    change: Number(key[2]),
    kind,
    question,
    endpoint,
    reason,
    since,
    reports: reports.split(' ').filter((id) => id !== ''),
    ...(suggests !== '' && { suggests }),
    ...templateFrom(template),
    answer,
    answeredBy,
    note,
    key: row.key.rowKey,
    row,
  }
}

/** The words that may be written under Answer, per status that waits for a person. */
export const offeredAnswers = {
  'awaiting-approval': 'approve · decline · decline until 2026-12-31 · withdraw · close as gone',
  unconfirmed: 'sent · send again · withdraw · close as no action',
  undeliverable: 'send again · sent · withdraw · close as no action',
  'information-requested': 'answered · withdraw · close as takedown',
  escalation: 'answered · withdraw · close as unanswered',
} as const

/** What the report asks a person, if anything. */
export function questionOf(report: Report): Question | undefined {
  const { id, change, endpointText } = report
  const event = askingEvent(report)
  const asked = { subject: id, change, kind: 'report', endpoint: endpointText, since: event.at } as const
  switch (report.status) {
    case 'awaiting-approval':
      return {
        ...asked,
        question: `Send this report? (${offeredAnswers[report.status]})`,
        reason: report.reason,
      }
    case 'unconfirmed':
      return {
        ...asked,
        question: `Did this mail leave? (${offeredAnswers[report.status]})`,
        reason: report.reason,
      }
    case 'undeliverable':
      return {
        ...asked,
        question: `Send it again? (${offeredAnswers[report.status]})`,
        reason: report.reason,
      }
    case 'information-requested':
      return { ...asked, question: `Answered by mail? (${offeredAnswers[report.status]})`, reason: event.why }
    case 'sent':
    case 'acknowledged':
      return wantsEscalation(report)
        ? { ...asked, question: `Escalate by hand? (${offeredAnswers.escalation})`, reason: event.why }
        : undefined
    case 'collecting':
    case 'queued':
    case 'closed':
      return undefined
    default:
      return report satisfies never
  }
}

/** Two reminders without an answer, and the escalation found no other way out. */
const wantsEscalation = (report: Extract<Report, { status: 'sent' | 'acknowledged' }>): boolean =>
  report.ladder.asked === 3 &&
  report.ladder.escalatedBy === undefined &&
  askingEvent(report).cause === 'follow-up-done'

/** For programs: without what only the table needs. */
export const questionJson = ({ row: _row, key: _key, note: _note, ...asked }: AskedQuestion) => asked

/** A row that people may have touched: what is no template any more is left out. */
function templateFrom(text: string): { readonly template?: Template } {
  if (text === '') return {}
  try {
    return { template: templateSchema.parse(JSON.parse(text)) }
  } catch {
    return {}
  }
}
