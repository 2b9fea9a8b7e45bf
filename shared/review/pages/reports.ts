import { statuses } from '../../reports/report'
import { empty, page } from './layout'
import type { ReportRow, ReportsModel } from './models'
import { clip, foreign, type Html, html, when } from './page-text'
import { ago, instant } from './page-time'
import { badge, deskSaysBadge, kindInWords, statusBadge, takedownBadge } from './page-words'
import { downloads, filterForm, isFiltered, paging } from './report-filters'
import { paths, reportPath } from './routes'

/** The list of reports, with all that narrows it down. */
export const reportsPage = (model: ReportsModel): string =>
  page(
    'Reports',
    model.frame,
    'reports',
    html`<h1>Reports</h1>
      ${filterForm(model)} ${model.rows.length === 0 ? nothing(model) : found(model)} ${paging(model)}`,
  )

const found = (model: ReportsModel): Html =>
  html`<div class="listing">
    ${downloads(model)} ${ordering(model)}
    <table class="cards" role="table">
      <caption class="unseen">
        Reports, newest first unless ordered otherwise
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${model.rows.map((row) => rowOf(row, model.frame.now))}
      </tbody>
    </table>
    ${lookedBack(model)}
  </div>`

const heads = ['Endpoint', 'Status', 'Kind', 'Where', 'Seen', 'Sent', 'Now']

/**
 * The script fills it. Storage knows one order only, newest first; the script orders the rows that are here, and says so
 * where there are others.
 */
const ordering = ({ next, isFirstPage }: ReportsModel): Html =>
  html`<p class="order" ${next || !isFirstPage ? html` data-part` : ''}></p>`

/** Roles are said anew, since a browser forgets what a table is once it is shown as cards. */
const rowOf = (row: ReportRow, now: Date): Html =>
  html`<tr role="row">
    <th scope="row" role="rowheader">
      <a href="${reportPath(row.id)}">${foreign(clip(row.endpoint, 120))}</a><span class="id">${row.id}</span>
    </th>
    ${cell('Status', `${statuses.indexOf(row.status)} ${row.isOverdue ? 0 : 1}`, html`${statusBadge(row)}${deskSaysBadge(row)}${when(row.isOverdue, () => badge('wait', 'overdue'))}${when(row.isTrial, () => badge('quiet', 'trial'))}`)}
    ${cell('Kind', row.kind, html`${kindInWords(row.kind)} <span class="muted below">grade ${row.grade}</span>`)}
    ${cell('Where', `${row.service ?? ''} ${row.region ?? ''}`, html`<bdi>${row.service ?? 'unknown service'}</bdi> <span class="muted below"><bdi>${row.region}</bdi></span>`)}
    ${cell('Seen', row.lastSeenAt.toISOString(), html`${row.sightings}× <span class="muted below">${ago(row.lastSeenAt, now)}</span>`)}
    ${cell('Sent', row.sentAt?.toISOString() ?? '', sentAt(row))}
    ${cell('Now', row.takedown === 'unknown' ? '' : row.takedown, takedownOf(row))}
  </tr>`

/** What nobody knows is no badge. */
const takedownOf = ({ takedown }: ReportRow): Html =>
  takedown === 'unknown' ? html`<span class="muted">not known</span>` : takedownBadge(takedown)

/** @param order what the script orders by, as text with numbers in it; empty comes last */
const cell = (name: string, order: string, shown: Html): Html =>
  html`<td role="cell" data-order="${order}">
    <span class="head" aria-hidden="true">${name}</span>
    <div>${shown}</div>
  </td>`

const sentAt = ({ sentAt, caseNumber, status }: ReportRow): Html => {
  if (!sentAt) return html`<span class="muted">${status === 'closed' ? 'never' : 'not yet'}</span>`
  return html`${instant(sentAt)}${when(caseNumber, () => html` <span class="muted below">case ${foreign(clip(caseNumber ?? '', 40))}</span>`)}`
}

const lookedBack = ({ lookedBackTo }: ReportsModel): Html | undefined =>
  lookedBackTo && html`<p class="muted">Looked back to ${instant(lookedBackTo)} so far.</p>`

function nothing(model: ReportsModel): Html {
  if (model.next)
    return empty(
      'Nothing found so far.',
      html`${lookedBack(model)} Older reports have not been looked at yet: continue below.`,
    )
  if (isFiltered(model.filters))
    return empty(
      'No report is like that.',
      html`Choose less, or <a href="${paths.reports}">show all reports</a>.`,
    )
  return empty(
    'There is no report yet.',
    html`The first alert about an endpoint hosted by Microsoft opens one. If alerts should have come by now,
      look at <a href="${paths.overview}#health">whether the machine runs</a>.`,
  )
}
