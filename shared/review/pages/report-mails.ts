import { empty } from './layout'
import type { MailView, MessageView } from './models'
import { block, clip, foreign, type Html, html, inert, when } from './page-text'
import { instant } from './page-time'
import { purposeInWords } from './page-words'
import type { Status } from '../../reports/report'

/** Every message as it left, to the byte as far as a page can show it. */
export const messagesSection = (messages: readonly MessageView[], status: Status): Html =>
  html`<section>
    <h2>What left</h2>
    ${messages.length === 0 ? nothingLeft(status) : messages.map(message)}
  </section>`

const nothingLeft = (status: Status): Html =>
  status === 'closed'
    ? empty('Nothing left.', 'The report was closed before.')
    : empty('Nothing has left yet.', 'The message appears here as soon as it is composed.')

const message = (one: MessageView): Html =>
  html`<article>
    <h3>
      ${purposeInWords(one.purpose)}
      <span class="muted">by ${one.door}, ${one.state.replaceAll('-', ' ')}, ${instant(one.at)}</span>
    </h3>
    ${when(one.response, () => html`<p class="muted">Answer: ${foreign(clip(one.response ?? '', 500))}</p>`)}
    ${one.text === undefined ? html`<p class="muted">${one.hash === undefined ? 'No message has been composed yet.' : 'The message is not kept any more.'}</p>` : kept(one.text, one)}
  </article>`

const kept = (text: string, { purpose, door, hash, file, isCut }: MessageView): Html =>
  html`<details>
    <summary>The message as it left<span class="unseen">: ${purpose}</span></summary>
    ${when(isCut, () => html`<p class="muted">Only its beginning.</p>`)}${block(text, `The message: ${purpose} by ${door}`)}
    ${when(hash, () => html`<p class="muted hash">SHA-256 ${hash}</p>`)}
    ${when(
      file,
      () =>
        html`<p>
          <a href="${file ?? ''}" download
            >The exact bytes as a file<span class="unseen">: ${purpose}</span></a
          >
        </p>`,
    )}
  </details>`

export const repliesSection = (replies: readonly MailView[]): Html | undefined =>
  when(
    replies.length > 0,
    () =>
      html`<section>
        <h2>What came back</h2>
        ${replies.map((mail) => html`<article>${mailParts(mail, 'h3')}</article>`)}
      </section>`,
  )

/** A mail, read safely: its text alone, links broken. */
export const mailParts = (mail: MailView, heading: 'h2' | 'h3'): Html => {
  const subject = html`${foreign(clip(mail.subject, 300) || '(no subject)')}`
  return html`${heading === 'h2' ? html`<h2>${subject}</h2>` : html`<h3>${subject}</h3>`}
    <p>
      From ${foreign(clip(mail.from, 200))},
      <span class="muted"
        >${mail.writtenAt ? html`written ${instant(mail.writtenAt)}, ` : undefined}read
        ${instant(mail.readAt)}</span
      >
    </p>
    <p class="muted">Taken for: ${foreign(mail.meaning)}. Trust: ${foreign(mail.trust)}.</p>
    ${block(inert(mail.text), `Text of the mail ${mail.key.slice(0, 12)}: ${clip(mail.subject, 80)}`)}`
}
