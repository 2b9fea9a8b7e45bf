import { RestError, TableClient } from '@azure/data-tables'
import * as z from 'zod'

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

const questionRow = z.object({
  partitionKey: z.string(),
  rowKey: z.string(),
  Reports: z.string().default(''),
})
export type QuestionRow = z.infer<typeof questionRow>

/** What the app has written down, read past the app. */
export type Tables = {
  readonly reports: () => Promise<ReportRow[]>
  readonly agenda: () => Promise<AgendaRow[]>
  readonly questions: () => Promise<QuestionRow[]>
  /** Whole rows, for output. */
  readonly rows: (table: string) => Promise<TableRow[]>
  /** Writes into the one column that is for people. */
  readonly writeAnswer: (question: QuestionRow, answer: string) => Promise<void>
}

export function openTables(connectionString: string): Tables {
  const client = (table: string) =>
    TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true })
  const rows = async (table: string): Promise<TableRow[]> => {
    try {
      return await Array.fromAsync(client(table).listEntities(), withoutService)
    } catch (error) {
      // Tables come into being with their first row.
      if (error instanceof RestError && error.statusCode === 404) return []
      throw error
    }
  }
  return {
    rows,
    reports: async () => (await rows('Reports')).map((row) => reportRow.parse(row)),
    questions: async () => (await rows('Questions')).map((row) => questionRow.parse(row)),
    writeAnswer: async ({ partitionKey, rowKey }, Answer) => {
      await client('Questions').updateEntity({ partitionKey, rowKey, Answer }, 'Merge')
    },
    agenda: async () => (await rows('Agenda')).map((row) => agendaRow.parse(row)),
  }
}

function withoutService(entity: Record<string, unknown>): TableRow {
  const { etag: _etag, timestamp: _timestamp, ...row } = entity
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('odata.')))
}
