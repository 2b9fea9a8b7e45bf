import { after, dayInMs } from '../../model/time'
import type { AskedQuestion } from '../../reports/question'
import { readMails } from '../api/read-report'
import type { SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import { wordingStore } from '../../reports/wordings'
import type { MailsModel, QuarantineModel } from '../pages/models'
import { readFrame } from './frame'
import { mailView } from './report-model'

/** The oldest; the others move up as these are answered. */
const mostMails = 20
const mostWordings = 100
const mostMessages = 10
const mostCharacters = 8_000

/** Mails lie in the month that they say they were written in; few are read later than this. */
const oldestUnreadInMs = 92 * dayInMs

export async function mailsModel(deps: SiteDeps, visit: Visit): Promise<MailsModel> {
  const { frame, questions } = await readFrame(deps, visit)
  const asked = questions.filter(({ kind }) => kind === 'mail').slice(0, mostMails)
  const since = after(asked[0]?.since ?? frame.now, -oldestUnreadInMs)
  const keys = asked.map(({ subject }) => subject)
  const mails = new Map((await readMails(deps.storage(), keys, since)).map((mail) => [mail.key, mail]))
  const all = await Array.fromAsync(wordingStore(deps.storage()).list())
  return {
    frame,
    wordings: all.filter(({ state }) => state !== 'revoked').slice(0, mostWordings),
    mails: asked.map((question) => {
      const mail = mails.get(question.subject)
      const { change, reason, reports = [], suggests, template } = question
      const wording = {
        ...(suggests !== undefined && { suggests }),
        ...(template && { isWording: true as const }),
      }
      return { ...(mail ? mailView(mail) : unfound(question)), change, reason, reports, ...wording }
    }),
  }
}

/** What the question tells of it. */
const unfound = ({ subject: key, endpoint: from, since: readAt, reason: text }: AskedQuestion) => ({
  ...{ key, from, readAt, text },
  subject: '',
  meaning: 'unknown',
  trust: 'none',
})

export async function quarantineModel(deps: SiteDeps, visit: Visit): Promise<QuarantineModel> {
  const { frame, questions } = await readFrame(deps, visit)
  const asked = questions.filter(({ kind }) => kind === 'quarantine').slice(0, mostMessages)
  return { frame, messages: await Promise.all(asked.map((question) => messageView(deps, visit, question))) }
}

/** An alert that nobody could read names our machines and people, and nobody could cut them out. */
const notForReaders = 'Only people with the role Reports.Act may read what is in it.'

async function messageView(
  { quarantined }: SiteDeps,
  { person }: Visit,
  { subject, change, reason, since }: AskedQuestion,
): Promise<QuarantineModel['messages'][number]> {
  const kept = await quarantined(subject, since)
  const text = person.mayAct ? (kept?.text ?? 'The message is not kept any more.') : notForReaders
  return {
    ...{ subject, change, reason },
    source: kept?.source ?? 'unknown',
    receivedAt: since,
    sizeInBytes: kept ? Buffer.byteLength(kept.text) : 0,
    text: text.slice(0, mostCharacters),
    isCut: text.length > mostCharacters,
  }
}
