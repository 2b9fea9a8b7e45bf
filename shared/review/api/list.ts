import * as z from 'zod'
import { openedAround, parseReportId } from '../../model/report-id'
import { problem, type Problem } from '../../model/problem'
import type { Storage } from '../../storage/storage'
import type { StoredRow } from '../../storage/table'
import { pageToken } from '../pages/routes'
import { readFilters, type ReportQuery } from './filters'
import { columns, pageOfReports, type PageOfReports } from './page-of-reports'
import { type Place, placeToken, readPlace } from './place'

type Cells = Readonly<Record<string, string | number | boolean | Date>>
/** A report by its columns, as they are called in the table. */
export type ReportView = Cells & { readonly ReportId: string }

const limit = z.coerce.number().int().min(1).max(1000)

export type ListAsked = { readonly query: ReportQuery; readonly place?: Place; readonly size: number }

/** What a list is asked for in its address; a problem that says what would do. */
export function readList(search: URLSearchParams, now: Date, size: number): ListAsked | Problem {
  const most = limit.safeParse(search.get('limit') ?? size)
  if (!most.success) return problem(400, 'limit must be a whole number from 1 to 1000')
  const read = readFilters(search, now)
  if ('fault' in read) return problem(400, read.fault)
  const token = search.get(pageToken) ?? ''
  const place = token === '' ? undefined : readPlace(token)
  if (token !== '' && !place) return problem(400, `${pageToken} is no token that a page of this list gave`)
  return { query: read.query, size: most.data, ...(place && { place }) }
}

/** One page in the form of the API: `next` begins the following one, `lookedBackTo` says how far this one has come. */
export async function listReports(storage: Storage, asked: ListAsked, now: Date) {
  const page = await pageOfReports(storage, asked.query, asked.place, asked.size, now)
  return { reports: page.rows.map(viewOf), ...onwardsFrom(page) }
}

export function onwardsFrom({ next, isShort }: PageOfReports) {
  return next ? { next: placeToken(next), isShort, lookedBackTo: lookedBackTo(next) } : { isShort }
}

/** Reports opened later than this have been looked at. */
export function lookedBackTo({ month, after }: Place): Date {
  const id = after === undefined ? undefined : parseReportId(after)
  return id ? openedAround(id) : new Date(Date.UTC(2000 + Number(month.slice(0, 2)), Number(month.slice(2))))
}

export function viewOf({ key, cells }: StoredRow): ReportView {
  const shown = columns.flatMap((name) => {
    const value = cells[name]
    return isShown(value) ? [[name, value] as const] : []
  })
  return { ReportId: key.rowKey, ...Object.fromEntries(shown) }
}

const isShown = (value: unknown): value is string | number | boolean | Date =>
  ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Date
