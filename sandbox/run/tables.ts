import { RestError, TableClient } from '@azure/data-tables'
import { z } from 'zod'

/** A row as it stands, without what belongs to the service. */
export type TableRow = Readonly<Record<string, unknown>>

const instant = z.coerce.date().optional()
const reportRow = z.object({
  rowKey: z.string(),
  Status: z.string(),
  Endpoint: z.string(),
  Outcome: z.string().optional(),
  Sightings: z.number().optional(),
  CaseNumber: z.string().optional(),
  Takedown: z.string().optional(),
  NextStepAt: instant,
  /** Counts the changes, so that none goes unnoticed. */
  Change: z.number().optional(),
  Note: z.string().optional(),
})
export type ReportRow = z.infer<typeof reportRow>

const agendaRow = z.object({ rowKey: z.string(), FileAt: instant, ChaseAt: instant, WatchAt: instant })
export type AgendaRow = z.infer<typeof agendaRow>

/** What the app has written down, read past the app. */
export type Tables = {
  readonly reports: () => Promise<ReportRow[]>
  readonly agenda: () => Promise<AgendaRow[]>
  /** Whole rows, for output. */
  readonly rows: (table: string) => Promise<TableRow[]>
}

export function openTables(connectionString: string): Tables {
  const rows = async (table: string): Promise<TableRow[]> => {
    const client = TableClient.fromConnectionString(connectionString, table, {
      allowInsecureConnection: true,
    })
    try {
      return await Array.fromAsync(client.listEntities(), withoutService)
    } catch (error) {
      // Tables come into being with their first row.
      if (error instanceof RestError && error.statusCode === 404) return []
      throw error
    }
  }
  return {
    rows,
    reports: async () => (await rows('Reports')).map((row) => reportRow.parse(row)),
    agenda: async () => (await rows('Agenda')).map((row) => agendaRow.parse(row)),
  }
}

function withoutService(entity: Record<string, unknown>): TableRow {
  const { etag: _etag, timestamp: _timestamp, ...row } = entity
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('odata.')))
}
