import { z } from 'zod'
import { listReports } from '../review/list-reports'
import type { AppContext } from './app-context'

const most = z.coerce.number().int().min(1).max(1000).default(200)

/** An answer for whoever asked over HTTP. */
export type HttpAnswer = { readonly status: number; readonly jsonBody: unknown }

/** `GET /api/reports?limit=…`: the newest reports, as they stand in the table. */
export async function runReviewReports(
  { storage, now }: AppContext,
  limit: string | null,
): Promise<HttpAnswer> {
  const read = most.safeParse(limit ?? undefined)
  if (!read.success) {
    const detail = 'limit must be a whole number from 1 to 1000'
    return { status: 400, jsonBody: { type: 'about:blank', title: 'Bad request', status: 400, detail } }
  }
  const { reports, months } = await listReports(storage(), now(), read.data)
  return { status: 200, jsonBody: { reports, months } }
}
