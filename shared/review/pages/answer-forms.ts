import type { DecisionName } from '../../decisions/decision'
import type { Status } from '../../reports/report'
import { actionForm, type Subject } from './form-parts'
import type { Frame, WaitingView } from './models'
import { type Html, html } from './page-text'

type Button = readonly [action: DecisionName, label: string, tone?: 'primary' | 'danger']

/** The answers that need nothing but a press, the usual one first. */
const buttonsOf: Partial<Record<Status, readonly Button[]>> = {
  'awaiting-approval': [
    ['approve', 'Approve and send', 'primary'],
    ['decline', 'Decline'],
  ],
  unconfirmed: [
    ['was-sent', 'It was sent', 'primary'],
    ['was-not-sent', 'It was not: send it'],
  ],
  undeliverable: [
    ['send-again', 'Send again', 'primary'],
    ['was-sent', 'It was sent'],
  ],
  'information-requested': [['answered', 'I have answered', 'primary']],
  sent: [['answered', 'I have escalated', 'primary']],
  acknowledged: [['answered', 'I have escalated', 'primary']],
}

/** The buttons that answer a question, wherever it is shown. */
export function answerButtons(frame: Frame, waiting: WaitingView): Html {
  const buttons = buttonsFor(waiting).map(([action, label, tone]) =>
    actionForm(frame, { action, label, about: waiting, of: waiting.endpoint, ...(tone && { tone }) }),
  )
  return html`<div class="buttons">${buttons}</div>`
}

function buttonsFor({ kind, status }: WaitingView): readonly Button[] {
  if (kind === 'mail') return [['dismiss-mail', 'Dismiss']]
  if (kind === 'quarantine') return messageButtons
  return (status && buttonsOf[status]) ?? []
}

const messageButtons: readonly Button[] = [
  ['replay', 'Read it again', 'primary'],
  ['dismiss-message', 'Dismiss'],
]

export const messageAnswers = (frame: Frame, about: Subject, of: string): Html =>
  html`<div class="buttons">
    ${messageButtons.map(([action, label, tone]) =>
      actionForm(frame, { action, label, about, of, ...(tone && { tone }) }),
    )}
  </div>`
