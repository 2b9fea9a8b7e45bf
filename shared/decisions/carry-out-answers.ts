import * as z from 'zod'
import { parseReportId } from '../model/report-id'
import { after, dayInMs } from '../model/time'
import { type AskedQuestion, offeredAnswers } from '../reports/question'
import { questionStore } from '../reports/question-store'
import type { Report } from '../reports/report'
import { changeKey } from '../reports/report-store'
import { checkpointsOf } from '../storage/checkpoints'
import { decide } from './decide'
import type { DecisionDeps } from './decision-deps'
import { actsFor, answeredInTable, type Decided, type Decision, mailMeanings } from './decision'
import { recordSettlement } from './settlement'
import { readTyped } from './typed-words'

export type AnswerDeps = DecisionDeps & {
  /** Told of an answer that could not be carried out; it stays for the next run. */
  readonly onFault: (asked: AskedQuestion, cause: unknown) => void
  /** Asked before each question: once true, the rest waits for the next run. */
  readonly isTimeUp: () => boolean
}

/**
 * Carries out what people typed into the Questions table, and then removes what no longer applies, from where the run
 * before had to stop. One that fails does not keep the others waiting.
 */
export async function carryOutAnswers(deps: AnswerDeps): Promise<number> {
  const questions = questionStore(deps.storage)
  let carriedOut = 0
  for await (const asked of questions.list({ answered: true })) {
    if (deps.isTimeUp()) return carriedOut
    if (await tryOut(deps, asked)) carriedOut += 1
  }
  const checkpoints = checkpointsOf(deps.storage)
  const held = await checkpoints.load(tidiedRow, tidiedSchema)
  for await (const asked of questions.list({ from: held?.value.goOn ?? '' })) {
    if (deps.isTimeUp()) {
      await checkpoints.save(tidiedRow, { goOn: asked.row.key.rowKey }, held?.etag)
      return carriedOut
    }
    if (asked.answer.trim() === '') await tryOut(deps, asked)
  }
  if (held && held.value.goOn !== '') await checkpoints.save(tidiedRow, { goOn: '' }, held.etag)
  return carriedOut
}

/** The row in Checkpoints that names the question to go on with; empty: the first. */
const tidiedRow = 'questions-tidied'
const tidiedSchema = z.object({ goOn: z.string() })

async function tryOut(deps: AnswerDeps, asked: AskedQuestion): Promise<boolean> {
  try {
    return await carryOut(deps, asked)
  } catch (error) {
    deps.onFault(asked, error)
    return false
  }
}

/** True once an answer has had its effect, or came too late for one. */
async function carryOut(deps: AnswerDeps, asked: AskedQuestion): Promise<boolean> {
  const report = await reportAsking(deps, asked)
  if (asked.kind === 'report' && !report) return false
  const questions = questionStore(deps.storage)
  const typed = asked.answer.trim().slice(0, 200)
  if (typed === '') {
    if (hasMovedOn(asked, report)) await questions.remove(asked)
    else if (asked.kind === 'mail') await endUnanswered(deps, asked)
    return false
  }
  const decided = await decideTyped(deps, asked, typed, report)
  switch (decided.kind) {
    case 'refused':
    case 'unknown':
    case 'unreadable':
      await questions.write(asked, { Answer: '', AnsweredBy: '', Note: decided.says })
      return false
    case 'too-late':
      if (decided.report) await recordTooLate(deps, asked, typed, decided.report)
      return questions.remove(asked).then(() => true)
    case 'done':
    case 'done-before':
      return questions.remove(asked).then(() => true)
    default:
      return decided.kind satisfies never
  }
}

const mailsAskFor30DaysInMs = 30 * dayInMs

/** Nobody has read it for a month, or what it says has come true: it stays on the page of its report. */
async function endUnanswered({ storage, store, now }: AnswerDeps, asked: AskedQuestion): Promise<void> {
  const isOld = after(asked.since, mailsAskFor30DaysInMs) <= now()
  const isTrue = asked.suggests === 'taken down' && (await areTakenDown(store, asked.reports ?? []))
  if (!isOld && !isTrue) return
  const as = isTrue ? 'closed as takedown' : 'nobody answered for 30 days'
  await recordSettlement(storage, 'mail', asked, { by: 'chaseReports', at: now(), as })
  await questionStore(storage).remove(asked)
}

async function areTakenDown(store: AnswerDeps['store'], ids: readonly string[]): Promise<boolean> {
  for (const id of ids.map(parseReportId)) {
    const report = id && (await store.get(id))?.report
    if (report?.status !== 'closed' || report.outcome !== 'takedown') return false
  }
  return ids.length > 0
}

async function decideTyped(
  deps: AnswerDeps,
  asked: AskedQuestion,
  typed: string,
  report: Report | undefined,
): Promise<Decided> {
  const decision = readTyped(asked)
  const isLate = hasMovedOn(asked, report)
  if (decision && (isLate || isOffered(decision, report)))
    return decide(deps, decision, { by: whoTyped(asked), typed })
  if (isLate && report) return { kind: 'too-late', says: '', report }
  return { kind: 'unreadable', says: `Not understood. ${wordsFor(asked, report)}` }
}

async function reportAsking(
  { store }: AnswerDeps,
  { kind, subject }: AskedQuestion,
): Promise<Report | undefined> {
  const id = kind === 'report' ? parseReportId(subject) : undefined
  return id && (await store.get(id))?.report
}

const hasMovedOn = ({ change }: AskedQuestion, report: Report | undefined): boolean =>
  report !== undefined && report.change !== change

const whoTyped = ({ answeredBy }: AskedQuestion): string => answeredBy || answeredInTable

const isOffered = (decision: Decision, report: Report | undefined): boolean =>
  decision.about !== 'report' || (report !== undefined && actsFor(report).includes(decision.act.kind))

function wordsFor({ kind }: AskedQuestion, report: Report | undefined): string {
  switch (kind) {
    case 'report':
      return `One of these would be: ${report ? offeredTo(report) : ''}.`
    case 'mail':
      return `Write dismiss, or a report's id and one of: ${mailMeanings.join(', ')}.`
    case 'quarantine':
      return 'Write replay or dismiss.'
    default:
      return kind satisfies never
  }
}

/** Also where the report has no question of its own, and somebody wrote one in by hand. */
function offeredTo({ status }: Report): string {
  switch (status) {
    case 'awaiting-approval':
    case 'unconfirmed':
    case 'undeliverable':
    case 'information-requested':
      return offeredAnswers[status]
    case 'sent':
    case 'acknowledged':
      return offeredAnswers.escalation
    case 'collecting':
    case 'queued':
    case 'closed':
      return 'nothing: the report no longer waits for an answer'
    default:
      return status satisfies never
  }
}

async function recordTooLate(
  { storage, now }: AnswerDeps,
  asked: AskedQuestion,
  typed: string,
  { id, status, change }: Report,
): Promise<void> {
  const rowKey = `${changeKey(change)}~late-${changeKey(asked.change)}`
  const words = {
    At: now(),
    Cause: 'answer-too-late',
    From: status,
    To: status,
    By: whoTyped(asked),
    Why: `"${typed}" came too late: the report has moved on`,
  }
  await storage.table('Events').insert({ partitionKey: id, rowKey, SchemaVersion: 1, ...words })
}
