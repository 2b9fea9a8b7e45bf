import * as z from 'zod'
import type { Problem } from '../../model/problem'
import { openedAround, parseReportId } from '../../model/report-id'
import { deskOutcomes, statuses, takedownStates } from '../../reports/report'
import type { StoredRow } from '../../storage/table'
import { lookedBackTo, readList } from '../api/list'
import { columns, pageOfReports } from '../api/page-of-reports'
import { placeToken } from '../api/place'
import type { SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import type { ReportRow, ReportsModel } from '../pages/models'
import { pageToken } from '../pages/routes'
import { readFigures } from '../read-statistics'
import { readFrame } from './frame'

const rowsOfPage = 50
const mostRequests = 6
const unshown: readonly string[] = ['LastError', 'Channels', 'NextStepAt', 'Change', 'Event']
const monthsOfChoices = 12

export async function reportsModel(deps: SiteDeps, visit: Visit): Promise<ReportsModel | Problem> {
  const now = deps.now()
  const storage = deps.storage()
  const { searchParams } = visit.url
  const asked = readList(searchParams, now, rowsOfPage)
  if ('status' in asked) return asked
  const { query, place, size } = asked
  const [{ frame }, page, { all }] = await Promise.all([
    readFrame(deps, visit),
    pageOfReports(storage, query, place, size, now, effort),
    readFigures(storage, now, monthsOfChoices),
  ])
  return {
    frame,
    filters: query.filters,
    choices: { services: namesOf(all.byService), regions: namesOf(all.byRegion) },
    rows: page.rows.flatMap((row) => rowView(row, now)),
    isFirstPage: (searchParams.get(pageToken) ?? '') === '',
    ...(page.next && { next: { from: placeToken(page.next) } }),
    ...(page.isShort && page.next && { lookedBackTo: lookedBackTo(page.next) }),
  }
}

const namesOf = (groups: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(groups)
    .filter((name) => name !== 'unknown')
    .sort()

/** With what stands around the list, ten requests in all; and what is shown or searched, no more. */
const effort = { requests: mostRequests, columns: columns.filter((name) => !unshown.includes(name)) }

const instant = z.coerce.date()
const cells = z.object({
  Status: z.enum(statuses),
  Endpoint: z.string(),
  Address: z.string().exactOptional(),
  Service: z.string().exactOptional(),
  Region: z.string().exactOptional(),
  Abuse: z.string(),
  Grade: z.string(),
  FirstSeen: instant,
  LastSeen: instant,
  Sightings: z.number(),
  Takedown: z.enum(takedownStates).default('unknown'),
  TakedownAt: instant.exactOptional(),
  Trial: z.boolean().default(false),
  SentAt: instant.exactOptional(),
  AcknowledgedAt: instant.exactOptional(),
  CaseNumber: z.string().exactOptional(),
  ClosedAt: instant.exactOptional(),
  Outcome: z.string().exactOptional(),
  DeskSays: z.enum(deskOutcomes).exactOptional(),
  AnswerDueAt: instant.exactOptional(),
})

/** A row that somebody has edited into nonsense is passed over; its own page says what is wrong with it. */
function rowView({ key, cells: read }: StoredRow, now: Date): ReportRow[] {
  const { data } = cells.safeParse(read)
  const id = parseReportId(key.rowKey)
  if (!data || !id) return []
  return [
    {
      id,
      status: data.Status,
      isOverdue: data.AnswerDueAt !== undefined && data.AnswerDueAt <= now,
      isTrial: data.Trial,
      endpoint: data.Endpoint,
      kind: data.Abuse,
      grade: data.Grade,
      openedAt: openedAround(id),
      firstSeenAt: data.FirstSeen,
      lastSeenAt: data.LastSeen,
      sightings: data.Sightings,
      takedown: data.Takedown,
      ...(data.Service !== undefined && { service: data.Service }),
      ...(data.Address !== undefined && { address: data.Address }),
      ...(data.Region !== undefined && { region: data.Region }),
      ...(data.SentAt && { sentAt: data.SentAt }),
      ...(data.AcknowledgedAt && { acknowledgedAt: data.AcknowledgedAt }),
      ...(data.CaseNumber !== undefined && { caseNumber: data.CaseNumber }),
      ...(data.ClosedAt && { closedAt: data.ClosedAt }),
      ...(data.Outcome !== undefined && { outcome: data.Outcome }),
      ...(data.DeskSays !== undefined && { deskSays: data.DeskSays }),
      ...(data.TakedownAt && { takedownAt: data.TakedownAt }),
    },
  ]
}
