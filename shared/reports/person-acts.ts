import { keyHash } from '../model/hash'
import type { ReportId } from '../model/report-id'
import type { AnswerDeps } from './carry-out-answers'
import type { Cause, Origin } from './cause'
import { changeReport } from './change-report'
import { fromQuestionRow, openQuestions } from './question'
import type { Outcome, Report } from './report'
import { changeKey } from './report-store'

/** What a person may do to a report. */
export type ReportAct =
  | { readonly kind: 'approve' | 'withdraw' | 'answered' | 'was-sent' | 'was-not-sent' | 'send-again' }
  | { readonly kind: 'decline'; readonly mutedUntil?: Date }
  | { readonly kind: 'close'; readonly outcome: Outcome }
  /** For colleagues; moves no status. Empty: the note is taken away. Made by `cleanNote`. */
  | { readonly kind: 'note'; readonly note: string }

export type ActKind = ReportAct['kind']

/** What became of it. Only `done` changed anything; `done-before` is the second press of the same button. */
export type Acted =
  | { readonly kind: 'done' | 'done-before'; readonly report: Report }
  | { readonly kind: 'too-late'; readonly report: Report }
  /** It makes no sense as the report stands, or nothing leaves by the settings. */
  | { readonly kind: 'refused'; readonly report: Report; readonly why: string }
  | { readonly kind: 'unknown' }

const acts: { readonly [S in Report['status']]: readonly ActKind[] } = {
  collecting: ['withdraw', 'close', 'note'],
  'awaiting-approval': ['approve', 'decline', 'withdraw', 'close', 'note'],
  queued: ['withdraw', 'close', 'note'],
  unconfirmed: ['was-sent', 'was-not-sent', 'send-again', 'withdraw', 'close', 'note'],
  undeliverable: ['send-again', 'was-sent', 'withdraw', 'close', 'note'],
  sent: ['answered', 'withdraw', 'close', 'note'],
  acknowledged: ['answered', 'withdraw', 'close', 'note'],
  'information-requested': ['answered', 'withdraw', 'close', 'note'],
  closed: ['note'],
}

/** What a person may do now, the likeliest first. */
export const actsFor = ({ status }: Report): readonly ActKind[] => acts[status]

export type ActDeps = Pick<AnswerDeps, 'storage' | 'store' | 'agenda' | 'proofOf' | 'dryRunBy' | 'now'> & {
  /** Where people act, as it stands in the history: `on the review page`. */
  readonly where: string
}

export type Asked = {
  readonly id: ReportId
  /** The change that the report stood at when the person looked at it. */
  readonly change: number
  readonly act: ReportAct
  readonly by: string
}

/**
 * Does at once what a person asks, if the report still stands as they saw it. Pressed twice, by one or by two, it is
 * done once: the change that follows says which act it was.
 */
export async function actOnReport(deps: ActDeps, asked: Asked): Promise<Acted> {
  const report = (await deps.store.get(asked.id))?.report
  if (!report) return { kind: 'unknown' }
  if (isSaidAlready(asked.act, report)) {
    await settle(deps, asked, report)
    return { kind: 'done-before', report }
  }
  if (report.change !== asked.change) return comeLate(deps, asked, report)
  const why = whyNot(deps, asked.act, report)
  if (why !== undefined) return { kind: 'refused', report, why }
  const decide = (current: Report) =>
    current.change === asked.change ? causeOf(deps, asked, current) : undefined
  const changed = (await changeReport(deps.store, asked.id, decide, deps.now())) ?? report
  if (changed.event.question !== pressOf(asked)) return comeLate(deps, asked, changed)
  await settle(deps, asked, changed)
  return { kind: 'done', report: changed }
}

/** The very note that stands there: whoever wrote it, and whatever has happened since. */
const isSaidAlready = (act: ReportAct, { note = '' }: Report): boolean =>
  act.kind === 'note' && act.note === note

/**
 * The change that somebody acts upon who names none, as at a terminal: the one that stands, or, where the last change
 * is this very act, the one before it. So a command given twice is done once.
 */
export function changeSeen({ id, change, event }: Report, act: ReportAct): number {
  const isRepeat = event.question === pressOf({ id, change: change - 1, act })
  return isRepeat ? change - 1 : change
}

async function comeLate(deps: ActDeps, asked: Asked, report: Report): Promise<Acted> {
  const press = pressOf(asked)
  const event = { partitionKey: asked.id, rowKey: changeKey(asked.change + 1) }
  const isDone =
    report.event.question === press ||
    (await deps.storage.table('Events').get(event))?.cells.Question === press
  if (!isDone) return { kind: 'too-late', report }
  await settle(deps, asked, report)
  return { kind: 'done-before', report }
}

/** The rest of it, again at the second press: whoever did it first may have been killed before. */
async function settle(
  { storage, agenda, now }: ActDeps,
  { id, change }: Asked,
  report: Report,
): Promise<void> {
  const questions = storage.table('Questions')
  const isOver = report.change > change
  const row = isOver && (await questions.get({ partitionKey: openQuestions, rowKey: `${id}_${change}` }))
  // One that holds an answer is left: that it came too late is noted by who reads the answers.
  if (row && fromQuestionRow(row)?.answer.trim() === '') await questions.remove(row.key, row.etag)
  await agenda.askForLook(id, { fileAt: now(), chaseAt: now() })
}

function whyNot({ dryRunBy }: ActDeps, { kind }: ReportAct, report: Report): string | undefined {
  if (!acts[report.status].includes(kind)) return `a report that is ${report.status} cannot be treated so`
  const dryRun = kind === 'approve' ? dryRunBy(report) : undefined
  return dryRun && `${dryRun}, so nothing is sent. Set it to review or auto, then approve again.`
}

/** Names the button and what the person saw, so that the same press is known again. */
function pressOf({ id, change, act }: Pick<Asked, 'id' | 'change' | 'act'>): string {
  const detail = detailOf(act)
  return [`${id}_${change}`, act.kind, ...(detail === undefined ? [] : [detail])].join(' ')
}

function detailOf(act: ReportAct): string | undefined {
  if (act.kind === 'close') return act.outcome
  if (act.kind === 'decline') return act.mutedUntil?.toISOString()
  return act.kind === 'note' ? keyHash(act.note) : undefined
}

function causeOf({ proofOf, now, where }: ActDeps, asked: Asked, report: Report): Cause {
  const { act, by } = asked
  const origin: Origin = { by, why: whyOf(act, where), question: pressOf(asked) }
  switch (act.kind) {
    case 'approve':
      return { kind: 'approved', ...origin }
    case 'decline':
      return { kind: 'declined', ...origin, ...(act.mutedUntil && { mutedUntil: act.mutedUntil }) }
    case 'withdraw':
      return { kind: 'withdrawn', sayIt: true, ...origin }
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
