import { withoutTail } from '../model/without-tail'
import * as z from 'zod'
import { parseReportId, type ReportId } from '../model/report-id'
import type { Cause } from './cause'
import { offeredAnswers, type AskedQuestion } from './question'
import type { Report, Sent } from './report'

/** What a person wants, or what would be understood. */
export type Answer = { readonly cause: Cause } | { readonly unclear: string }

const word = (text: string): string => withoutTail(text.trim().toLowerCase(), '.!').replace(/\s+/g, ' ')
const until = /^decline until (\d{4}-\d{2}-\d{2})$/

/**
 * Reads the answer to a question about a report.
 * @param proof what counts as sent when a person says that the mail has left
 * @param dryRunBy the setting by which nothing of this report leaves
 */
export function readAnswer(asked: AskedQuestion, report: Report, proof: Sent, dryRunBy?: string): Answer {
  const said = word(asked.answer)
  const origin = {
    by: whoAnswered(asked),
    why: asked.answer.trim().slice(0, 200),
    question: asked.row.key.rowKey,
  }
  if (said === 'withdraw') return { cause: { kind: 'withdrawn', sayIt: true, ...origin } }
  const outcome = outcomeIn(said)
  if (outcome) return { cause: { kind: 'closed-by-person', outcome, ...origin } }
  switch (report.status) {
    case 'awaiting-approval':
      return dryRunBy !== undefined && said === 'approve' ? notInDryRun(dryRunBy) : readApproval(said, origin)
    case 'unconfirmed':
    case 'undeliverable':
      if (said === 'sent') return { cause: { kind: 'found-sent', sent: proof, ...origin } }
      return said === 'send again'
        ? { cause: { kind: 'send-again', ...origin } }
        : unclear(offeredAnswers[report.status])
    case 'information-requested':
    case 'sent':
    case 'acknowledged':
      return said === 'answered'
        ? { cause: { kind: 'answered', ...origin } }
        : unclear(offeredAnswers[report.status === 'information-requested' ? report.status : 'escalation'])
    default:
      return unclear('nothing: the report no longer waits for an answer')
  }
}

/** Who wrote into the table by hand is not known. */
export const answeredInTable = 'answered in the table'

/** As it stands in the history. */
export const whoAnswered = ({ answeredBy }: AskedQuestion): string => answeredBy || answeredInTable

/** `close as no action`: the outcomes that a person can know of. */
const outcomeIn = (said: string) =>
  closable.find(
    (outcome) => said === `close as ${outcome}` || said === `close as ${outcome.replace('-', ' ')}`,
  )
const closable = ['takedown', 'no-action', 'rejected', 'gone', 'unanswered'] as const

const unclear = (words: string): Answer => ({ unclear: `Not understood. One of these would be: ${words}.` })
const notInDryRun = (dryRunBy: string): Answer => ({
  unclear: `${dryRunBy}, so nothing is sent. Set it to review or auto, then approve again.`,
})

type Origin = { readonly by: string; readonly why: string; readonly question: string }

function readApproval(said: string, origin: Origin): Answer {
  if (said === 'approve') return { cause: { kind: 'approved', ...origin } }
  if (said === 'decline') return { cause: { kind: 'declined', ...origin } }
  const mutedUntil = dayOf(until.exec(said)?.[1])
  if (mutedUntil) return { cause: { kind: 'declined', mutedUntil, ...origin } }
  return unclear(offeredAnswers['awaiting-approval'])
}

/** Undefined for a day that is in no calendar: the 31st of February would become the 3rd of March. */
function dayOf(text: string | undefined): Date | undefined {
  const day = text === undefined ? undefined : z.iso.date().safeParse(text).data
  return day === undefined ? undefined : new Date(`${day}T00:00:00Z`)
}

/** `dismiss`, or a report's id and what the mail says about it. */
export type MailAnswer =
  | { readonly dismiss: true }
  | { readonly reportId: ReportId; readonly says: string; readonly cause: Cause }
  | { readonly unclear: string }

/** What a person reads out of a mail is the same cause as a trusted mail, with the person in its Event. */
export function readMailAnswer(asked: AskedQuestion): MailAnswer {
  const said = word(asked.answer)
  if (said === 'dismiss') return { dismiss: true }
  const [, id = '', meaning = ''] = /^(\S+) (.+)$/.exec(said) ?? []
  const reportId = parseReportId(id)
  const origin = { by: whoAnswered(asked), why: asked.answer.trim().slice(0, 200) }
  const cause = mailCause(meaning, asked, origin)
  if (reportId && cause) return { reportId, says: meaning, cause }
  const words = 'acknowledged, question, taken down, no action, rejected'
  return { unclear: `Not understood. Write dismiss, or a report's id and one of: ${words}.` }
}

/** Undefined for what is neither. */
export const readMessageAnswer = ({ answer }: AskedQuestion): 'replay' | 'dismiss' | undefined =>
  (['replay', 'dismiss'] as const).find((one) => one === word(answer))

/**
 * What it means to a report that a mail says this.
 * @param meaning in the words that the question offers
 */
export function mailCause(
  meaning: string,
  { subject, since, row }: AskedQuestion,
  { by, why }: { readonly by: string; readonly why: string },
): Cause | undefined {
  const mail = { by, why, question: row.key.rowKey, mail: subject, receivedAt: since }
  switch (meaning) {
    case 'acknowledged':
      return { kind: 'acknowledged', verified: true, ...mail }
    case 'question':
      return { kind: 'information-requested', ...mail }
    case 'taken down':
      return { kind: 'decided', outcome: 'takedown', ...mail }
    case 'no action':
      return { kind: 'decided', outcome: 'no-action', ...mail }
    case 'rejected':
      return { kind: 'decided', outcome: 'rejected', ...mail }
    default:
      return undefined
  }
}
