import { z } from 'zod'
import { readHealth } from '../review/health'
import { listReports } from '../review/list-reports'
import { readStatistics } from '../review/read-statistics'
import type { AppContext } from './app-context'
import { ownListStatus } from './own-list-in-use'
import { templatesInUse } from './templates-in-use'

const fewMonths = z.coerce.number().int().min(1).max(24).default(12)
const most = z.coerce.number().int().min(1).max(1000).default(200)

/** An answer for whoever asked over HTTP. */
export type HttpAnswer = {
  readonly status: number
  readonly jsonBody: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type Query = { readonly get: (name: string) => string | null }

/**
 * `GET /api/reports?limit=…`: the newest reports, as they stand in the table. `GET /api/health`: does it run?
 * `GET /api/statistics?months=…`: what became of them, and how long it took.
 */
export async function runReviewReports(app: AppContext, path: string, query: Query): Promise<HttpAnswer> {
  switch (path.replace(/\/+$/, '').toLowerCase()) {
    case 'reports':
      return reports(app, query)
    case 'health':
      return health(app)
    case 'statistics':
      return statistics(app, query)
    default:
      return problem(404, 'Not found', 'There are /api/reports, /api/statistics and /api/health')
  }
}

async function reports({ storage, now }: AppContext, query: Query): Promise<HttpAnswer> {
  const limit = most.safeParse(query.get('limit') ?? undefined)
  if (!limit.success) return problem(400, 'Bad request', 'limit must be a whole number from 1 to 1000')
  return { status: 200, jsonBody: await listReports(storage(), now(), limit.data) }
}

async function statistics({ storage, now }: AppContext, query: Query): Promise<HttpAnswer> {
  const months = fewMonths.safeParse(query.get('months') ?? undefined)
  if (!months.success) return problem(400, 'Bad request', 'months must be a whole number from 1 to 24')
  return { status: 200, jsonBody: await readStatistics(storage(), now(), months.data) }
}

async function health({ settings, storage, ownership }: AppContext): Promise<HttpAnswer> {
  await ownership().ready()
  ownership().current()
  const faults = settings.faults.map(({ setting, fault, remedy }) => ({ setting, fault, remedy }))
  const templates = await templatesInUse(storage())
  const known = await readHealth(storage(), ownership().status(), templates.faults, faults)
  const ownAddresses = await ownListStatus(storage())
  return { status: 200, jsonBody: { ...known, ...(ownAddresses && { ownAddresses }) } }
}

/** RFC 9457. */
const problem = (status: number, title: string, detail: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  jsonBody: { type: 'about:blank', title, status, detail },
})
