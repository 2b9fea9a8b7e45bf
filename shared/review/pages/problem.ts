import { page } from './layout'
import type { ProblemModel } from './models'
import { foreign, html, when } from './page-text'
import { paths } from './routes'

/** What went wrong, and what to do now. */
export const problemPage = ({ frame, status, title, detail, remedy }: ProblemModel): string =>
  page(
    title,
    frame,
    undefined,
    html`<h1>${title}</h1>
      <p>${foreign(detail)}</p>
      ${when(remedy, () => html`<p>${foreign(remedy ?? '')}</p>`)}
      <p class="muted">Status ${status}. <a href="${paths.overview}">To the overview</a></p>`,
  )
