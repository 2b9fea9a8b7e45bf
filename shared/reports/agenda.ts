import * as z from 'zod'
import { parseReportId, type ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { filter } from '../storage/table'

/** When each function looks at a report next. Absent: no look wanted by that function. */
export type Looks = { readonly fileAt?: Date; readonly chaseAt?: Date }

export type LookColumn = 'FileAt' | 'ChaseAt' | 'WatchAt'

export type Due = {
  readonly reportId: ReportId
  readonly partition: string
  readonly etag: string
  readonly look: LookColumn
  readonly dueAt: Date
}

/** What is due by now. */
export type DueNow = {
  /** Those that have waited longest come first; as many as one run can look at. */
  readonly longest: readonly Due[]
  /** All of them, counted. */
  readonly count: number
}

export type Agenda = {
  /** Plain merge: the last writer's instant counts, and a lost one costs an hour, or a day among very many. */
  readonly askForLook: (id: ReportId, looks: Looks) => Promise<void>
  /** The same for the watch, which goes on long after a report is closed: its rows must not burden the others. */
  readonly askForWatch: (id: ReportId, watchAt: Date) => Promise<void>
  /** Reads what is due and no more, in bounded memory. */
  readonly listDue: (look: LookColumn, until: Date) => Promise<DueNow>
  /** This look is due no earlier than then: it has failed, and others wait. */
  readonly putOff: (due: Due, at: Date) => Promise<void>
  /** Takes the report off this part of the agenda, unless somebody has asked for a look since. */
  readonly strike: (due: Due) => Promise<void>
}

const open = 'open'
const watch = 'watch'
const instants = z.object({
  FileAt: z.coerce.date().optional(),
  ChaseAt: z.coerce.date().optional(),
  WatchAt: z.coerce.date().optional(),
})

export function agendaOf(storage: Storage): Agenda {
  const table = storage.table('Agenda')
  return {
    askForLook: (id, { fileAt, chaseAt }) =>
      table.merge({ partitionKey: open, rowKey: id, SchemaVersion: 1, FileAt: fileAt, ChaseAt: chaseAt }),
    askForWatch: (id, watchAt) =>
      table.merge({ partitionKey: watch, rowKey: id, SchemaVersion: 1, WatchAt: watchAt }),
    listDue: async (look, until) => {
      const partition = look === 'WatchAt' ? watch : open
      let longest: Due[] = []
      let count = 0
      // The column is named in the filter by hand: it is ours, and not a value.
      const query = { partitionKey: partition, filter: `${look} le ${filter`${until}`}` }
      for await (const row of table.list(query)) {
        const reportId = parseReportId(row.key.rowKey)
        const dueAt = instants.parse(row.cells)[look]
        if (!reportId || dueAt === undefined || dueAt > until) continue
        count += 1
        longest.push({ reportId, partition, etag: row.etag, look, dueAt })
        if (longest.length >= 2 * mostAtOnce) longest = longestOf(longest)
      }
      return { longest: longestOf(longest), count }
    },
    putOff: ({ partition, reportId, look }, at) =>
      table.merge({ partitionKey: partition, rowKey: reportId, SchemaVersion: 1, [look]: at }),
    strike: async ({ reportId, partition, etag }) => {
      await table.remove({ partitionKey: partition, rowKey: reportId }, etag)
    },
  }
}

/** More than a run of four minutes gets through, at two operations each. */
const mostAtOnce = 20_000

const longestOf = (dues: readonly Due[]): Due[] =>
  dues.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime()).slice(0, mostAtOnce)
