import { selectField } from './form-parts'
import type { Choice, ReportsModel } from './models'
import { type Html, html } from './page-text'
import { kindChoices, statusChoices, takedownChoices } from './page-words'
import { ages, type FilterName, filterNames, paths, withFilters } from './routes'

/** Search and filters. A plain form: what is chosen stands in the address, and can be kept and passed on. */
export function filterForm({ filters, choices }: ReportsModel): Html {
  const select = (name: FilterName, label: string, some: readonly Choice[]): Html =>
    selectField(`filter-${name}`, name, label, [any, ...some], filters[name])
  return html`<form class="filters" method="get" action="${paths.reports}" role="search" aria-label="Reports">
    <p class="field wide">
      <label for="filter-q">Host, address, report id or case number</label>
      <input
        id="filter-q"
        name="q"
        type="search"
        value="${filters.q}"
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
      />
    </p>
    ${select('status', 'Status', statusChoices)} ${select('kind', 'Kind of abuse', kindChoices)}
    ${select('service', 'Service', choices.services.map(asChoice))}
    ${select('region', 'Region', choices.regions.map(asChoice))} ${select('age', 'Age', ageChoices)}
    ${select('takedown', 'Endpoint', takedownChoices)}
    <p class="field submit">
      <button type="submit" class="primary">Show</button>
      ${isFiltered(filters) && html`<a href="${paths.reports}">Show all</a>`}
    </p>
  </form>`
}

const any: Choice = { value: '', label: 'any' }
const asChoice = (value: string): Choice => ({ value, label: value })
const ageChoices = Object.entries(ages).map(([value, label]) => ({ value, label }))

export const isFiltered = (filters: ReportsModel['filters']): boolean =>
  filterNames.some((name) => filters[name])

/** Of exactly what is filtered, whatever page is shown. */
export const downloads = ({ filters, rows, next, isFirstPage }: ReportsModel): Html =>
  html`<p class="downloads">
    <span class="muted">${shown(rows.length, isFirstPage && !next)}</span>
    All of these as <a href="${withFilters(paths.csv, filters)}" download>CSV</a> or
    <a href="${withFilters(paths.json, filters)}" download>JSON</a>
  </p>`

const shown = (count: number, isAll: boolean): string =>
  `${count} ${count === 1 ? 'report' : 'reports'}${isAll ? '' : ' on this page'}. `

/** Paging forward by token; back is what the browser does, and the first page is always one link away. */
export function paging({ filters, isFirstPage, next, rows }: ReportsModel): Html {
  const onward = next && {
    to: withFilters(paths.reports, filters, next.from),
    words: rows.length === 0 ? 'Continue looking' : 'Further reports',
  }
  return html`<nav class="paging" aria-label="Further pages">
    ${!isFirstPage && html`<a href="${withFilters(paths.reports, filters)}">Newest reports</a>`}
    ${onward && html`<a rel="next" href="${onward.to}">${onward.words}</a>`}
  </nav>`
}
