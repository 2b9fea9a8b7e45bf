import * as z from 'zod'
import { parseReportId, type ReportId } from '../../model/report-id'
import { mailCause } from '../../reports/answer'
import { type AnswerDeps, settleMail, settleMessage } from '../../reports/carry-out-answers'
import { type ActDeps, type Acted, actOnReport, changeSeen, type ReportAct } from '../../reports/person-acts'
import { cleanNote, noteMaxLength } from '../../reports/note'
import { type AskedQuestion, fromQuestionRow, openQuestions } from '../../reports/question'
import type { Report } from '../../reports/report'
import { settlementOf } from '../../reports/settlement'
import { setSending } from '../../storage/checkpoints'
import { type Person, signature } from '../access/person'
import { type ActionName, closeOutcomes, mailMeanings } from '../pages/routes'
import type { Fields } from './read-fields'

export type ActsDeps = ActDeps & Pick<AnswerDeps, 'replay'>

/** What became of what a person asked for. */
export type Outcome = {
  /** 409: it came too late, or makes no sense as things stand; nothing was done. */
  readonly status: 200 | 400 | 404 | 409
  readonly says: string
  /** The report as it stands now. */
  readonly report?: { readonly id: ReportId; readonly status: string; readonly change: number }
}

const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`))
const change = z.coerce.number().int().min(0)
const subject = z.string().trim().min(1).max(200)
const forReport = z.object({
  subject: z.string().transform((text, context) => {
    const id = parseReportId(text)
    if (id) return id
    context.addIssue({ code: 'custom', message: 'is no id of a report' })
    return z.NEVER
  }),
  change,
  mutedUntil: z.union([z.literal('').transform(() => undefined), day]).optional(),
  outcome: z.enum(closeOutcomes).optional(),
  note: z
    .string()
    .transform(cleanNote)
    .pipe(z.string().max(noteMaxLength, `a note has at most ${noteMaxLength} characters`))
    .optional(),
})
const forMail = z.object({ subject, reportId: z.string().default(''), says: z.enum(mailMeanings) })

/** Whatever is asked for by name, at once. Pressed twice, it is done once. */
export async function act(
  deps: ActsDeps,
  person: Person,
  name: ActionName,
  fields: Fields,
): Promise<Outcome> {
  switch (name) {
    case 'stop-sending':
    case 'allow-sending':
      return switchSending(deps, person, name === 'stop-sending')
    case 'replay':
    case 'dismiss-message':
      return settleQuarantined(deps, person, fields, name === 'replay' ? 'replay' : 'dismiss')
    case 'dismiss-mail':
      return dismissMail(deps, person, fields)
    case 'link-mail':
      return linkMail(deps, person, fields)
    default:
      return treatReport(deps, person, name, fields)
  }
}

async function treatReport(
  deps: ActsDeps,
  person: Person,
  kind: ReportAct['kind'],
  fields: Fields,
): Promise<Outcome> {
  const read = forReport.safeParse(fields)
  if (!read.success) return unreadable(read.error)
  const { subject: id, change: seen } = read.data
  const asked = reportAct(kind, read.data)
  if ('missing' in asked) return { status: 400, says: asked.missing }
  return outcomeOf(await actOnReport(deps, { id, change: seen, act: asked, by: signature(person) }))
}

/**
 * The change to be named by somebody who looks at no page: the one that stands, or where the last change is this very
 * act, the one before it. Undefined where what is asked for makes no sense; the act itself then says why.
 */
export async function changeToName(
  { store }: ActsDeps,
  name: ReportAct['kind'],
  fields: Fields,
): Promise<number | undefined> {
  const read = forReport.safeParse({ ...fields, change: 0 })
  const held = read.success ? await store.get(read.data.subject) : undefined
  const asked = read.success ? reportAct(name, read.data) : undefined
  return held && asked && 'kind' in asked ? changeSeen(held.report, asked) : undefined
}

function reportAct(
  kind: ReportAct['kind'],
  { mutedUntil, outcome, note }: z.infer<typeof forReport>,
): ReportAct | { readonly missing: string } {
  switch (kind) {
    case 'close':
      return outcome ? { kind, outcome } : { missing: `Say the outcome: ${closeOutcomes.join(', ')}.` }
    case 'decline':
      return { kind, ...(mutedUntil && { mutedUntil }) }
    case 'note':
      return note === undefined
        ? { missing: 'Say the note; an empty one takes the old one away.' }
        : { kind, note }
    default:
      return { kind }
  }
}

function outcomeOf(acted: Acted): Outcome {
  if (acted.kind === 'unknown') return { status: 404, says: 'There is no such report.' }
  const { id, status, change: stands } = acted.report
  const report = { id, status, change: stands }
  switch (acted.kind) {
    case 'done':
      return { status: 200, says: doneWords(acted.report), report }
    case 'done-before':
      return { status: 200, says: `That was done already: the report is ${status}.`, report }
    case 'too-late':
      return {
        status: 409,
        says: `That came too late: the report has moved on and is ${status}. Nothing was done.`,
        report,
      }
    case 'refused':
      return { status: 409, says: `Nothing was done: ${acted.why}`, report }
  }
}

function doneWords({ status, event, note }: Report): string {
  if (event.cause !== 'noted') return `Done: the report is now ${status}.`
  return note === undefined ? 'Done: the note is taken away.' : 'Done: the note is written.'
}

async function switchSending({ storage, now }: ActsDeps, person: Person, isOff: boolean): Promise<Outcome> {
  await setSending(storage, isOff, signature(person), now())
  return { status: 200, says: isOff ? 'All sending is stopped.' : 'Sending is allowed again.' }
}

async function settleQuarantined(
  deps: ActsDeps,
  person: Person,
  fields: Fields,
  said: 'replay' | 'dismiss',
): Promise<Outcome> {
  const asked = await questionOf(deps, fields, 'quarantine')
  if (!asked) return gone(deps, fields, 'quarantine', said)
  await settleMessage(deps, asked, said, signature(person))
  return {
    status: 200,
    says: said === 'replay' ? 'The message goes through once more.' : 'The message is dismissed.',
  }
}

async function dismissMail(deps: ActsDeps, person: Person, fields: Fields): Promise<Outcome> {
  const asked = await questionOf(deps, fields, 'mail')
  if (!asked) return gone(deps, fields, 'mail', 'dismiss')
  await settleMail(deps, asked, { dismiss: true }, signature(person))
  return { status: 200, says: 'The mail is dismissed.' }
}

async function linkMail(deps: ActsDeps, person: Person, fields: Fields): Promise<Outcome> {
  const read = forMail.safeParse(fields)
  if (!read.success) return unreadable(read.error)
  const { reportId, says } = read.data
  const id = parseReportId(reportId)
  const before = id && (await deps.store.get(id))?.report
  if (!id || !before) return { status: 404, says: `There is no report ${reportId.slice(0, 40)}.` }
  const asked = await questionOf(deps, fields, 'mail')
  if (!asked) {
    const isLinked = before.mails.includes(read.data.subject)
    return isLinked
      ? { status: 200, says: `That was done already: the report is ${before.status}.` }
      : gone(deps, fields, 'mail', `${id} ${says}`)
  }
  const origin = { by: signature(person), why: `the mail says: ${says}, read ${deps.where}` }
  const cause = mailCause(says, asked, origin)
  if (!cause) return { status: 400, says: `A mail may say: ${mailMeanings.join(', ')}.` }
  await settleMail(deps, asked, { reportId: id, says, cause }, signature(person))
  return { status: 200, says: `Done: ${says}, noted at ${id}.` }
}

async function questionOf(
  { storage }: ActsDeps,
  fields: Fields,
  kind: AskedQuestion['kind'],
): Promise<AskedQuestion | undefined> {
  const key = keyIn(fields)
  const rowKey = `${key}_0`
  const row = key && (await storage.table('Questions').get({ partitionKey: openQuestions, rowKey }))
  const asked = row ? fromQuestionRow(row) : undefined
  return asked?.kind === kind ? asked : undefined
}

const keyIn = (fields: Fields): string | undefined =>
  z
    .string()
    .regex(/^[\w.~@+=-]{1,200}$/)
    .safeParse(fields['subject']).data

/** Settled by somebody else, or by this very button, pressed twice. */
async function gone(
  { storage }: ActsDeps,
  fields: Fields,
  kind: 'mail' | 'quarantine',
  wanted: string,
): Promise<Outcome> {
  const key = keyIn(fields)
  const settled = key && (await settlementOf(storage, kind, key))
  const what = kind === 'mail' ? 'mail' : 'message'
  if (!settled) return { status: 409, says: `That ${what} waits for nobody. Nothing was done.` }
  const who = `${settled.by} settled it at ${settled.at.toISOString().slice(0, 16)}Z as: ${settled.as}.`
  return settled.as === wanted
    ? { status: 200, says: `That was done already: ${who}` }
    : { status: 409, says: `That ${what} waits for nobody any more: ${who} Nothing was done.` }
}

function unreadable({ issues }: z.ZodError): Outcome {
  const { path, message } = issues[0] ?? { path: [], message: '' }
  return { status: 400, says: `${String(path[0])}: ${message}` }
}
