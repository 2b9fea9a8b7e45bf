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

export type ActKind = ReportAct['kind']

/** What became of it. Only `done` changed anything; `done-before` is the second press of the same button. */
export type Acted =
  | { readonly kind: 'done' | 'done-before'; readonly report: Report }
  | { readonly kind: 'too-late'; readonly report: Report }
  /** It makes no sense as the report stands, or nothing leaves by the settings. */
  | { readonly kind: 'refused'; readonly report: Report; readonly why: string }
  | { readonly kind: 'unknown' }

const acts: { readonly [S in Report['status']]: readonly ActKind[] } = {
  collecting: ['withdraw', 'close'],
  'awaiting-approval': ['approve', 'decline', 'withdraw', 'close'],
  queued: ['withdraw', 'close'],
  unconfirmed: ['was-sent', 'was-not-sent', 'send-again', 'withdraw', 'close'],
  undeliverable: ['send-again', 'was-sent', 'withdraw', 'close'],
  sent: ['answered', 'withdraw', 'close'],
  acknowledged: ['answered', 'withdraw', 'close'],
  'information-requested': ['answered', 'withdraw', 'close'],
  closed: [],
}

/** What a person may do now, the likeliest first. */
export const actsFor = ({ status }: Report): readonly ActKind[] => acts[status]

export type ActDeps = Pick<AnswerDeps, 'storage' | 'store' | 'agenda' | 'proofOf' | 'dryRunBy' | 'now'>

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
  if (report.change !== asked.change) return comeLate(deps, asked, report)
  const why = whyNot(deps, asked.act, report)
  if (why !== undefined) return { kind: 'refused', report, why }
  const decide = (current: Report) =>
    current.change === asked.change ? causeOf(deps, asked, current) : undefined
  const changed = (await changeReport(deps.store, asked.id, decide, deps.now())) ?? report
  if (changed.event.question !== pressOf(asked)) return comeLate(deps, asked, changed)
  await settle(deps, asked)
  return { kind: 'done', report: changed }
}

async function comeLate(deps: ActDeps, asked: Asked, report: Report): Promise<Acted> {
  const press = pressOf(asked)
  const event = { partitionKey: asked.id, rowKey: changeKey(asked.change + 1) }
  const isDone =
    report.event.question === press ||
    (await deps.storage.table('Events').get(event))?.cells.Question === press
  if (!isDone) return { kind: 'too-late', report }
  await settle(deps, asked)
  return { kind: 'done-before', report }
}

/** The rest of it, again at the second press: whoever did it first may have been killed before. */
async function settle({ storage, agenda, now }: ActDeps, { id, change }: Asked): Promise<void> {
  const questions = storage.table('Questions')
  const row = await questions.get({ partitionKey: openQuestions, rowKey: `${id}_${change}` })
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
function pressOf({ id, change, act }: Asked): string {
  const detail =
    'outcome' in act ? act.outcome : act.kind === 'decline' ? act.mutedUntil?.toISOString() : undefined
  return [`${id}_${change}`, act.kind, ...(detail === undefined ? [] : [detail])].join(' ')
}

function causeOf({ proofOf, now }: ActDeps, asked: Asked, report: Report): Cause {
  const { act, by } = asked
  const origin: Origin = { by, why: whyOf(act), question: pressOf(asked) }
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
    default:
      return act satisfies never
  }
}

function whyOf(act: ReportAct): string {
  if (act.kind === 'close') return `closed on the review page as ${act.outcome}`
  if (act.kind === 'decline' && act.mutedUntil)
    return `declined on the review page, muted until ${act.mutedUntil.toISOString().slice(0, 10)}`
  return `${act.kind} on the review page`
}
