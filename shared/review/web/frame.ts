import { readSending } from '../../storage/checkpoints'
import type { AskedQuestion } from '../../reports/question'
import { formToken } from '../access/forgery'
import { openNotice } from '../access/notice'
import { listQuestions } from '../../reports/question-store'
import type { SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import type { Frame } from '../pages/models'
import { noticeToken } from '../pages/routes'

export type Framed = {
  readonly frame: Frame
  /** What waits for a person, oldest first. What has an answer already waits for the program. */
  readonly questions: readonly AskedQuestion[]
}

/** What stands around every page. Two requests to storage. */
export async function readFrame(deps: SiteDeps, { person, url }: Visit): Promise<Framed> {
  const storage = deps.storage()
  const [asked, sending, key] = await Promise.all([
    listQuestions(storage),
    readSending(storage),
    deps.formKey(),
  ])
  const now = deps.now()
  const questions = asked.filter(({ answer }) => answer.trim() === '')
  const ofKind = (kind: AskedQuestion['kind']) => questions.filter((one) => one.kind === kind).length
  const notice = openNotice(key, person.id, url.searchParams.get(noticeToken) ?? '', now)
  const frame: Frame = {
    viewer: { name: person.name, mayAct: person.mayAct },
    csrf: formToken(key, person.id, now),
    now,
    waiting: { total: questions.length, mails: ofKind('mail'), quarantine: ofKind('quarantine') },
    sending,
    isSandbox: deps.isSandbox,
    ...(notice && { notice }),
    here: hereOf(url),
  }
  return { frame, questions }
}

/** Without the notice, which is news once. */
function hereOf(url: URL): string {
  const query = new URLSearchParams(url.searchParams)
  query.delete(noticeToken)
  const text = query.toString()
  return text === '' ? url.pathname : `${url.pathname}?${text}`
}
