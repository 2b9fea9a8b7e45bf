import { closeOutcomes } from '../../decisions/decision'
import { answerButtons } from './answer-forms'
import { actionForm, selectField } from './form-parts'
import type { ReportModel } from './models'
import { clip, foreign, type Html, html, when } from './page-text'
import { ago } from './page-time'
import { outcomeInWords } from './page-words'
import { fields } from './routes'

/** What waits, and what a person may do besides. A reader who may not act sees the question alone. */
export function actionsSection(model: ReportModel): Html | undefined {
  const { frame, waiting, report } = model
  const others = frame.viewer.mayAct ? otherActions(model) : undefined
  if (!waiting && !others) return undefined
  return html`<section id="actions">
    <h2>${waiting ? 'This waits for you' : 'What you can do'}</h2>
    ${
      waiting &&
      html`<div class="asked">
        <p>
          <strong>${waiting.question}</strong>
          <span class="muted">since ${ago(waiting.since, frame.now)}</span>
        </p>
        <p>${foreign(clip(waiting.reason, 2000))}</p>
        ${answerButtons(frame, waiting)}
      </div>`
    }
    ${others && html`<div class="others">${others}</div>`}
    ${when(!frame.viewer.mayAct, () => html`<p class="muted">You may read, not act. The role Reports.Act allows it.</p>`)}
    ${when(report.status === 'closed' && frame.viewer.mayAct, () => html`<p class="muted">The report is closed; only its note can change.</p>`)}
  </section>`
}

function otherActions(model: ReportModel): Html {
  const { status } = model.report
  const isOpen = status !== 'closed'
  return html`${when(status === 'awaiting-approval', () => declineForm(model))}${noteForm(model)}
  ${when(isOpen, () => closeForm(model))}${when(isOpen, () => withdrawForm(model))}`
}

const aboutOf = ({ report: { id, change } }: ReportModel) => ({ subject: id, change })

const declineForm = (model: ReportModel): Html =>
  html`<details>
    <summary>Decline, and mute the endpoint</summary>
    ${actionForm(model.frame, {
      action: 'decline',
      label: 'Decline',
      about: aboutOf(model),
      asks: html`<p class="field">
          <label for="muted">No report about it before</label
          ><input
            id="muted"
            name="${fields.mutedUntil}"
            type="date"
            min="${model.frame.now.toISOString().slice(0, 10)}"
            aria-describedby="muted-says"
          />
        </p>
        <p id="muted-says" class="muted">Left empty, the next alert opens a new report.</p>`,
    })}
  </details>`

const noteForm = (model: ReportModel): Html =>
  html`<details>
    <summary>${model.report.note === '' ? 'Add a note' : 'Edit the note'}</summary>
    ${actionForm(model.frame, {
      action: 'note',
      label: 'Save the note',
      about: aboutOf(model),
      asks: html`<p class="field">
        <label for="note">Note, for your colleagues. It never leaves.</label
        ><textarea id="note" name="${fields.note}" rows="3" maxlength="2000" dir="auto">
${model.report.note}</textarea>
      </p>`,
    })}
  </details>`

const closeForm = (model: ReportModel): Html =>
  html`<details>
    <summary>Close it by hand</summary>
    ${actionForm(model.frame, {
      action: 'close',
      label: 'Close',
      about: aboutOf(model),
      asks: selectField(
        'outcome',
        fields.outcome,
        'What became of it',
        closeOutcomes.map((value) => ({ value, label: outcomeInWords(value) })),
      ),
    })}
  </details>`

const withdrawForm = (model: ReportModel): Html =>
  html`<details>
    <summary>Withdraw it</summary>
    <p>The report was a mistake. If it has left, a line in the same thread says so to the abuse desk.</p>
    ${actionForm(model.frame, { action: 'withdraw', label: 'Withdraw', about: aboutOf(model), tone: 'danger' })}
  </details>`
