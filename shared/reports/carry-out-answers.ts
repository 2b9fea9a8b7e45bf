import { parseReportId, type ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import type { Agenda } from './agenda'
import { readAnswer, readMailAnswer, readMessageAnswer, whoAnswered, type MailAnswer } from './answer'
import type { Cause } from './cause'
import { changeReport } from './change-report'
import { fromQuestionRow, openQuestions, type AskedQuestion } from './question'
import type { Report, Sent } from './report'
import { changeKey, type ReportStore } from './report-store'
import { questionStore } from './question-store'
import { recordSettlement } from './settlement'

export type AnswerDeps = {
  readonly storage: Storage
  readonly store: ReportStore
  readonly agenda: Agenda
  /** What counts as sent when a person says that the report has left. */
  readonly proofOf: (report: Report, at: Date) => Sent
  /** Back to the alerts queue; `since` when it was quarantined. */
  readonly replay: (quarantined: string, since: Date) => Promise<void>
  /** By which setting nothing of this report leaves; undefined where it may. */
  readonly dryRunBy: (report: Report) => string | undefined
  /** Told of an answer that could not be carried out; it stays for the next run. */
  readonly onFault: (asked: AskedQuestion, cause: unknown) => void
  /** Asked before each question: once true, the rest waits for the next run. */
  readonly isTimeUp: () => boolean
  readonly now: () => Date
}

/** What it takes to carry out one answer. */
export type SettleDeps = Pick<AnswerDeps, 'storage' | 'store' | 'agenda' | 'now'>

/**
 * Reads the Questions table whole, carries out what people wrote, and removes what no longer stands. One that fails
 * does not keep the others waiting.
 */
export async function carryOutAnswers(deps: AnswerDeps): Promise<number> {
  let carriedOut = 0
  for await (const row of deps.storage.table('Questions').list({ partitionKey: openQuestions })) {
    if (deps.isTimeUp()) break
    const asked = fromQuestionRow(row)
    if (asked && (await carryOutOrTell(deps, asked))) carriedOut += 1
  }
  return carriedOut
}

async function carryOutOrTell(deps: AnswerDeps, asked: AskedQuestion): Promise<boolean> {
  try {
    return await carryOut(deps, asked)
  } catch (error) {
    deps.onFault(asked, error)
    return false
  }
}

async function carryOut(deps: AnswerDeps, asked: AskedQuestion): Promise<boolean> {
  const isAnswered = asked.answer.trim() !== ''
  switch (asked.kind) {
    case 'report':
      return carryOutReport(deps, asked, isAnswered)
    case 'mail':
      return isAnswered && carryOutMail(deps, asked)
    case 'quarantine':
      return isAnswered && carryOutQuarantine(deps, asked)
  }
}

async function carryOutReport(deps: AnswerDeps, asked: AskedQuestion, isAnswered: boolean): Promise<boolean> {
  const id = parseReportId(asked.subject)
  const report = id && (await deps.store.get(id))?.report
  if (!id || !report) return false
  if (report.change !== asked.change) return endLate(deps, asked, report, isAnswered)
  if (!isAnswered) return false
  const answer = readAnswer(asked, report, deps.proofOf(report, deps.now()), deps.dryRunBy(report))
  if ('unclear' in answer) return putBack(deps, asked, answer.unclear)
  const decide = (current: Report) => (current.change === asked.change ? answer.cause : undefined)
  const changed = (await apply(deps, id, decide)) ?? report
  return endLate(deps, asked, changed, true)
}

/** The report stands elsewhere: by this very answer, or by something that was faster. */
async function endLate(
  deps: AnswerDeps,
  asked: AskedQuestion,
  report: Report,
  isAnswered: boolean,
): Promise<boolean> {
  if (isAnswered && !(await isCarriedOut(deps, asked, report))) await recordTooLate(deps, asked, report)
  return remove(deps, asked)
}

/** The change that follows the one asked about says which question it answered. */
async function isCarriedOut({ storage }: AnswerDeps, asked: AskedQuestion, report: Report): Promise<boolean> {
  const { rowKey: question } = asked.row.key
  if (report.event.question === question) return true
  const event = { partitionKey: report.id, rowKey: changeKey(asked.change + 1) }
  return (await storage.table('Events').get(event))?.cells.Question === question
}

async function carryOutMail(deps: AnswerDeps, asked: AskedQuestion): Promise<boolean> {
  const answer = readMailAnswer(asked)
  if ('unclear' in answer) return putBack(deps, asked, answer.unclear)
  if (await settleMail(deps, asked, answer, whoAnswered(asked))) return asked.answer.trim() !== ''
  return putBack(deps, asked, `There is no report ${'reportId' in answer ? answer.reportId : ''}.`)
}

/**
 * What a person read out of a mail, carried out. False, and the question stays, where there is no such report.
 * The report first, which notes the mail; then the mail's row, which notes the person; the question goes last.
 */
export async function settleMail(
  deps: SettleDeps,
  asked: AskedQuestion,
  answer: Exclude<MailAnswer, { unclear: string }>,
  by: string,
): Promise<boolean> {
  if ('reportId' in answer && !(await apply(deps, answer.reportId, () => answer.cause))) return false
  if (!('reportId' in answer)) await applyDismissal(deps, asked, by)
  const as = 'reportId' in answer ? `${answer.reportId} ${answer.says}` : 'dismiss'
  await recordSettlement(deps.storage, asked, { by, at: deps.now(), as })
  await remove(deps, asked)
  return true
}

/** What the reports say by this mail, they say no more. */
async function applyDismissal(deps: SettleDeps, asked: AskedQuestion, by: string): Promise<void> {
  const { subject: mail, since: receivedAt, row } = asked
  const origin = { by, why: 'dismiss', question: row.key.rowKey, mail, receivedAt }
  for (const id of (asked.reports ?? []).flatMap((one) => parseReportId(one) ?? []))
    await apply(deps, id, (report) =>
      report.deskSays?.mail === mail ? { kind: 'mail-dismissed', ...origin } : undefined,
    )
}

async function carryOutQuarantine(deps: AnswerDeps, asked: AskedQuestion): Promise<boolean> {
  const said = readMessageAnswer(asked)
  if (said === undefined) return putBack(deps, asked, 'Not understood. Write replay or dismiss.')
  await settleMessage(deps, asked, said, whoAnswered(asked))
  return true
}

/** The message goes back first: killed in between, it goes back twice, which is once. */
export async function settleMessage(
  deps: SettleDeps & Pick<AnswerDeps, 'replay'>,
  asked: AskedQuestion,
  said: 'replay' | 'dismiss',
  by: string,
): Promise<void> {
  if (said === 'replay') await deps.replay(asked.subject, asked.since)
  await recordSettlement(deps.storage, asked, { by, at: deps.now(), as: said })
  await remove(deps, asked)
}

async function apply(
  deps: SettleDeps,
  id: ReportId,
  decide: (report: Report) => Cause | undefined,
): Promise<Report | undefined> {
  const report = await changeReport(deps.store, id, decide, deps.now())
  if (report) await deps.agenda.askForLook(id, { fileAt: deps.now(), chaseAt: deps.now() })
  return report
}

async function recordTooLate(deps: AnswerDeps, asked: AskedQuestion, report: Report): Promise<void> {
  const rowKey = `${changeKey(report.change)}~late-${changeKey(asked.change)}`
  const why = `"${asked.answer.trim().slice(0, 200)}" came too late: the report has moved on`
  const words = {
    At: deps.now(),
    Cause: 'answer-too-late',
    From: report.status,
    To: report.status,
    By: whoAnswered(asked),
    Why: why,
  }
  await deps.storage.table('Events').insert({ partitionKey: report.id, rowKey, SchemaVersion: 1, ...words })
}

async function putBack({ storage }: AnswerDeps, asked: AskedQuestion, note: string): Promise<boolean> {
  const cells = { Answer: '', AnsweredBy: '', Note: note }
  await questionStore(storage).write(asked, cells)
  return false
}

/** Only as it was read: an answer written meanwhile is not thrown away unread. */
async function remove(deps: Pick<AnswerDeps, 'storage'>, { answer, row }: AskedQuestion): Promise<boolean> {
  await deps.storage.table('Questions').remove(row.key, row.etag)
  return answer.trim() !== ''
}
