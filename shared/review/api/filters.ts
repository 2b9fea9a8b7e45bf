import * as z from 'zod'
import { abuseKinds } from '../../cases/decision'
import { parseIpAddress } from '../../model/ip-address'
import { after, dayInMs } from '../../model/time'
import { statuses, takedownStates } from '../../reports/report'
import { filter } from '../../storage/table'
import { ages, type Filters } from '../pages/routes'

/** What of the reports is asked for. */
export type ReportQuery = {
  /** As it was asked and understood. */
  readonly filters: Filters
  /** For the service, which then tells nothing else; empty for all. */
  readonly odata: string
  /** Any of the columns that people search holds this; lower case. */
  readonly text?: string
  /** Opened at this instant or later. */
  readonly from?: Date
  /** Opened before this instant. */
  readonly before?: Date
}

const ageNames = Object.keys(ages) as (keyof typeof ages)[]
const word = z.string().trim().max(200)
const schema = z.object({
  q: word.optional(),
  status: z.enum([...statuses, 'open', 'overdue']).optional(),
  kind: z.enum(abuseKinds).optional(),
  service: word.optional(),
  region: word.optional(),
  age: z.enum(ageNames).optional(),
  takedown: z.enum(takedownStates).optional(),
})

type Query = { readonly get: (name: string) => string | null | undefined }

/** What was asked for; or the name of the filter that asks for what there is not, and what there is. */
export function readFilters(
  query: Query,
  now: Date,
): { readonly query: ReportQuery } | { readonly fault: string } {
  const given = Object.keys(schema.shape).map((name) => [name, query.get(name)?.trim() || undefined] as const)
  const read = schema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)))
  if (!read.success) {
    const { path, message } = read.error.issues[0] ?? { path: [], message: '' }
    return { fault: `${String(path[0])} cannot be filtered by that: ${message}` }
  }
  const { q, age, ...columns } = read.data
  const address = q === undefined ? undefined : parseIpAddress(q)
  const odata = [
    ...conditionsOf(columns, now),
    ...(address === undefined ? [] : [filter`Address eq ${address}`]),
  ]
  return {
    query: {
      filters: Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined)),
      odata: odata.join(' and '),
      ...(q !== undefined && address === undefined && { text: q.toLowerCase() }),
      ...(age && spanOf(age, now)),
    },
  }
}

type Columns = Omit<z.infer<typeof schema>, 'q' | 'age'>

function conditionsOf({ status, kind, service, region, takedown }: Columns, now: Date): string[] {
  return [
    status && statusCondition(status, now),
    kind && filter`Abuse eq ${kind}`,
    service && filter`Service eq ${service}`,
    region && filter`Region eq ${region}`,
    takedown && filter`Takedown eq ${takedown}`,
  ].filter((condition): condition is string => condition !== undefined && condition !== '')
}

function statusCondition(status: NonNullable<Columns['status']>, now: Date): string {
  if (status === 'open') return filter`Status ne ${'closed'}`
  // Of a report that Microsoft owes no answer to, the column is empty.
  return status === 'overdue' ? filter`AnswerDueAt le ${now}` : filter`Status eq ${status}`
}

function spanOf(age: keyof typeof ages, now: Date): { from?: Date; before?: Date } {
  const [, which, days] = /^(within|over)-(\d+)$/.exec(age) ?? []
  const at = after(now, -Number(days) * dayInMs)
  return which === 'within' ? { from: at } : { before: at }
}

const searched = ['Endpoint', 'Address', 'CaseNumber', 'Note', 'Service', 'ServiceTags'] as const

/** What the service cannot tell by itself. */
export function holdsText(text: string, id: string, cells: Readonly<Record<string, unknown>>): boolean {
  if (id.toLowerCase().includes(text)) return true
  return searched.some((name) => {
    const cell = cells[name]
    return typeof cell === 'string' && cell.toLowerCase().includes(text)
  })
}
