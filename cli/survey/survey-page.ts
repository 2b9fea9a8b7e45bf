import { relative } from 'node:path'
import { kindInWords } from '../../shared/review/pages/page-words'
import { pageHead } from '../../shared/review/pages/page-head'
import { clip, foreign, type Html, html, inert, when } from '../../shared/review/pages/page-text'
import style from '../../shared/review/assets/page.css'
import { counted } from './counted'
import { type EndpointTally, type IgnoredTally, standingsOf, type Tally } from './tally'
import type { Survey } from './write-survey'

const mostRows = 500

/** One file that needs no other and runs nothing: it is looked at, printed and passed on. */
export function surveyPage(
  { tally, source, at }: Survey,
  drafts: ReadonlyMap<EndpointTally, string>,
  folder: string,
): string {
  const { reported, held } = standingsOf(tally)
  const draftOf = (one: EndpointTally) => {
    const path = drafts.get(one)
    return path === undefined ? undefined : relative(folder, path).replaceAll('\\', '/')
  }
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        ${pageHead}
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Survey of ${source}</title>
        STYLE
      </head>
      <body>
        <main id="main">
          <h1>What would be reported to Microsoft</h1>
          <p>
            Out of ${counted(tally.alerts, 'alert')} from ${foreign(source)}, as of ${instant(at)}. Nothing
            was sent, and nothing was changed.
          </p>
          ${figures(tally, reported, held)} ${ownAttacks(tally.ownAttackers)}
          ${endpointSection('reported', 'Would be reported', 'Nothing: no alert gives a reason against anything that Microsoft hosts.', reported, draftOf)}
          ${endpointSection('held', 'Would be held for a person', 'Nothing.', held, draftOf)}
          ${ignoredSection([...tally.ignored.values()])} ${unreadSection(tally)}
        </main>
        <footer>
          <p>Times are UTC. Links are broken on purpose, so that nobody follows them by accident.</p>
        </footer>
      </body>
    </html> `
  // Our own stylesheet, which no escaping must touch. A source may hold the same word, but no end of the title.
  return page
    .toString()
    .replace(/(?<=<\/title>\s*)STYLE/, () => `<style>${style}.number { white-space: nowrap; }</style>`)
}

const instant = (at: Date | undefined): Html | undefined =>
  at && html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')}</time>`

function figures(tally: Tally, reported: readonly EndpointTally[], held: readonly EndpointTally[]): Html {
  const ignored = [...tally.ignored.values()].reduce((sum, { count }) => sum + count, 0)
  const rows: readonly (readonly [string, number])[] = [
    ['alerts read', tally.alerts],
    ['alerts that name something that Microsoft hosts', tally.hosted],
    ['endpoints that would be reported', reported.length],
    ['endpoints that would be held for a person', held.length],
    ['mentions of endpoints that would be ignored', ignored],
  ]
  return html`<section aria-labelledby="figures">
    <h2 id="figures">In figures</h2>
    <table>
      <caption class="unseen">
        Alerts and endpoints, counted
      </caption>
      <tbody>
        ${rows.map(
          ([name, count]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${count.toLocaleString('en')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

const ownAttacks = (attackers: ReadonlyMap<string, number>): Html | undefined =>
  when(
    attackers.size > 0,
    () =>
      html`<section aria-labelledby="own">
        <h2 id="own">Your own machines attack others</h2>
        <p>Look at these first: whoever they attack may report you.</p>
        <ul>
          ${[...attackers].slice(0, mostRows).map(([name, count]) => html`<li>${foreign(clip(name, 120))}: ${counted(count, 'alert')}</li>`)}
        </ul>
      </section>`,
  )

function endpointSection(
  id: string,
  title: string,
  none: string,
  endpoints: readonly EndpointTally[],
  draftOf: (one: EndpointTally) => string | undefined,
): Html {
  const more = endpoints.length - mostRows
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${
      endpoints.length === 0
        ? html`<p>${none}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="${title}, table">
            <table>
              <caption class="unseen">
                ${title}, by endpoint
              </caption>
              <thead>
                <tr>
                  <th scope="col">Endpoint</th>
                  <th scope="col">Kind, grade</th>
                  <th scope="col" class="number">Alerts</th>
                  <th scope="col">Seen</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                ${endpoints.slice(0, mostRows).map((one) => endpointRow(one, draftOf(one)))}
              </tbody>
            </table>
          </div>`
    }
    ${when(more > 0, () => html`<p>And ${counted(more, 'more endpoint')}.</p>`)}
  </section>`
}

function endpointRow(one: EndpointTally, draft: string | undefined): Html {
  const { evidence, decision } = one.findings[0]
  return html`<tr>
    <th scope="row">
      ${foreign(inert(clip(one.endpoint, 200)))}
      ${when(draft, () => html`<br /><a href="${draft ?? ''}">the mail as it would leave</a>`)}
    </th>
    <td>${kindInWords(evidence.abuse)}, ${evidence.grade}</td>
    <td class="number">${(one.reports + one.holds).toLocaleString('en')}</td>
    <td>${instant(one.firstAt)} ${when(one.firstAt, () => html`to`)} ${instant(one.lastAt)}</td>
    <td>${foreign(inert(decision.reason))} <span class="muted">${decision.rule}</span></td>
  </tr>`
}

function ignoredSection(rules: readonly IgnoredTally[]): Html {
  const sorted = rules.toSorted((a, b) => b.count - a.count)
  return html`<section aria-labelledby="ignored">
    <h2 id="ignored">Would be ignored</h2>
    ${
      sorted.length === 0
        ? html`<p>Nothing.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Would be ignored, table">
            <table>
              <caption class="unseen">
                What would be ignored, by rule
              </caption>
              <thead>
                <tr>
                  <th scope="col">Rule</th>
                  <th scope="col" class="number">Mentions</th>
                  <th scope="col">Why</th>
                  <th scope="col">For example</th>
                </tr>
              </thead>
              <tbody>
                ${sorted.map(ignoredRow)}
              </tbody>
            </table>
          </div>`
    }
  </section>`
}

const ignoredRow = ({ rule, reason, count, examples }: IgnoredTally): Html =>
  html`<tr>
    <th scope="row">${rule}</th>
    <td class="number">${count.toLocaleString('en')}</td>
    <td>${foreign(inert(reason))}</td>
    <td>
      ${foreign(
        [...examples]
          .slice(0, 5)
          .map((one) => inert(clip(one, 80)))
          .join(', '),
      )}
    </td>
  </tr>`

function unreadSection({ unread, faults, faultCount, beyond }: Tally): Html | undefined {
  if (unread.size === 0 && faultCount === 0 && beyond === 0) return undefined
  const members = [...unread].toSorted(([, a], [, b]) => b - a).slice(0, 50)
  return html`<section aria-labelledby="unread">
    <h2 id="unread">Not read</h2>
    <ul>
      ${faults.map((fault) => html`<li>${foreign(inert(clip(fault, 300)))}</li>`)}
      ${when(faultCount > faults.length, () => html`<li>and ${counted(faultCount - faults.length, 'alert')} more</li>`)}
      ${members.map(([path, count]) => html`<li><code>${path}</code> names something public in ${counted(count, 'alert')}.</li>`)}
      ${when(beyond > 0, () => html`<li>${counted(beyond, 'finding')} about further endpoints: ask for fewer days.</li>`)}
    </ul>
  </section>`
}
