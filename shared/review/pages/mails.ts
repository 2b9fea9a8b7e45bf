import { mailMeanings } from '../../decisions/decision'
import { answerButtons } from './answer-forms'
import { actionForm, selectField } from './form-parts'
import { empty, page } from './layout'
import type { Frame, MailsModel } from './models'
import { clip, foreign, type Html, html } from './page-text'
import { mailParts } from './report-mails'
import { fields } from './routes'
import { anchorOf } from './waiting-list'

type WaitingMail = MailsModel['mails'][number]

/** Mails that the program did not understand, did not trust, or could not match. */
export const mailsPage = ({ frame, mails, wordings = [] }: MailsModel): string =>
  page(
    'Mail',
    frame,
    'mails',
    html`<h1>Mail that waits for you</h1>
      <p>
        Shown as text alone, with links broken. Say which report a mail is about and what it says, or dismiss
        it.
      </p>
      ${mails.length === 0 ? empty('No mail waits.', 'What the program understands and trusts, it applies by itself; it stands on the page of its report.') : mails.map((mail) => article(frame, mail))}
      ${wordings.length > 0 && wordingsPart(frame, wordings)}`,
  )

type KnownWording = NonNullable<MailsModel['wordings']>[number]

/** What people have said that the desk means; each may be taken back. */
const wordingsPart = (frame: Frame, wordings: readonly KnownWording[]): Html =>
  html`<h2>Known wordings</h2>
    <ul>
      ${wordings.map(
        (one) =>
          html`<li>
            <strong>${one.meaning}</strong> (${one.state}, ${one.by}, ${one.at.toISOString().slice(0, 10)}):
            ${foreign(clip(one.sentences.join(' '), 1000))} – ${foreign(one.sender)}
            ${actionForm(frame, {
              action: 'revoke-wording',
              label: 'Revoke',
              of: clip(one.sentences.join(' '), 80),
              about: { subject: one.key, change: 0 },
            })}
          </li>`,
      )}
    </ul>`

const article = (frame: Frame, mail: WaitingMail): Html =>
  html`<article id="${anchorOf(mail.key)}">
    ${mailParts(mail, 'h2')}
    <p><strong>Why it waits:</strong> ${foreign(clip(mail.reason, 1000))}</p>
    <div class="answering">
      ${linkForm(frame, mail)}${answerButtons(frame, {
        subject: mail.key,
        change: mail.change,
        kind: 'mail',
        question: '',
        endpoint: clip(mail.subject, 80),
        reason: '',
        since: mail.readAt,
      })}
    </div>
  </article>`

function linkForm(
  frame: Frame,
  { key, change, reports, subject, suggests, isWording }: WaitingMail,
): Html | undefined {
  const id = anchorOf(key)
  return actionForm(frame, {
    action: 'link-mail',
    label: 'Link',
    of: clip(subject, 80),
    tone: 'primary',
    about: { subject: key, change },
    asks: html`<p class="field">
        <label for="${id}-report">Report</label
        ><input
          id="${id}-report"
          name="${fields.reportId}"
          value="${reports[0]}"
          list="${id}-reports"
          required
          placeholder="DAR-2611-7F3K9QXM"
          maxlength="40"
          autocomplete="off"
          spellcheck="false"
        />
      </p>
      <datalist id="${id}-reports">
        ${reports.map((report) => html`<option value="${report}"></option>`)}
      </datalist>
      ${selectField(
        `${id}-says`,
        fields.says,
        'The mail says',
        mailMeanings.map((value) => ({ value, label: value })),
        suggests,
      )}${
        isWording
          ? selectField(`${id}-always`, fields.always, 'For', [
              { value: '', label: 'this mail only' },
              { value: 'true', label: 'always when they write this' },
            ])
          : undefined
      }`,
  })
}
