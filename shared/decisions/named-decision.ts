import * as z from 'zod'
import { parseReportId } from '../model/report-id'
import { cleanNote, noteMaxLength } from '../reports/note'
import { decide } from './decide'
import type { DecisionDeps } from './decision-deps'
import { changeSeen } from './decide-report'
import {
  type ActKind,
  closeOutcomes,
  type Decided,
  type Decider,
  type Decision,
  type DecisionName,
  mailMeanings,
  type ReportAct,
} from './decision'

/** What a form, a piece of JSON or a command line says besides the name. */
export type DecisionFields = Readonly<Record<string, string>>

const reportId = z.string().transform((text, context) => {
  const id = parseReportId(text)
  if (id) return id
  context.addIssue({ code: 'custom', message: 'is no id of a report' })
  return z.NEVER
})
const forReport = z.object({ subject: reportId, change: z.coerce.number().int().min(0) })
const forDecline = z.object({
  mutedUntil: z
    .union([z.literal(''), z.iso.date()])
    .optional()
    .transform((day) => (day ? { mutedUntil: new Date(`${day}T00:00:00Z`) } : {})),
})
const forClose = z.object({
  outcome: z.enum(closeOutcomes, `Say the outcome: ${closeOutcomes.join(', ')}.`),
})
const forNote = z.object({
  note: z
    .string('Say the note; an empty one takes the old one away.')
    .transform(cleanNote)
    .pipe(z.string().max(noteMaxLength, `a note has at most ${noteMaxLength} characters`)),
})
const key = z.string().regex(/^[\w.~@+=-]{1,200}$/)
const forMail = z.object({
  reportId: z.string().default(''),
  says: z.enum(mailMeanings),
  always: z.enum(['', 'true', 'false']).default(''),
})

/** Carries out the decision of this name; or says why there is none. */
export async function decideNamed(
  deps: DecisionDeps,
  name: DecisionName,
  fields: DecisionFields,
  decider: Decider,
): Promise<Decided> {
  const read = readNamed(name, fields)
  return 'about' in read ? decide(deps, read, decider) : read
}

function readNamed(name: DecisionName, fields: DecisionFields): Decision | Decided {
  switch (name) {
    case 'stop-sending':
      return { about: 'sending', act: { kind: 'stop' } }
    case 'allow-sending':
      return { about: 'sending', act: { kind: 'allow' } }
    case 'replay':
      return withKey(fields, 'message', (key) => ({ about: 'quarantine', key, act: { kind: 'replay' } }))
    case 'dismiss-message':
      return withKey(fields, 'message', (key) => ({ about: 'quarantine', key, act: { kind: 'dismiss' } }))
    case 'dismiss-mail':
      return withKey(fields, 'mail', (key) => ({ about: 'mail', key, act: { kind: 'dismiss' } }))
    case 'revoke-wording':
      return withKey(fields, 'wording', (key) => ({ about: 'wording', key, act: { kind: 'revoke' } }))
    case 'link-mail':
      return readLink(fields)
    case 'approve':
    case 'decline':
    case 'close':
    case 'withdraw':
    case 'answered':
    case 'was-sent':
    case 'was-not-sent':
    case 'send-again':
    case 'note':
      return readReport(name, fields)
    default:
      return name satisfies never
  }
}

function readReport(name: ActKind, fields: DecisionFields): Decision | Decided {
  const read = forReport.safeParse(fields)
  if (!read.success) return unreadable(read.error)
  const act = readAct(name, fields)
  return 'says' in act ? act : { about: 'report', id: read.data.subject, seen: read.data.change, act }
}

function readAct(kind: ActKind, fields: DecisionFields): ReportAct | Decided {
  switch (kind) {
    case 'close': {
      const { data, error } = forClose.safeParse(fields)
      return data ? { kind, ...data } : unreadable(error)
    }
    case 'decline': {
      const { data, error } = forDecline.safeParse(fields)
      return data ? { kind, ...data.mutedUntil } : unreadable(error)
    }
    case 'note': {
      const { data, error } = forNote.safeParse(fields)
      return data ? { kind, ...data } : unreadable(error)
    }
    case 'approve':
    case 'withdraw':
    case 'answered':
    case 'was-sent':
    case 'was-not-sent':
    case 'send-again':
      return { kind }
    default:
      return kind satisfies never
  }
}

function readLink(fields: DecisionFields): Decision | Decided {
  const { data, error } = forMail.safeParse(fields)
  if (!data) return unreadable(error)
  const reportId = parseReportId(data.reportId)
  if (!reportId) return { kind: 'unknown', says: `There is no report ${data.reportId.slice(0, 40)}.` }
  const always = data.always === 'true' && { always: true as const }
  const act = { kind: 'link', reportId, says: data.says, ...always } as const
  return withKey(fields, 'mail', (key) => ({ about: 'mail', key, act }))
}

function withKey(
  fields: DecisionFields,
  what: 'mail' | 'message' | 'wording',
  decisionAbout: (key: string) => Decision,
): Decision | Decided {
  const { data } = key.safeParse(fields['subject'])
  if (data !== undefined) return decisionAbout(data)
  return { kind: 'too-late', says: `That ${what} waits for nobody. Nothing was done.` }
}

function unreadable({ issues }: z.ZodError): Decided {
  const { path, message } = issues[0] ?? { path: [], message: '' }
  return { kind: 'unreadable', says: `${String(path[0])}: ${message}` }
}

/**
 * The fields with the change that a person saw who names none, as at a terminal: see {@link changeSeen}. Where what is
 * asked for makes no sense, any will do; {@link decideNamed} then says why.
 */
export async function withChangeSeen(
  { store }: DecisionDeps,
  name: ActKind,
  fields: DecisionFields,
): Promise<DecisionFields> {
  const decision = readReport(name, { ...fields, change: '0' })
  if (!('about' in decision) || decision.about !== 'report') return { ...fields, change: '0' }
  const held = await store.get(decision.id)
  return { ...fields, change: String(held ? changeSeen(held.report, decision.act) : 0) }
}
