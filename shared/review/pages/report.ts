import { page } from './layout'
import type { RelatedReport, ReportModel } from './models'
import { foreign, type Html, html, when } from './page-text'
import { instant } from './page-time'
import { badge, deskSaysBadge, kindInWords, outcomeInWords, statusBadge, takedownBadge } from './page-words'
import { actionsSection } from './report-actions'
import { messagesSection, repliesSection } from './report-mails'
import { sightingsSection, timelineSection } from './report-timeline'
import { paths, reportPath } from './routes'

/** All that is known of one report, what it waits for first. */
export function reportPage(model: ReportModel): string {
  const { report } = model
  return page(
    report.id,
    model.frame,
    'reports',
    html`<p class="crumb"><a href="${paths.reports}">Reports</a></p>
      <h1>${foreign(report.endpoint)}</h1>
      <p class="badges">
        ${statusBadge(report)}${deskSaysBadge(report)}${when(report.isOverdue, () => badge('wait', 'overdue'))}${when(report.isTrial, () => badge('quiet', 'trial'))}${when(report.takedown !== 'unknown', () => takedownBadge(report.takedown))}
        <span class="muted">${report.id}, change ${report.change}</span>
      </p>
      ${stepsOf(report)}
      <div class="report">
        <div>
          ${actionsSection(model)} ${timelineSection(model.events)}
          ${messagesSection(model.messages, report.status)} ${repliesSection(model.replies)}
          ${sightingsSection(model.sightings, report.sightings)}
        </div>
        <div>${factsSection(model)} ${relatedSection(model)}</div>
      </div>`,
  )
}

/** How far it has come, at a glance. */
function stepsOf({ status, openedAt, sentAt, acknowledgedAt, closedAt }: ReportModel['report']): Html {
  const never = status === 'closed' ? 'never' : 'not yet'
  const step = (name: string, at: Date | undefined): Html =>
    html`<li class="${at ? 'done' : 'ahead'}"><strong>${name}</strong> ${at ? instant(at) : never}</li>`
  return html`<ol class="steps" aria-label="How far it has come">
    ${step('Opened', openedAt)} ${step('Sent', sentAt)} ${step('Acknowledged', acknowledgedAt)}
    ${step('Closed', closedAt)}
  </ol>`
}

function factsSection({ report }: ReportModel): Html {
  const at = (name: string, date: Date | undefined) => date && fact(name, instant(date))
  const text = (name: string, value: string | undefined) =>
    when(value, () => fact(name, foreign(value ?? '')))
  return html`<section>
    <h2>What it is about</h2>
    ${when(report.note, () => html`<p class="note"><strong>Note</strong> ${foreign(report.note)}</p>`)}
    ${troubles(report)}
    <dl class="facts side">
      ${text('Address', report.address)}
      ${fact('Kind of abuse', html`${kindInWords(report.kind)}, grade ${report.grade}`)}
      ${text('Service', report.service)} ${text('Region', report.region)}
      ${at('First seen', report.firstSeenAt)} ${at('Last seen', report.lastSeenAt)}
      ${text('Case number', report.caseNumber)} ${fact('Endpoint now', takedownBadge(report.takedown))}
      ${at('Gone since', report.takedownAt)} ${at('Next look', report.nextStepAt)}
      ${text('Desk says', report.deskSays && outcomeInWords(report.deskSays))}
      ${report.facts.map(({ name, value }) => text(name, value))}
    </dl>
  </section>`
}

const troubles = ({ lastError, reason }: ReportModel['report']): Html =>
  html` ${when(reason, () => html`<p class="muted">${foreign(reason ?? '')}</p>`)}
  ${when(lastError, () => html`<p class="notice refused"><strong>Last error</strong> ${foreign(lastError ?? '')}</p>`)}`

const fact = (name: string, shown: Html): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${shown}</dd>
  </div>`

function relatedSection({ earlier, later }: ReportModel): Html | undefined {
  if (earlier.length + later.length === 0) return undefined
  return html`<section>
    <h2>Other reports of this endpoint</h2>
    <ul class="related">
      ${later.map((one) => related(one, 'later'))}${earlier.map((one) => related(one, 'earlier'))}
    </ul>
  </section>`
}

const related = ({ id, status, outcome, sentAt }: RelatedReport, which: string): Html =>
  html`<li>
    ${which}: <a href="${reportPath(id)}">${id}</a>
    <span class="muted"
      >${outcome === undefined ? status : outcomeInWords(outcome)}${sentAt && html`, sent ${instant(sentAt)}`}</span
    >
  </li>`
