import { monthOf } from '../model/report-id'
import type { Row, RowKey } from '../storage/table'
import type { Classification } from './classify'
import type { Mail } from './mail'
import type { Match } from './match'
import type { Effect } from './reply-effect'
import type { Trust } from './trust'

/** What the program made of a mail. */
export type Reading = {
  readonly classification: Classification
  readonly match: Match
  readonly trust: Trust
  readonly effect: Effect
  /** Reports that exist among those it names. */
  readonly reports: readonly string[]
}

/** Follows from the mail alone, whenever it is read: the month that it says it was written in. */
export const mailKey = ({ key, date }: Mail): RowKey => ({
  partitionKey:
    date && date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2100 ? monthOf(date) : 'undated',
  rowKey: key,
})

export function toMailRow(mail: Mail, reading: Reading, readAt: Date): Row {
  const { classification, match, trust, effect, reports } = reading
  return {
    ...mailKey(mail),
    SchemaVersion: 1,
    From: mail.from,
    Subject: mail.subject.slice(0, 500),
    WrittenAt: mail.date,
    ReadAt: readAt,
    Kind: classification.kind,
    Outcome: 'outcome' in classification ? classification.outcome : undefined,
    CaseNumbers: classification.caseNumbers.slice(0, 20).join(' '),
    Rules: classification.rules.join(' '),
    MatchedBy: match.by,
    Trust: trust,
    Effect: effect,
    Reports: reports.join(' '),
    Text: mail.newText.slice(0, 4000),
  }
}
