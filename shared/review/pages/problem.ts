import { page } from './layout'
import type { ProblemModel } from './models'
import { foreign, html, when } from './page-text'
import { paths } from './routes'

/** What went wrong, and what to do now. */
export const problemPage = ({
  frame,
  status,
  title,
  detail,
  remedy,
  login,
  back,
  report,
}: ProblemModel): string =>
  page(
    title,
    frame,
    undefined,
    html`<section class="problem">
      <h1>${title}</h1>
      <p>${foreign(detail)}</p>
      ${when(remedy, () => html`<p>${foreign(remedy ?? '')}</p>`)}
      <ul class="ways">
        ${login && html`<li><a class="press" href="${login}">Log in</a></li>`}
        ${back && html`<li><a href="${back}">Back to where you were</a></li>`}
        ${report && html`<li><a href="${report.path}">Report ${report.id} as it stands now</a></li>`}
        ${login === undefined && html`<li><a href="${paths.overview}">To the overview</a></li>`}
      </ul>
      <p class="muted">Status ${status}</p>
    </section>`,
  )
