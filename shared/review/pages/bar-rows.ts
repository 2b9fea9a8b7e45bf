import { type Html, html } from './page-text'

export type Bar = { readonly name: string; readonly all: number; readonly part: number }

/**
 * Bars with their numbers beside them: the whole, and of it the part that wants attention. A table, so that the
 * numbers can be heard.
 */
export function barRows(
  caption: string,
  heads: readonly [string, string, string],
  bars: readonly Bar[],
): Html {
  const most = Math.max(1, ...bars.map(({ all }) => all))
  return html`<table class="bars">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">${heads[0]}</th>
        <th scope="col" class="number">${heads[1]}</th>
        <th scope="col" class="number">${heads[2]}</th>
        <td class="bar"></td>
      </tr>
    </thead>
    <tbody>
      ${bars.map((bar) => row(bar, most))}
    </tbody>
  </table>`
}

const row = ({ name, all, part }: Bar, most: number): Html =>
  html`<tr>
    <th scope="row"><bdi>${name}</bdi></th>
    <td class="number">${all}</td>
    <td class="number">${part}</td>
    <td class="bar">
      <svg width="100%" height="14" aria-hidden="true">
        <rect class="whole" width="${percent(all, most)}" height="14" />
        <rect class="part" width="${percent(part, most)}" height="14" />
      </svg>
    </td>
  </tr>`

const percent = (value: number, most: number): string => `${Math.round((1000 * value) / most) / 10}%`
