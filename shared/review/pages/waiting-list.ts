import { answerButtons } from './answer-forms'
import { empty } from './layout'
import type { Frame, WaitingView } from './models'
import { clip, foreign, type Html, html } from './page-text'
import { ago } from './page-time'
import { paths, reportPath } from './routes'

/** Questions with their answers beside them. */
export function waitingList(frame: Frame, waiting: readonly WaitingView[]): Html {
  if (waiting.length === 0)
    return empty('Nothing waits for you.', 'New questions appear here by themselves; there is nothing to do.')
  const more = frame.waiting.total - waiting.length
  return html`<ol class="waiting">
      ${waiting.map((one) => item(frame, one))}
    </ol>
    ${more > 0 && html`<p>${more} more wait. They move up as you answer.</p>`}`
}

const item = (frame: Frame, waiting: WaitingView): Html =>
  html`<li>
    <div>
      <p class="endpoint"><a href="${placeOf(waiting)}">${foreign(clip(waiting.endpoint, 200))}</a></p>
      <p>
        <strong>${waiting.question}</strong> <span class="muted">since ${ago(waiting.since, frame.now)}</span>
      </p>
      <p class="muted">${foreign(clip(waiting.reason, 300))}</p>
    </div>
    ${answerButtons(frame, waiting)}
  </li>`

function placeOf({ kind, subject }: WaitingView): string {
  if (kind === 'report') return reportPath(subject)
  return `${kind === 'mail' ? paths.mails : paths.quarantine}#${anchorOf(subject)}`
}

/** An id for an element: what a key holds besides letters and digits is left out. */
export const anchorOf = (subject: string): string => `m-${subject.replace(/[^A-Za-z0-9-]/g, '')}`
