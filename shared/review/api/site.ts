import { Hono } from 'hono/tiny'
import * as z from 'zod'
import { parseReportId } from '../../model/report-id'
import { problem, type Problem } from '../../model/problem'
import type { Storage } from '../../storage/storage'
import type { DecisionDeps } from '../../decisions/decision-deps'
import { type Decided, decisionNames } from '../../decisions/decision'
import { decideNamed } from '../../decisions/named-decision'
import type { Waits } from '../../reports/ladder'
import { questionJson } from '../../reports/question'
import { listQuestions } from '../../reports/question-store'
import type { Report } from '../../reports/report'
import { formToken } from '../access/forgery'
import { signature } from '../access/person'
import { securityHeaders } from '../access/security-headers'
import type { Health } from '../health'
import { healthFor } from '../health-shown'
import { readStatistics } from '../read-statistics'
import { download, json, problemAnswer } from './answers'
import { compressed } from './compress'
import { csvOf, jsonOf } from './export'
import { listReports, type ListAsked, readList } from './list'
import { detailJson, readMessage, readReport } from './read-report'
import { defaultLimits, readVisit, type Visit, type VisitDeps } from './visit'

export type SiteDeps = VisitDeps & {
  readonly inAzure: boolean
  /** The world around it is played: pages say so. */
  readonly isSandbox: boolean
  readonly storage: () => Storage
  /** What decisions are carried out with; or why they cannot be, as the settings are. */
  readonly decisions: () => DecisionDeps | Problem
  readonly health: () => Promise<Health>
  /** How long is waited before each step; undefined where the settings do not say. */
  readonly waits: () => Waits | undefined
  /** A message of the quarantine, put there at this instant. */
  readonly quarantined: (hash: string, at: Date) => Promise<Quarantined | undefined>
  /** Told of everything that a person asked for, and what became of it. */
  readonly onAct: (act: { by: string; action: string; subject: string; status: number; says: string }) => void
  /** Told of what nobody foresaw, such as storage that gives no answer. */
  readonly onFault: (path: string, cause: unknown) => void
}

export type Quarantined = { readonly text: string; readonly source: string }

export type Answer = (deps: SiteDeps, visit: Visit) => Promise<Response | Problem>
/** Method, path below `/api`, and what answers there. */
export type Route = readonly ['GET' | 'POST', string, Answer]
/** What anybody may have, since it tells nothing: files of the page, the way to it. */
export type OpenRoute = readonly ['GET', string, (params: Visit['params']) => Promise<Response | Problem>]

export type Routes = {
  readonly closed: readonly Route[]
  readonly open?: readonly OpenRoute[]
  /** How a problem is shown to whoever asked; `visit` only where they were let in. JSON, where left out. */
  readonly render?: (deps: SiteDeps, request: Request, fault: Problem, visit?: Visit) => Promise<Response>
}

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
  ['GET', '/questions', async ({ storage }) => json((await listQuestions(storage())).map(questionJson))],
  ['GET', '/statistics', statistics],
  ['GET', '/health', async ({ health }, { person }) => json(healthFor(person, await health()))],
  ['POST', '/actions/:action', action],
]

/** Answers every request below `/api` that is no alert. But for what is open, nobody is let past `readVisit`. */
export function reviewSite(
  deps: SiteDeps,
  { closed, open = [], render = async (_deps, _request, fault) => problemAnswer(fault) }: Routes,
): (request: Request) => Promise<Response> {
  const limits = defaultLimits()
  const app = new Hono({ strict: false }).basePath('/api')
  const shown = (request: Request, answer: Response | Problem, visit?: Visit) =>
    answer instanceof Response ? answer : render(deps, request, answer, visit)
  for (const [method, path, answer] of open)
    app.on(method, path, async ({ req }) => shown(req.raw, await answer(req.param())))
  for (const [method, path, answer] of closed) {
    app.on(method, path, async ({ req }) => {
      const visit = await readVisit(deps, limits, req.raw, req.param())
      return 'status' in visit ? shown(req.raw, visit) : shown(req.raw, await answer(deps, visit), visit)
    })
  }
  app.notFound(({ req }) => render(deps, req.raw, problem(404, nothingHere)))
  app.onError((cause, { req }) => {
    deps.onFault(req.path, cause)
    return render(deps, req.raw, problem(500, noAnswer))
  })
  return async (request) => dressed(deps, request, await app.fetch(request))
}

/** What every answer has about it. What may be kept says so itself. */
async function dressed({ inAzure }: SiteDeps, request: Request, answer: Response): Promise<Response> {
  const isKept = answer.headers.has('cache-control')
  for (const [name, value] of Object.entries(securityHeaders(inAzure)))
    if (name !== 'cache-control' || !isKept) answer.headers.set(name, value)
  return compressed(answer, request.headers.get('accept-encoding'))
}

const nothingHere = 'There are /api/page, /api/reports, /api/questions, /api/statistics and /api/health'
const noAnswer = 'Something failed that should not, most likely storage. Try again; the log says what it was.'

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

/** What became of what a person asked for. */
export type Outcome = {
  readonly status: 200 | 400 | 404 | 409
  readonly says: string
  /** The report as it is now. */
  readonly report?: Pick<Report, 'id' | 'status' | 'change'>
}

/** What a person asked for, by form or by JSON. */
export async function carryOut(
  deps: SiteDeps,
  { person, params, fields }: Visit,
): Promise<Outcome | Problem> {
  const name = decisionNames.find((one) => one === params['action'])
  if (name === undefined) return problem(404, `There are these actions: ${decisionNames.join(', ')}`)
  const decisions = deps.decisions()
  if ('jsonBody' in decisions) return decisions
  const decider = { by: signature(person), where: 'on the review page' }
  const { kind, says, report } = await decideNamed(decisions, name, fields, decider)
  const status = statusOf[kind]
  const subject = (fields['subject'] ?? '').slice(0, 100)
  deps.onAct({ by: person.id, action: name, subject, status, says })
  if (report === undefined) return { status, says }
  return { status, says, report: { id: report.id, status: report.status, change: report.change } }
}

const statusOf: { readonly [K in Decided['kind']]: Outcome['status'] } = {
  done: 200,
  'done-before': 200,
  unreadable: 400,
  unknown: 404,
  refused: 409,
  'too-late': 409,
}
