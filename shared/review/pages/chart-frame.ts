import type { ScaleBand, ScaleLinear } from 'd3-scale'
import { type Html, html } from './page-text'

/** In units of the drawing, which is as wide as its column; the text in it has 12. */
export const chartSize = { width: 380, height: 190, left: 36, right: 6, top: 20, bottom: 22 } as const

/** A line or a layer of the chart: how it is called, and the number of its colour. */
export type Series = { readonly name: string; readonly colour: number }

export type ChartTable = { readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** A drawing with its name, its legend, and all of its numbers as a table. */
export function chart(
  name: string,
  says: string,
  series: readonly Series[],
  drawing: Html,
  table: ChartTable,
): Html {
  const { width, height } = chartSize
  return html`<figure class="chart">
    <figcaption><strong>${name}</strong> <span class="muted">${says}</span></figcaption>
    <ul class="legend">
      ${series.map(
        ({ name: words, colour }) =>
          html`<li>
            <svg width="12" height="12" aria-hidden="true">
              <rect class="s${colour}" width="12" height="12" />
            </svg>
            ${words}
          </li>`,
      )}
    </ul>
    <svg
      class="drawing"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${name}. The numbers are in the table below."
    >
      ${drawing}
    </svg>
    <details>
      <summary>Numbers<span class="unseen"> of: ${name}</span></summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Numbers of: ${name}">${numbers(table)}</div>
    </details>
  </figure>`
}

/** In place of a drawing that would show nothing. */
export const emptyChart = (name: string, says: string, why: string): Html =>
  html`<figure class="chart">
    <figcaption><strong>${name}</strong> <span class="muted">${says}</span></figcaption>
    <p class="empty">${why}</p>
  </figure>`

const numbers = ({ heads, rows }: ChartTable): Html =>
  html`<table>
    <thead>
      <tr>
        ${heads.map((head, n) => html`<th scope="col" ${n > 0 && html` class="number"`}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = '', ...rest]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${rest.map((cell) => html`<td class="number">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`

/** The unit above its axis, lines across at round numbers, and under the drawing as many names as there is room for. */
export function axes(x: ScaleBand<string>, y: ScaleLinear<number, number>, unit: string): Html {
  const { width, height, left, right, bottom } = chartSize
  const every = Math.ceil(x.domain().length / 6)
  const across = y
    .ticks(4)
    .map(
      (value) =>
        html`<line
            class="grid"
            x1="${left}"
            x2="${width - right}"
            y1="${round(y(value))}"
            y2="${round(y(value))}"
          /><text x="${left - 5}" y="${round(y(value) + 4)}" text-anchor="end">${value}</text>`,
    )
  const below = x
    .domain()
    .map(
      (name, n) =>
        n % every === 0 &&
        html`<text
          x="${round((x(name) ?? 0) + x.bandwidth() / 2)}"
          y="${height - bottom + 16}"
          text-anchor="middle"
          >${shortName(name)}</text
        >`,
    )
  return html`<text class="unit" x="2" y="10">${unit}</text>${across}${below}`
}

/** `W47` of `2026-W47`, `Nov 26` of `2026-11`. */
export function shortName(period: string): string {
  const [year = '', part = ''] = period.split('-')
  const month = monthNames[Number(part) - 1]
  return part.startsWith('W') ? part : month ? `${month} ${year.slice(2)}` : period
}
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A tenth of a unit is finer than any screen. */
export const round = (value: number): number => Math.round(value * 10) / 10
