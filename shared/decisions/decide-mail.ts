import { parseReportId, type ReportId } from '../model/report-id'
import type { Cause } from '../reports/cause'
import { changeReport } from '../reports/change-report'
import type { AskedQuestion } from '../reports/question'
import { type QuestionStore, questionStore } from '../reports/question-store'
import type { Report } from '../reports/report'
import { wordingMeanings, wordingStore } from '../reports/wordings'
import type { DecisionDeps } from './decision-deps'
import { distrustWording } from './decide-wording'
import type { Decided, Decider, MailDecision, MailMeaning } from './decision'
import { decidedBefore, recordSettlement } from './settlement'

/**
 * What a person reads out of a mail is the same cause as a trusted mail, with the person in its Event. The report
 * first, which notes the mail; then the mail's row, which notes the person; the question goes last.
 */
export async function decideMail(
  deps: DecisionDeps,
  { key, act }: MailDecision,
  decider: Decider,
): Promise<Decided> {
  const { storage, store, now } = deps
  const link = act.kind === 'link' ? act : undefined
  const before = link && (await store.get(link.reportId))?.report
  if (link && !before) return { kind: 'unknown', says: `There is no report ${link.reportId}.` }
  const questions = questionStore(storage)
  const asked = await questions.get(key, 0)
  const as = link ? `${link.reportId} ${link.says}` : 'dismiss'
  if (asked?.kind !== 'mail') {
    if (!before?.mails.includes(key)) return decidedBefore(storage, 'mail', key, as)
    return { kind: 'done-before', says: `That was done already: the report is ${before.status}.` }
  }
  const earlier = link && (await decidedBefore(storage, 'mail', key, as))
  if (earlier?.kind === 'done-before') {
    await endOrAskOn(questions, asked, link?.reportId)
    return earlier
  }
  const isKept = link?.always === true && (await keepWording(deps, asked, link.says, decider))
  if (link?.always === true && !isKept)
    return { kind: 'refused', says: 'These words cannot be confirmed for good: decide for this mail only.' }
  if (link) await applyReading(deps, link.reportId, causeOf(asked, link.says, decider))
  else await dismiss(deps, asked, decider)
  await recordSettlement(storage, 'mail', asked, { by: decider.by, at: now(), as })
  await endOrAskOn(questions, asked, link?.reportId)
  return {
    kind: 'done',
    says: link
      ? `Done: ${link.says}, noted at ${link.reportId}${link.always ? ', and whenever they write this' : ''}.`
      : 'The mail is dismissed.',
  }
}

/** A mail about several reports is asked about until each of them is settled. */
async function endOrAskOn(
  questions: QuestionStore,
  asked: AskedQuestion,
  settled: ReportId | undefined,
): Promise<void> {
  const left = settled === undefined ? [] : (asked.reports ?? []).filter((id) => id !== settled)
  if (left.length === 0) await questions.remove(asked)
  else
    await questions.write(asked, { ...unanswered, Note: `${settled} is settled.`, Reports: left.join(' ') })
}

const unanswered = { Answer: '', AnsweredBy: '' }

/** False where its words cannot be told from others, or a bounce is no wording. */
async function keepWording(
  { storage, now }: DecisionDeps,
  { template, subject: mail }: AskedQuestion,
  says: MailMeaning,
  { by }: Decider,
): Promise<boolean> {
  const meaning = wordingMeanings.find((one) => one === says)
  if (template === undefined || meaning === undefined) return false
  await wordingStore(storage).confirm({ ...template, meaning, by, at: now(), mail })
  return true
}

/** What the reports say by this mail, they say no more. */
async function dismiss(deps: DecisionDeps, asked: AskedQuestion, { by }: Decider): Promise<void> {
  const { subject: mail, since: receivedAt, key: question } = asked
  const cause: Cause = { kind: 'mail-dismissed', by, why: 'dismiss', question, mail, receivedAt }
  for (const id of (asked.reports ?? []).flatMap((one) => parseReportId(one) ?? []))
    await apply(deps, id, (report) => (report.deskSays?.mail === mail ? cause : undefined))
}

/** The wording by which a report closed, and whose outcome this corrects, goes first: killed after it, it is said again. */
async function applyReading(deps: DecisionDeps, id: ReportId, cause: Cause): Promise<void> {
  const report = (await deps.store.get(id))?.report
  if (cause.kind === 'decided' && report?.status === 'closed' && report.outcome !== cause.outcome)
    await distrustWording(deps, report, cause.by, `the outcome of ${id}, which it closed, was corrected`)
  await apply(deps, id, () => cause)
}

async function apply(
  { store, agenda, now }: DecisionDeps,
  id: ReportId,
  decide: (report: Report) => Cause | undefined,
): Promise<void> {
  const report = await changeReport(store, id, decide, now())
  if (report) await agenda.askForLook(id, { fileAt: now(), chaseAt: now() })
}

/** What it means to a report that a mail says this. */
function causeOf({ key, subject, since }: AskedQuestion, says: MailMeaning, decider: Decider): Cause {
  const why = 'typed' in decider ? decider.typed : `the mail says: ${says}, read ${decider.where}`
  const mail = { by: decider.by, why, question: key, mail: subject, receivedAt: since }
  switch (says) {
    case 'acknowledged':
      return { kind: 'acknowledged', verified: true, ...mail }
    case 'question':
      return { kind: 'information-requested', ...mail }
    case 'bounced':
      return { kind: 'bounced', ...mail }
    case 'taken down':
      return { kind: 'decided', outcome: 'takedown', ...mail }
    case 'no action':
      return { kind: 'decided', outcome: 'no-action', ...mail }
    case 'rejected':
      return { kind: 'decided', outcome: 'rejected', ...mail }
    default:
      return says satisfies never
  }
}
