import { answeredInTable } from '../../decisions/decision'
import { empty } from './layout'
import type { EventView, Fact, ReportModel, SightingView } from './models'
import { clip, foreign, type Html, html, when } from './page-text'
import { instant } from './page-time'
import { statusTextInWords, wordsInCamels } from './page-words'

/** Every change, who or what caused it, and why. */
export const timelineSection = (events: readonly EventView[]): Html =>
  html`<section>
    <h2>What happened</h2>
    <ol class="timeline">
      ${events.map(event)}
    </ol>
  </section>`

const event = ({ at, cause, from, to, by, why }: EventView): Html =>
  html`<li>
    <p>
      ${instant(at)} <strong>${step(from, to)}</strong>
      <span class="muted">${cause.replaceAll('-', ' ')} ${doneBy(by)}</span>
    </p>
    ${when(why, () => html`<p>${foreign(clip(why, 1000))}</p>`)}
  </li>`

const doneBy = (by: string): Html => (by === answeredInTable ? html`in the table` : html`by ${foreign(by)}`)

const step = (from: string, to: string): string =>
  from === to || from === '' ? statusTextInWords(to) : `${statusTextInWords(from)} → ${statusTextInWords(to)}`

/** The alerts behind it. What is ours among them only where the model holds it. */
export function sightingsSection(sightings: ReportModel['sightings'], count: number): Html {
  const isHidden = sightings.length > 0 && sightings.every(({ ours }) => ours === undefined)
  return html`<section>
    <h2>Alerts behind it</h2>
    ${
      sightings.length === 0
        ? empty('No alert is kept any more.', 'The report holds what was known of them.')
        : html`<ol class="sightings">
            ${sightings.map(sighting)}
          </ol>`
    }
    ${count > sightings.length && sightings.length > 0 && html`<p class="muted">The newest ${sightings.length} of ${count}.</p>`}
    ${when(isHidden, () => html`<p class="muted">The alerts themselves, which lead to devices and users, are shown to those who may act.</p>`)}
  </section>`
}

const sighting = (one: SightingView): Html =>
  html`<li>
    <p>
      <strong>Came ${instant(one.addedAt)}</strong>
      <span class="muted">${sourceInWords(one.source)}</span
      >${when(!one.stands, () => html` <span class="badge quiet">no longer stands</span>`)}
    </p>
    <dl class="facts">
      ${when(one.classification, () => pair({ name: 'Judged', value: wordsInCamels(one.classification) }))}
      ${
        one.lastActivityAt &&
        html`<div>
          <dt>Last activity</dt>
          <dd>${instant(one.lastActivityAt)}</dd>
        </div>`
      }
      ${one.remote.map(pair)}${one.ours?.map((fact) => pair({ ...fact, name: `Ours: ${fact.name}` }))}
    </dl>
  </li>`

const sourceInWords = (source: string): string =>
  source === 'graph' ? 'from Microsoft Graph' : `by ${source}`

const pair = ({ name, value }: Fact): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${foreign(clip(value, 500))}</dd>
  </div>`
