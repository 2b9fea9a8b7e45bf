import { Hono } from 'hono/tiny'
import { z } from 'zod'
import { parseReportId } from '../../model/report-id'
import { problem, type Problem } from '../../model/problem'
import type { Storage } from '../../storage/storage'
import { formToken } from '../access/forgery'
import { securityHeaders } from '../access/security-headers'
import { actionNames } from '../pages/routes'
import { readStatistics } from '../read-statistics'
import { act, type ActsDeps, type Outcome } from './acts'
import { download, json, problemAnswer } from './answers'
import { csvOf, jsonOf } from './export'
import { listReports, type ListAsked, readList } from './list'
import { questionJson, readQuestions } from './questions'
import { detailJson, readMessage, readReport } from './read-report'
import { defaultLimits, readVisit, type Visit, type VisitDeps } from './visit'

export type SiteDeps = VisitDeps & {
  readonly inAzure: boolean
  readonly storage: () => Storage
  /** What acts are carried out with; or why they cannot be, as the settings are. */
  readonly acts: () => ActsDeps | Problem
  readonly health: () => Promise<object>
  /** Told of everything that a person asked for, and what became of it. */
  readonly onAct: (act: { by: string; action: string; subject: string; status: number; says: string }) => void
}

export type Answer = (deps: SiteDeps, visit: Visit) => Promise<Response | Problem>
/** Method, path below `/api`, and what answers there. */
export type Route = readonly ['GET' | 'POST', string, Answer]

const listSize = 200
const months = z.coerce.number().int().min(1).max(24).default(12)

/** Everything a program can ask. docs/openapi.json describes exactly these. */
export const apiRoutes: readonly Route[] = [
  ['GET', '/me', me],
  ['GET', '/reports', listed(async (storage, asked, now) => json(await listReports(storage, asked, now)))],
  ['GET', '/reports.csv', listed(csvOf)],
  ['GET', '/reports.json', listed(jsonOf)],
  ['GET', '/reports/:id', oneReport],
  ['GET', '/reports/:id/message/:hash', message],
  ['GET', '/questions', async ({ storage }) => json((await readQuestions(storage())).map(questionJson))],
  ['GET', '/statistics', statistics],
  ['GET', '/health', async ({ health }) => json(await health())],
  ['POST', '/actions/:action', action],
]

/**
 * Answers every request below `/api` that is no alert. Nobody is let past `readVisit`.
 * @param render how a problem is shown at this path, where not as JSON
 */
export function reviewSite(
  deps: SiteDeps,
  routes: readonly Route[] = apiRoutes,
  render: (visit: { path: string }, fault: Problem) => Response = (_, fault) => problemAnswer(fault),
): (request: Request) => Promise<Response> {
  const limits = defaultLimits()
  const app = new Hono({ strict: false }).basePath('/api')
  for (const [method, path, answer] of routes) {
    app.on(method, path, async ({ req }) => {
      const visit = await readVisit(deps, limits, req.raw, req.param())
      const answered = 'status' in visit ? visit : await answer(deps, visit)
      return answered instanceof Response ? answered : render({ path: req.path }, answered)
    })
  }
  app.notFound(({ req }) => render({ path: req.path }, problem(404, nothingHere)))
  const headers = Object.entries(securityHeaders(deps.inAzure))
  return async (request) => {
    const answer = await app.fetch(request)
    for (const [name, value] of headers) answer.headers.set(name, value)
    return answer
  }
}

const nothingHere = 'There are /api/page, /api/reports, /api/questions, /api/statistics and /api/health'

/** Who asks, and what to send as X-CSRF-Token with a POST that bears no token. */
async function me({ formKey, now }: SiteDeps, { person }: Visit): Promise<Response> {
  return json({ ...person, csrf: formToken(await formKey(), person.id, now()) })
}

function listed(answer: (storage: Storage, asked: ListAsked, now: Date) => Promise<Response>): Answer {
  return async ({ storage, now }, { url }) => {
    const asked = readList(url.searchParams, now(), listSize)
    return 'status' in asked ? asked : answer(storage(), asked, now())
  }
}

async function oneReport({ storage }: SiteDeps, { params, person }: Visit): Promise<Response | Problem> {
  const id = parseReportId(params['id'] ?? '')
  const detail = id && (await readReport(storage(), id))
  return detail ? json(detailJson(detail, person.mayAct)) : problem(404, 'There is no such report.')
}

async function message({ storage }: SiteDeps, { params }: Visit): Promise<Response | Problem> {
  const id = parseReportId(params['id'] ?? '')
  const kept = id && (await readMessage(storage(), { id }, params['hash'] ?? ''))
  return kept
    ? download(new Uint8Array(kept.bytes), kept.name, 'text/plain; charset=utf-8')
    : problem(404, 'This report has no such message, or it is not kept any more.')
}

async function statistics({ storage, now }: SiteDeps, { url }: Visit): Promise<Response | Problem> {
  const asked = months.safeParse(url.searchParams.get('months') ?? undefined)
  if (!asked.success) return problem(400, 'months must be a whole number from 1 to 24')
  return json(await readStatistics(storage(), now(), asked.data))
}

async function action(deps: SiteDeps, visit: Visit): Promise<Response | Problem> {
  const done = await carryOut(deps, visit)
  if (!('says' in done)) return done
  const { status, says, report } = done
  return status === 200 ? json({ says, report }) : problem(status, says, { report })
}

/** What a person asked for, by form or by JSON. */
export async function carryOut(
  deps: SiteDeps,
  { person, params, fields }: Visit,
): Promise<Outcome | Problem> {
  const name = actionNames.find((one) => one === params['action'])
  if (name === undefined) return problem(404, `There are these actions: ${actionNames.join(', ')}`)
  const acts = deps.acts()
  if ('jsonBody' in acts) return acts
  const done = await act(acts, person, name, fields)
  const subject = (fields['subject'] ?? '').slice(0, 100)
  deps.onAct({ by: person.id, action: name, subject, status: done.status, says: done.says })
  return done
}
