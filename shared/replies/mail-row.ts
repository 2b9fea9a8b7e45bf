import * as z from 'zod'
import { monthOf } from '../model/report-id'
import { boundedRow } from '../storage/bounded-row'
import type { Row, RowKey, StoredRow } from '../storage/table'
import type { Classification } from './classify'
import type { Mail } from './mail'
import type { Match } from './match'
import type { Template, Wording } from '../reports/wordings'
import type { Effect } from './reply-effect'
import type { Trust } from './trust'

/** What the program made of a mail. */
export type Reading = {
  readonly classification: Classification
  readonly match: Match
  readonly trust: Trust
  readonly effect: Effect
  /** Names of all the rules that led there: what it says, and how far it is believed. */
  readonly rules: readonly string[]
  /** Its words, where a person may say what they mean from now on. */
  readonly template?: Template
  /** What a person has said they mean, in force or not. */
  readonly wording?: Wording
}

/** Follows from the mail alone, whenever it is read: the month that it says it was written in. */
export const mailKey = ({ key, date }: Mail): RowKey => ({
  partitionKey:
    date && date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2100 ? monthOf(date) : 'undated',
  rowKey: key,
})

/** About a report, or asking a person; the rest of a mailbox is somebody else's. */
export const isOurs = ({ effect, match }: Reading): boolean => effect !== 'none' || match.reportIds.length > 0

const rowCells = z.object({ Effect: z.string(), Reports: z.string().default('') })

/** The same of a mail that was read before. */
export function saysRow({ cells }: StoredRow): boolean {
  const { data } = rowCells.safeParse(cells)
  return data !== undefined && (data.Effect !== 'none' || data.Reports !== '')
}

const noWords = { From: '', Subject: '', CaseNumbers: '', Text: '' }

export function toMailRow(mail: Mail, reading: Reading, readAt: Date): Row {
  const { classification, match, trust, effect, rules } = reading
  return boundedRow({
    ...mailKey(mail),
    SchemaVersion: 1,
    From: mail.from,
    Subject: mail.subject.slice(0, 500),
    WrittenAt: mail.date,
    ReadAt: readAt,
    Kind: classification.kind,
    Outcome: 'outcome' in classification ? classification.outcome : undefined,
    CaseNumbers: classification.caseNumbers.slice(0, 20).join(' '),
    Rules: rules.join(' '),
    MatchedBy: match.by,
    Trust: trust,
    Effect: effect,
    // Keys change: what was proven on the day cannot be looked up later.
    Dkim: mail.dkim?.map(({ domain, selector, result }) => `${result} ${domain} ${selector}`).join(', '),
    Wording: reading.wording?.key,
    Reports: match.reportIds.join(' '),
    Text: mail.newText.slice(0, 4000),
    // Somebody else's: that it was read is all we need to know.
    ...(isOurs(reading) ? {} : noWords),
  })
}
