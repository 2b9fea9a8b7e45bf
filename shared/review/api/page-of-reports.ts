import { monthOf, openedAround, parseReportId } from '../../model/report-id'
import type { Storage } from '../../storage/storage'
import { filter, type RowPage, type StoredRow, type Table } from '../../storage/table'
import { holdsText, type ReportQuery } from './filters'
import type { Place } from './place'

/** Columns of a report that are for people. The whole of it stands in another one, and is not fetched. */
export const columns = [
  'Status',
  'Endpoint',
  'Address',
  'Service',
  'ServiceTags',
  'Region',
  'Abuse',
  'Grade',
  'FirstSeen',
  'LastSeen',
  'Sightings',
  'Takedown',
  'TakedownAt',
  'Trial',
  'LastError',
  'SentAt',
  'Channels',
  'AcknowledgedAt',
  'CaseNumber',
  'ClosedAt',
  'Outcome',
  'DeskSays',
  'Note',
  'NextStepAt',
  'AnswerDueAt',
  'Change',
  'Event',
] as const

export type PageOfReports = {
  /** Newest first. */
  readonly rows: readonly StoredRow[]
  /** Where the next page begins. Absent at the end. */
  readonly next?: Place
  /** The next page begins before the page is full: nothing was found in between. */
  readonly isShort: boolean
  /** How many requests it took. */
  readonly requests: number
}

/** A filter that finds little may ask storage so often, and then says how far it has come. */
export const mostRequests = 10
/** Each answer then brings a thousand rows that are looked at one by one: with more of them a page takes too long. */
const mostRequestsForText = 5
const mostRowsOfAnswer = 1000

/** @property requests two or more */
export type Effort = { readonly requests: number; readonly columns: readonly string[] }

type Search = { readonly rows: StoredRow[]; place: Place | undefined; requests: number }

/**
 * One page of the list, month by month from the newest. What the service can filter it filters; age and text are
 * looked at here, row by row.
 * @param size at most 1000
 */
export async function pageOfReports(
  storage: Storage,
  query: ReportQuery,
  place: Place | undefined,
  size: number,
  now: Date,
  effort: Effort = {
    requests: query.text === undefined ? mostRequests : mostRequestsForText,
    columns,
  },
): Promise<PageOfReports> {
  const table = storage.table('Reports')
  const latest = query.before !== undefined && query.before < now ? query.before : now
  const search: Search = { rows: [], place: place ?? { month: monthOf(latest) }, requests: 0 }
  while (search.place && search.rows.length < size && search.requests < effort.requests - 1) {
    await readOn(table, query, search, search.place, { size, columns: effort.columns })
  }
  const { rows, place: next, requests } = search
  return { rows, ...(next && { next }), isShort: next !== undefined && rows.length < size, requests }
}

/** One answer of the service: adds what fits, and moves the place. */
async function readOn(
  table: Table,
  query: ReportQuery,
  search: Search,
  place: Place,
  { size, columns: select }: { readonly size: number; readonly columns: readonly string[] },
): Promise<void> {
  const wanted = size - search.rows.length
  const isPicky = query.text !== undefined || query.from !== undefined || query.before !== undefined
  const page = await askFor(table, query, place, select, isPicky ? mostRowsOfAnswer : wanted)
  search.requests += 1
  const fitting = page.rows.filter((row) => fits(row, query))
  search.rows.push(...fitting.slice(0, wanted))
  if (fitting.length > wanted) {
    search.place = afterRow(place, fitting[wanted - 1])
    return
  }
  if (page.next !== undefined) {
    search.place = onwards(place, page)
    return
  }
  search.place = await monthBefore(table, query, search, place)
}

function askFor(
  table: Table,
  query: ReportQuery,
  place: Place,
  select: readonly string[],
  size: number,
): Promise<RowPage> {
  const conditions = [
    ...(place.after === undefined ? [] : [filter`RowKey gt ${place.after}`]),
    ...(query.odata === '' ? [] : [query.odata]),
  ]
  return table.page({
    partitionKey: place.month,
    select,
    size: Math.min(size, mostRowsOfAnswer),
    ...(conditions.length > 0 && { filter: conditions.map((one) => `(${one})`).join(' and ') }),
    ...(place.from !== undefined && { from: place.from }),
  })
}

function fits({ key, cells }: StoredRow, { text, from, before }: ReportQuery): boolean {
  const id = parseReportId(key.rowKey)
  if (!id) return false
  if (text !== undefined && !holdsText(text, key.rowKey, cells)) return false
  if (!from && !before) return true
  const openedAt = openedAround(id)
  return (!from || openedAt >= from) && (!before || openedAt < before)
}

/** What the service said to go on with belongs to the question that it was said to. */
function onwards(place: Place, { rows, next }: RowPage): Place {
  const last = rows.at(-1)
  return last ? afterRow(place, last) : { ...place, ...(next !== undefined && { from: next }) }
}

function afterRow({ month, oldest }: Place, row: StoredRow | undefined): Place {
  return { month, ...(row && { after: row.key.rowKey }), ...(oldest !== undefined && { oldest }) }
}

/** Undefined before the first month of all, or before what is asked for began. */
async function monthBefore(
  table: Table,
  { from }: ReportQuery,
  search: Search,
  { month, oldest: known }: Place,
): Promise<Place | undefined> {
  if (from && month <= monthOf(from)) return undefined
  if (known === undefined) search.requests += 1
  const oldest = known ?? (await table.page({ size: 1, select: ['Status'] })).rows[0]?.key.partitionKey
  if (oldest === undefined || month <= oldest) return undefined
  return { month: before(month), oldest }
}

const before = (month: string): string =>
  monthOf(new Date(Date.UTC(2000 + Number(month.slice(0, 2)), Number(month.slice(2)) - 2, 1)))
