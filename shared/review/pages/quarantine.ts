import { messageAnswers } from './answer-forms'
import { empty, page } from './layout'
import type { Frame, QuarantineModel } from './models'
import { block, clip, foreign, type Html, html, inert, when } from './page-text'
import { instant } from './page-time'
import { anchorOf } from './waiting-list'

/** Messages that nobody could read as an alert. */
export const quarantinePage = ({ frame, messages }: QuarantineModel): string =>
  page(
    'Quarantine',
    frame,
    'quarantine',
    html`<h1>Quarantine</h1>
      <p>
        Shown as text alone, with links broken. After an update that understands more, let a message be read
        again.
      </p>
      ${messages.length === 0 ? empty('The quarantine is empty.', 'Every message so far could be read.') : messages.map((message) => article(frame, message))}`,
  )

const article = (frame: Frame, message: QuarantineModel['messages'][number]): Html =>
  html`<article id="${anchorOf(message.subject)}">
    <h2>${foreign(clip(message.reason, 300))}</h2>
    <p class="muted">
      From ${foreign(message.source)}, received ${instant(message.receivedAt)}, ${message.sizeInBytes}
      bytes${when(message.isCut, () => html`; only the beginning is shown`)}
    </p>
    ${block(inert(message.text), `The message ${anchorOf(message.subject).slice(0, 12)}, received ${message.receivedAt.toISOString()}`)}
    ${messageAnswers(frame, message, `received ${message.receivedAt.toISOString()}`)}
  </article>`
