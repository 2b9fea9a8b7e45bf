import type { Frame } from './models'
import { iconAsset, scriptAsset, styleAsset } from './page-assets'
import { pageHead } from './page-head'
import { foreign, type Html, html, when } from './page-text'
import { paths } from './routes'

type Place = 'overview' | 'reports' | 'mails' | 'quarantine'

/** A complete page. `place` is where the reader is, for the navigation. */
export function page(title: string, frame: Frame | undefined, place: Place | undefined, body: Html): string {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        ${pageHead}
        <title>${title} · Abuse reports</title>
        <link rel="icon" href="${iconAsset.path}" />
        <link rel="stylesheet" href="${styleAsset.path}" />
        <script src="${scriptAsset.path}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        ${when(frame?.isSandbox, () => html`<aside class="sandbox" aria-label="Sandbox">Sandbox: tenant, mail and abuse desk are played. Nothing leaves this machine.</aside>`)}
        ${frame && header(frame, place)}
        <main id="main" tabindex="-1">${frame && noticeOf(frame)} ${body}</main>
        <footer>
          <p>Times are <span id="zone">UTC</span>.</p>
        </footer>
      </body>
    </html> `
  return whole.toString()
}

/** The same as the icon in the tab. */
const mark = html`<svg width="20" height="20" viewBox="0 0 16 16" aria-hidden="true">
  <path class="plate" d="M8 0l7 2.5v5C15 12 12 15 8 16 4 15 1 12 1 7.5v-5z" />
  <path class="tick" d="M4.5 8l2.5 2.5 4.5-5" />
</svg>`

const header = (frame: Frame, place: Place | undefined): Html =>
  html`<header>
    <p class="brand">${mark} Abuse reports</p>
    <nav aria-label="Pages">
      <ul>
        ${link('overview', 'Overview', place)} ${link('reports', 'Reports', place)}
        ${link('mails', 'Mail', place, frame.waiting.mails)}
        ${link('quarantine', 'Quarantine', place, frame.waiting.quarantine)}
      </ul>
    </nav>
    <p class="viewer">
      ${foreign(frame.viewer.name)}${when(!frame.viewer.mayAct, () => html` <span class="muted">may read</span>`)}
    </p>
  </header>`

function link(to: Place, words: string, here: Place | undefined, count = 0): Html {
  const current = to === here ? html` aria-current="page"` : undefined
  const badge = when(
    count > 0,
    () => html` <span class="count">${count}<span class="unseen"> waiting</span></span>`,
  )
  return html`<li><a href="${paths[to]}" ${current}>${words}${badge}</a></li>`
}

const noticeOf = ({ notice, sending }: Frame): Html =>
  html` ${notice && html`<p class="notice ${notice.kind}" role="${notice.kind === 'done' ? 'status' : 'alert'}">${notice.text}</p>`}
  ${when(sending.isOff, () => html`<p class="notice refused"><strong>All sending is stopped.</strong> Reports are prepared and wait. <a href="${paths.overview}#sending">Allow it again on the overview</a></p>`)}`

/** What to say, and to do, where there is nothing to show. */
export const empty = (says: string, remedy: Html | string): Html =>
  html`<div class="empty">
    <p><strong>${says}</strong></p>
    <p>${remedy}</p>
  </div>`
