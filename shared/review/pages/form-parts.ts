import type { DecisionName } from '../../decisions/decision'
import type { Choice, Frame } from './models'
import { type Html, html } from './page-text'
import { actionPath, fields } from './routes'

/** What a form is about: a report at a change, a mail, a message; nothing for the switch that stops sending. */
export type Subject = { readonly subject: string; readonly change: number }

type Form = {
  readonly action: DecisionName
  readonly about?: Subject
  readonly label: string
  /** Says what the button is about, to those who hear one button after the other. */
  readonly of?: string
  readonly tone?: 'primary' | 'danger'
  /** What else the action asks. */
  readonly asks?: Html
}

/** A form with one button. Nothing at all for a reader who may not act. */
export function actionForm({ viewer, csrf, here }: Frame, form: Form): Html | undefined {
  if (!viewer.mayAct) return undefined
  const { action, about, label, of, tone, asks } = form
  return html`<form class="action" method="post" action="${actionPath(action)}">
    <input type="hidden" name="${fields.csrf}" value="${csrf}" />
    <input type="hidden" name="${fields.back}" value="${here}" />
    ${
      about &&
      html`<input type="hidden" name="${fields.subject}" value="${about.subject}" />
        <input type="hidden" name="${fields.change}" value="${about.change}" />`
    }
    ${asks}
    <button type="submit" class="${tone ?? 'plain'}">
      ${label}${of !== undefined && html`<span class="unseen"> ${of}</span>`}
    </button>
  </form>`
}

/** A field with its label. `id` is unique on the page. */
export const selectField = (
  id: string,
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen = '',
): Html =>
  html`<p class="field">
    <label for="${id}">${label}</label>
    <select id="${id}" name="${name}">
      ${choices.map(({ value, label: words }) => option(value, words, value === chosen))}
    </select>
  </p>`

const option = (value: string, words: string, isChosen: boolean): Html =>
  html`<option value="${value}" ${isChosen && html` selected`}>${words}</option>`
