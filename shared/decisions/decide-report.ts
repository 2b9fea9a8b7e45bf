import type { Cause, Origin } from '../reports/cause'
import { changeReport } from '../reports/change-report'
import { questionStore } from '../reports/question-store'
import type { Report } from '../reports/report'
import { changeKey } from '../reports/report-store'
import { actsFor, type Decided, type Decider, markOf, type ReportAct, type ReportDecision } from './decision'
import type { DecisionDeps } from './decision-deps'

/**
 * Carries out what a person decided about a report, if the report is still as they saw it. Decided twice, by one or by
 * two, through one door or two, it is done once: the change that follows says which decision it was.
 */
export async function decideReport(
  deps: DecisionDeps,
  decision: ReportDecision,
  decider: Decider,
): Promise<Decided> {
  const { id, seen, act } = decision
  const report = (await deps.store.get(id))?.report
  if (!report) return { kind: 'unknown', says: 'There is no such report.' }
  // The same note again is no change, whoever wrote it, and whatever has happened since.
  if (act.kind === 'note' && act.note === (report.note ?? '')) return doneBefore(deps, decision, report)
  if (report.change !== seen) return comeLate(deps, decision, report)
  const why = whyNot(deps, act, report)
  if (why !== undefined) return { kind: 'refused', says: `Nothing was done: ${why}`, report }
  const decide = (current: Report) =>
    current.change === seen ? causeOf(deps, decision, decider, current) : undefined
  const changed = (await changeReport(deps.store, id, decide, deps.now())) ?? report
  if (changed.event.question !== markOf(decision)) return comeLate(deps, decision, changed)
  await settle(deps, decision, changed)
  return { kind: 'done', says: doneWords(changed), report: changed }
}

/**
 * The change seen by a person who names none, as at a terminal: the present one, or, where the last change is this very
 * decision, the one before it. So a command given twice is done once.
 */
export function changeSeen({ id, change, event }: Report, act: ReportAct): number {
  const isRepeat = event.question === markOf({ id, seen: change - 1, act })
  return isRepeat ? change - 1 : change
}

async function comeLate(deps: DecisionDeps, decision: ReportDecision, report: Report): Promise<Decided> {
  const mark = markOf(decision)
  const event = { partitionKey: decision.id, rowKey: changeKey(decision.seen + 1) }
  const isDone =
    report.event.question === mark || (await deps.storage.table('Events').get(event))?.cells.Question === mark
  if (isDone) return doneBefore(deps, decision, report)
  const says = `That came too late: the report has moved on and is ${report.status}. Nothing was done.`
  return { kind: 'too-late', says, report }
}

async function doneBefore(deps: DecisionDeps, decision: ReportDecision, report: Report): Promise<Decided> {
  await settle(deps, decision, report)
  return { kind: 'done-before', says: `That was done already: the report is ${report.status}.`, report }
}

/** The rest of it, again at the second time: the first run may have been killed before. */
async function settle(
  { storage, agenda, now }: DecisionDeps,
  { id, seen }: ReportDecision,
  { change }: Report,
): Promise<void> {
  // One that holds an answer is left: that it came too late is noted when the answers are read.
  if (change > seen) await questionStore(storage).removeUnanswered(id, seen)
  await agenda.askForLook(id, { fileAt: now(), chaseAt: now() })
}

function whyNot({ dryRunBy }: DecisionDeps, { kind }: ReportAct, report: Report): string | undefined {
  if (!actsFor(report).includes(kind)) return `a report that is ${report.status} does not allow this action`
  const dryRun = kind === 'approve' ? dryRunBy(report) : undefined
  return dryRun && `${dryRun}, so nothing is sent. Set it to review or auto, then approve again.`
}

function causeOf(
  { proofOf, now }: DecisionDeps,
  decision: ReportDecision,
  decider: Decider,
  report: Report,
): Cause {
  const { act } = decision
  const why = 'typed' in decider ? decider.typed : whyOf(act, decider.where)
  const origin: Origin = { by: decider.by, why, question: markOf(decision) }
  switch (act.kind) {
    case 'approve':
      return { kind: 'approved', ...origin }
    case 'decline':
      return { kind: 'declined', ...origin, ...(act.mutedUntil && { mutedUntil: act.mutedUntil }) }
    case 'withdraw':
      return { kind: 'withdrawn', ...origin }
    case 'answered':
      return { kind: 'answered', ...origin }
    case 'was-sent':
      return { kind: 'found-sent', sent: proofOf(report, now()), ...origin }
    case 'was-not-sent':
    case 'send-again':
      return { kind: 'send-again', ...origin }
    case 'close':
      return { kind: 'closed-by-person', outcome: act.outcome, ...origin }
    case 'note':
      return { kind: 'noted', note: act.note, ...origin }
    default:
      return act satisfies never
  }
}

function whyOf(act: ReportAct, where: string): string {
  if (act.kind === 'close') return `closed ${where} as ${act.outcome}`
  if (act.kind === 'decline' && act.mutedUntil)
    return `declined ${where}, muted until ${act.mutedUntil.toISOString().slice(0, 10)}`
  if (act.kind === 'note') return act.note === '' ? `note taken away ${where}` : act.note
  return `${act.kind} ${where}`
}

function doneWords({ status, event, note }: Report): string {
  if (event.cause !== 'noted') return `Done: the report is now ${status}.`
  return note === undefined ? 'Done: the note is taken away.' : 'Done: the note is written.'
}
