import * as z from 'zod'
import { parseReportId, type ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { filter } from '../storage/table'

/** When each function looks at a report next. Absent: no look wanted by that function. */
export type Looks = { readonly fileAt?: Date; readonly chaseAt?: Date }

export type Due = { readonly reportId: ReportId; readonly partition: string; readonly etag: string }

export type Agenda = {
  /** Plain merge: the last writer's instant counts, and a lost one costs an hour at most. */
  readonly askForLook: (id: ReportId, looks: Looks) => Promise<void>
  /** The same for the watch, which goes on long after a report is closed: its rows must not burden the others. */
  readonly askForWatch: (id: ReportId, watchAt: Date) => Promise<void>
  /** Reports whose look by this function is due, in no order. */
  readonly listDue: (look: 'FileAt' | 'ChaseAt' | 'WatchAt', until: Date) => AsyncIterable<Due>
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
    async *listDue(look, until) {
      const partition = look === 'WatchAt' ? watch : open
      // The column is named in the filter by hand: it is ours, and not a value.
      for await (const row of table.list({
        partitionKey: partition,
        filter: `${look} le ${filter`${until}`}`,
      })) {
        const reportId = parseReportId(row.key.rowKey)
        const isWanted = isDue(instants.parse(row.cells)[look], until)
        if (reportId && isWanted) yield { reportId, partition, etag: row.etag }
      }
    },
    strike: async ({ reportId, partition, etag }) => {
      await table.remove({ partitionKey: partition, rowKey: reportId }, etag)
    },
  }
}

const isDue = (at: Date | undefined, until: Date): boolean => at !== undefined && at <= until
