import { page } from './layout'
import type { RelatedReport, ReportModel } from './models'
import { foreign, type Html, html, when } from './page-text'
import { instant } from './page-time'
import { badge, kindInWords, outcomeInWords, statusBadge, takedownBadge } from './page-words'
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
        ${statusBadge(report)}${when(report.isOverdue, () => badge('wait', 'overdue'))}${when(report.isTrial, () => badge('quiet', 'trial'))}${takedownBadge(report.takedown)}
        <span class="muted">${report.id}, change ${report.change}</span>
      </p>
      ${actionsSection(model)} ${factsSection(model)} ${timelineSection(model.events)}
      ${messagesSection(model.messages)} ${repliesSection(model.replies)}
      ${sightingsSection(model.sightings, report.sightings)} ${relatedSection(model)}`,
  )
}

function factsSection({ report }: ReportModel): Html {
  const at = (name: string, date: Date | undefined) => date && fact(name, instant(date))
  const text = (name: string, value: string | undefined) =>
    when(value, () => fact(name, foreign(value ?? '')))
  return html`<section>
    <h2>What it is about</h2>
    ${when(report.note, () => html`<p class="note"><strong>Note</strong> ${foreign(report.note)}</p>`)}
    ${troubles(report)}
    <dl class="facts">
      ${text('Address', report.address)}
      ${fact('Kind of abuse', html`${kindInWords(report.kind)}, grade ${report.grade}`)}
      ${text('Service', report.services.join(', '))} ${text('Region', report.region)}
      ${at('Opened', report.openedAt)} ${at('First seen', report.firstSeenAt)}
      ${at('Last seen', report.lastSeenAt)} ${at('Sent', report.sentAt)}
      ${at('Acknowledged', report.acknowledgedAt)} ${text('Case number', report.caseNumber)}
      ${at('Gone since', report.takedownAt)} ${at('Closed', report.closedAt)}
      ${at('Next look', report.nextStepAt)} ${report.facts.map(({ name, value }) => text(name, value))}
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
