import { parseReportId, type ReportId } from '../model/report-id'
import { parseEnvelopeId, parseMessageId } from '../reports/message-ids'
import type { Purpose } from '../reports/purpose'
import type { Mail } from './mail'

/** What tied a mail to its reports, the strongest that did. */
export type MatchedBy = 'token' | 'message-id' | 'envelope-id' | 'subject' | 'case-number' | 'none'

/** Reports a mail is about; whether they exist is for the caller to see. */
export type Match = {
  readonly reportIds: readonly ReportId[]
  readonly by: MatchedBy
  /** Another token of the mail names other reports: a person decides. */
  readonly conflicting: boolean
  /** Which mail of ours a bounce is about, and which attempt, where its ENVID or Message-ID tells. */
  readonly bounced?: { readonly reportId: ReportId; readonly purpose: Purpose; readonly attempt?: number }
}

/** What only our tables know. */
export type MatchLookups = {
  /** Reports one of whose mails has this id: ids that a server put in place of ours. */
  readonly byMessageId: (messageId: string) => Promise<readonly ReportId[]>
  readonly byCaseNumber: (caseNumber: string) => Promise<readonly ReportId[]>
}

type Finder = () => Promise<readonly ReportId[]>

/**
 * The first way that finds something wins. Later ways are still asked as far as they cost nothing, because a mail
 * whose tokens disagree must not move a report by itself.
 */
export async function match(
  mail: Mail,
  caseNumbers: readonly string[],
  lookups: MatchLookups,
): Promise<Match> {
  const ways: readonly (readonly [MatchedBy, Finder])[] = [
    ['token', async () => addressTokens(mail)],
    ['message-id', () => threadReports(mail, lookups)],
    ['envelope-id', async () => dsnReports(mail)],
    ['subject', async () => subjectTokens(mail)],
    ['case-number', () => all(caseNumbers, lookups.byCaseNumber)],
  ]
  let winner: { by: MatchedBy; reportIds: readonly ReportId[] } = { by: 'none', reportIds: [] }
  let conflicting = false
  for (const [by, find] of ways) {
    // A case may cover many reports, so a number that names more of them contradicts nothing.
    if (by === 'case-number' && winner.by !== 'none') continue
    const reportIds = [...new Set(await find())]
    if (winner.by === 'none' && reportIds.length > 0) winner = { by, reportIds }
    else if (reportIds.some((id) => !winner.reportIds.includes(id))) conflicting = true
  }
  const bounced = bouncedMail(mail)
  return { ...winner, conflicting, ...(bounced === undefined ? {} : { bounced }) }
}

async function all(
  keys: readonly string[],
  find: (key: string) => Promise<readonly ReportId[]>,
): Promise<readonly ReportId[]> {
  const found = await Promise.all(keys.slice(0, 20).map(find))
  return found.flat()
}

const idOf = (text: string | undefined): readonly ReportId[] => {
  const id = parseReportId(text ?? '')
  return id === undefined ? [] : [id]
}

/** `reports+RDAR-2611-7F3K9QXM@…` among the addresses it was sent to or delivered to. */
const addressTokens = ({ to, deliveredTo }: Mail): readonly ReportId[] =>
  [...to, ...deliveredTo].flatMap((address) => idOf(/\+r([^+@]+)@/i.exec(address)?.[1]))

/** `[DAR-2611-7F3K9QXM]` in the subject, or in the one that a bounce returns. */
const subjectTokens = ({ subject, dsn }: Mail): readonly ReportId[] =>
  [...`${subject} ${dsn?.originalSubject ?? ''}`.matchAll(/\[([A-Z0-9-]{8,40})\]/gi)].flatMap((found) =>
    idOf(found[1]),
  )

async function threadReports(
  { inReplyTo, references }: Mail,
  lookups: MatchLookups,
): Promise<readonly ReportId[]> {
  const ids = [...new Set([...(inReplyTo === undefined ? [] : [inReplyTo]), ...references])].slice(0, 50)
  const ours = ids.flatMap((id) => parseMessageId(id)?.reportId ?? [])
  const others = ids.filter((id) => parseMessageId(id) === undefined)
  return [...ours, ...(await all(others, lookups.byMessageId))]
}

const dsnReports = (mail: Mail): readonly ReportId[] => {
  const bounced = bouncedMail(mail)
  return bounced === undefined ? [] : [bounced.reportId]
}

function bouncedMail({ dsn }: Mail): Match['bounced'] {
  return parseEnvelopeId(dsn?.envelopeId ?? '') ?? parseMessageId(dsn?.originalMessageId ?? '')
}
