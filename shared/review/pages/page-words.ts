import { abuseKinds } from '../../cases/decision'
import { statuses, type Status, takedownStates } from '../../reports/report'
import { type Html, html, when } from './page-text'

/** What a status means to a reader. `closed` says its outcome instead, where it is known. */
const statusWords: Record<Status, string> = {
  collecting: 'collecting evidence',
  'awaiting-approval': 'waits for approval',
  queued: 'about to leave',
  unconfirmed: 'unclear whether sent',
  undeliverable: 'undeliverable',
  sent: 'sent, no answer',
  acknowledged: 'acknowledged',
  'information-requested': 'they ask back',
  closed: 'closed',
}

const outcomeWords: Readonly<Record<string, string>> = {
  takedown: 'taken down',
  'no-action': 'no action',
  rejected: 'rejected',
  gone: 'gone unanswered',
  unanswered: 'never answered',
  withdrawn: 'withdrawn',
  declined: 'declined by us',
  expired: 'expired here',
  trial: 'trial',
}

const takedownWords: Record<(typeof takedownStates)[number], string> = {
  unknown: 'not known',
  up: 'still up',
  gone: 'gone',
  back: 'back again',
}

/** Decides the colour; the words say the same. */
export type Tone = 'wait' | 'bad' | 'busy' | 'good' | 'quiet'

const tones: Record<Status, Tone> = {
  collecting: 'quiet',
  'awaiting-approval': 'wait',
  queued: 'quiet',
  unconfirmed: 'bad',
  undeliverable: 'bad',
  sent: 'busy',
  acknowledged: 'good',
  'information-requested': 'wait',
  closed: 'quiet',
}

/** In words where it is one of ours; a history may hold others. */
export const statusTextInWords = (text: string): string =>
  Object.hasOwn(statusWords, text) ? statusWords[text as Status] : text
export const outcomeInWords = (outcome: string): string => outcomeWords[outcome] ?? outcome
export const kindInWords = (kind: string): string => kind.replaceAll('-', ' ')

const purposeWords: Readonly<Record<string, string>> = {
  initial: 'The report',
  'reminder-1': 'First reminder',
  'reminder-2': 'Second reminder',
  escalation: 'Escalation',
  withdrawal: 'Withdrawal',
}
export const purposeInWords = (purpose: string): string => purposeWords[purpose] ?? purpose

/** `truePositive` as people write it. */
export const wordsInCamels = (name: string): string =>
  name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

export const badge = (tone: Tone, words: string): Html => html`<span class="badge ${tone}">${words}</span>`

export function statusBadge({ status, outcome }: { status: Status; outcome?: string }): Html {
  if (status === 'closed' && outcome !== undefined)
    return badge(outcome === 'takedown' || outcome === 'gone' ? 'good' : 'quiet', outcomeInWords(outcome))
  return badge(tones[status], statusWords[status])
}

/** Beside the status, which it does not move. */
export const deskSaysBadge = ({ deskSays }: { deskSays?: string }): Html | undefined =>
  when(deskSays, () => badge('wait', `desk says: ${outcomeInWords(deskSays ?? '')}`))

const toneOfTakedown = { unknown: 'quiet', up: 'bad', gone: 'good', back: 'bad' } as const

export const takedownBadge = (state: (typeof takedownStates)[number]): Html =>
  badge(toneOfTakedown[state], takedownWords[state])

/** `open`, then every status; the words of the table stand in the address. */
export const statusChoices = [
  { value: 'open', label: 'not closed' },
  { value: 'overdue', label: 'overdue' },
  ...statuses.map((value) => ({ value, label: statusWords[value] })),
]
export const kindChoices = abuseKinds.map((value) => ({ value, label: kindInWords(value) }))
export const takedownChoices = takedownStates.map((value) => ({ value, label: takedownWords[value] }))
