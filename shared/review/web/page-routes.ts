import { wantsPage } from './wants-page'
import { problem, type Problem } from '../../model/problem'
import { problemAnswer, seeOther } from '../api/answers'
import type { OpenRoute, Route, Routes, SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import { paths } from '../pages/routes'

/** The pages, and all that they are made with, are loaded when somebody first asks for one. */
const pages = () => import('./show-pages.js')

/** Everything a person sees and presses. */
export const pageRoutes: readonly Route[] = [
  ['GET', '/page', async (deps, visit) => (await pages()).showOverview(deps, visit)],
  ['GET', '/page/reports', async (deps, visit) => (await pages()).showReports(deps, visit)],
  ['GET', '/page/reports/:id', async (deps, visit) => (await pages()).showReport(deps, visit)],
  ['GET', '/page/mails', async (deps, visit) => (await pages()).showMails(deps, visit)],
  ['GET', '/page/quarantine', async (deps, visit) => (await pages()).showQuarantine(deps, visit)],
  ['POST', '/page/actions/:action', async (deps, visit) => (await pages()).pressed(deps, visit)],
]

const yearInSeconds = 31_536_000

export const openRoutes: readonly OpenRoute[] = [
  ['GET', '/', () => Promise.resolve(seeOther(paths.overview))],
  ['GET', '/page/assets/:name', asset],
]

/** Named after their content, so they are kept for ever; an old name is not found. */
async function asset({ name }: Visit['params']): Promise<Response | Problem> {
  const found = (await pages()).assets.find(({ path }) => path === `${paths.assets}/${name}`)
  if (!found) return problem(404, 'There is no such file.')
  return new Response(found.body, {
    headers: {
      'content-type': found.type,
      'cache-control': `public, max-age=${yearInSeconds}, immutable`,
    },
  })
}

/** In words to whoever sits at a browser, as RFC 9457 has it to a program. */
export const renderProblem: NonNullable<Routes['render']> = async (
  deps: SiteDeps,
  request: Request,
  fault: Problem,
  visit?: Visit,
) => (wantsPage(request) ? (await pages()).showProblem(deps, request, fault, visit) : problemAnswer(fault))
