import { STATUS_CODES } from 'node:http'
import { problem, type Problem } from '../../model/problem'
import { page, seeOther } from '../api/answers'
import { sealNotice } from '../access/notice'
import { carryOut, type SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import { mailsPage } from '../pages/mails'
import type { ProblemModel } from '../pages/models'
import { overviewPage } from '../pages/overview'
import { problemPage } from '../pages/problem'
import { quarantinePage } from '../pages/quarantine'
import { reportPage } from '../pages/report'
import { reportsPage } from '../pages/reports'
import { fields, noticeToken, paths, reportPath, safeReturn } from '../pages/routes'
import { readFrame } from './frame'
import { overviewModel } from './overview-model'
import { reportModel } from './report-model'
import { reportsModel } from './reports-model'
import { mailsModel, quarantineModel } from './waiting-models'

export { assets } from '../pages/page-assets'

export const showOverview = async (deps: SiteDeps, visit: Visit): Promise<Response> =>
  page(overviewPage(await overviewModel(deps, visit)))

export async function showReports(deps: SiteDeps, visit: Visit): Promise<Response | Problem> {
  const model = await reportsModel(deps, visit)
  return 'status' in model ? model : page(reportsPage(model))
}

export async function showReport(deps: SiteDeps, visit: Visit): Promise<Response | Problem> {
  const model = await reportModel(deps, visit)
  return 'status' in model ? model : page(reportPage(model))
}

export const showMails = async (deps: SiteDeps, visit: Visit): Promise<Response> =>
  page(mailsPage(await mailsModel(deps, visit)))

export const showQuarantine = async (deps: SiteDeps, visit: Visit): Promise<Response> =>
  page(quarantinePage(await quarantineModel(deps, visit)))

/** A button was pressed: what became of it stands on the page where the person was. */
export async function pressed(deps: SiteDeps, visit: Visit): Promise<Response | Problem> {
  const done = await carryOut(deps, visit)
  if (!('says' in done)) return done
  if (done.status !== 200) return problem(done.status, done.says, { report: done.report })
  const notice = sealNotice(
    await deps.formKey(),
    visit.person.id,
    { kind: 'done', text: done.says },
    deps.now(),
  )
  const back = safeReturn(visit.fields[fields.back])
  return seeOther(`${back}${back.includes('?') ? '&' : '?'}${noticeToken}=${notice}`)
}

/** What went wrong, in words, with a way on. */
export async function showProblem(
  deps: SiteDeps,
  request: Request,
  fault: Problem,
  visit?: Visit,
): Promise<Response> {
  const { status, headers } = fault
  const model = problemModel(deps, request, fault, visit)
  const frame = visit && (await frameOf(deps, visit))
  const answer = page(problemPage({ ...model, ...(frame && { frame }) }), status)
  for (const name of ['retry-after', 'www-authenticate']) {
    const value = headers[name]
    if (value !== undefined) answer.headers.set(name, value)
  }
  return answer
}

/** A page about trouble must not fail of the same trouble. */
const frameOf = (deps: SiteDeps, visit: Visit) =>
  readFrame(deps, visit)
    .then(({ frame }) => frame)
    .catch(() => undefined)

function problemModel(deps: SiteDeps, request: Request, fault: Problem, visit?: Visit): ProblemModel {
  const { status, jsonBody } = fault
  const back = visit && visit.fields[fields.back]
  const remedy = remedies[status]
  return {
    status,
    title: titles[status] ?? STATUS_CODES[status] ?? 'Something is wrong',
    detail: typeof jsonBody['detail'] === 'string' ? jsonBody['detail'] : '',
    ...(remedy !== undefined && { remedy }),
    ...(status === 401 && deps.inAzure && { login: loginPath(request) }),
    ...(back !== undefined && { back: safeReturn(back) }),
    ...reportOf(jsonBody['report']),
  }
}

function reportOf(report: unknown): Pick<ProblemModel, 'report'> {
  if (typeof report !== 'object' || report === null || !('id' in report)) return {}
  const id = String(report.id)
  return { report: { id, path: reportPath(id) } }
}

/** Where App Service logs people in. It takes an address of ours to come back to. */
function loginPath({ url, method }: Request): string {
  const { pathname, search } = new URL(url)
  const back = method === 'GET' ? safeReturn(pathname + search) : paths.overview
  return `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(back)}`
}

const titles: Readonly<Record<number, string>> = {
  400: 'That could not be understood',
  401: 'Please log in',
  403: 'You may not do that here',
  404: 'There is nothing here',
  409: 'Nothing was done',
  429: 'A little slower, please',
  500: 'Something failed',
  503: 'Not now',
}

const remedies: Readonly<Record<number, string>> = {
  401: 'This page is for people of one organisation. A login lasts about an hour.',
  409: 'Somebody or something was faster. Look at how it stands now, and decide again.',
}
