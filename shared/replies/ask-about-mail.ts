import type { ReportId } from '../model/report-id'
import { questionStore } from '../reports/question-store'
import { type WordingMeaning, wordingStore } from '../reports/wordings'
import type { Storage } from '../storage/storage'
import { allBounceRemedy } from './all-bounce'
import { brokenSignaturesRemedy } from './broken-signatures'
import type { Classification } from './classify'
import type { Mail } from './mail'
import type { Reading } from './mail-row'
import { nearInWords, nearWording } from './near-wording'

/** What waits for a person: what it seems to say, and about which reports. */
export function whatIsAsked(
  { match: { reportIds: tied, also = [] }, classification }: Reading,
  mail: Pick<Mail, 'hasFiles' | 'newText'>,
): string {
  const reportIds = [...tied, ...also]
  const hidden =
    mail.hasFiles && mail.newText.trim() === ''
      ? ', its text is in an attachment: read it in the mailbox'
      : ''
  const about = reportIds.length > 0 ? `about ${reportIds.join(', ')}` : 'tied to no report'
  return `${whatIsSaid(classification)}, ${about}${hidden}`
}

/** A decision moves nothing yet, so digest and page say whose word it is. */
const whatIsSaid = (said: Classification): string =>
  said.kind === 'decision' ? `the desk says: ${meanings[said.outcome]}` : said.kind

/** Asks a person what a mail says, with the reading that is likely. */
export async function askPerson(
  deps: { readonly storage: Storage; readonly now: () => Date },
  mail: Mail,
  what: string,
  reports: readonly ReportId[],
  { template, wording, classification }: Partial<Reading> = {},
): Promise<void> {
  const words = 'dismiss · <report id> acknowledged | question | taken down | no action | rejected | bounced'
  const known = template && !wording ? await Array.fromAsync(wordingStore(deps.storage).list()) : []
  const near = template && nearWording(template, known, deps.now())
  const meaning = wording?.meaning ?? near?.wording.meaning
  const suggests = meaning ?? (classification && meaningOf(classification))
  await questionStore(deps.storage).ask({
    subject: mail.key,
    change: 0,
    kind: 'mail',
    question: `What does this mail say? (${words}${template ? ', with always: whenever they write this' : ''})`,
    ...(suggests !== undefined && { suggests }),
    ...(template && { template }),
    endpoint: mail.from,
    reason: `${what}${near ? `, ${nearInWords(near)}` : ''}: ${mail.subject.slice(0, 200)} | ${mail.newText.slice(0, 1000)}`,
    since: deps.now(),
    reports,
  })
}

/** Once, when it begins: health and the doctor go on telling it. */
export const askAboutMailbox = (storage: Storage, since: Date): Promise<unknown> =>
  questionStore(storage).ask({
    subject: 'mailbox-breaks-signatures',
    change: 0,
    kind: 'mail',
    question: 'The mailbox breaks the signatures of incoming mails. Please stop what changes them. (dismiss)',
    endpoint: 'mailbox',
    reason: brokenSignaturesRemedy,
    since,
  })

/** Once, when it begins. */
export const askAboutDoor = (storage: Storage, door: string, since: Date): Promise<unknown> =>
  questionStore(storage).ask({
    subject: `all-bounce-${door}`,
    change: 0,
    kind: 'mail',
    question: 'Every mail that leaves this way bounces. Please find out why. (dismiss)',
    endpoint: door,
    reason: allBounceRemedy,
    since,
  })

/** The reading that a question suggests. */
function meaningOf(classification: Classification): WordingMeaning | 'bounced' | undefined {
  switch (classification.kind) {
    case 'acknowledgement':
      return 'acknowledged'
    case 'information-request':
      return 'question'
    case 'decision':
      return meanings[classification.outcome]
    case 'bounce':
      return 'bounced'
    case 'auto-reply':
    case 'other':
      return undefined
    default:
      return classification satisfies never
  }
}

const meanings = { takedown: 'taken down', 'no-action': 'no action', rejected: 'rejected' } as const
