import * as z from 'zod'
import { keyHash } from '../model/hash'
import { parseReportId, type ReportId } from '../model/report-id'
import { refuseNewer } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import type { Row, RowKey, StoredRow } from '../storage/table'
import type { Endpoint } from './decision'
import { endpointSchema, evidenceSchema } from './evidence-schema'

const instant = z.coerce.date()

const caseSchema = z.object({
  key: z.string(),
  endpoint: endpointSchema,
  endpointText: z.string(),
  reportId: z.custom<ReportId>((value) => typeof value === 'string' && parseReportId(value) === value),
  openedAt: instant,
  /** Key of the sighting that opened the current report. */
  openedBy: z.string(),
  windowEndsAt: instant,
  verdict: z.enum(['report', 'hold']),
  rule: z.string(),
  reason: z.string(),
  evidence: evidenceSchema,
  source: z.enum(['graph', 'queue', 'http']),
  trial: z.boolean(),
  earlier: z.array(
    z.object({ reportId: z.string(), sentAt: instant.exactOptional(), outcome: z.string().exactOptional() }),
  ),
})

/** One endpoint and its current report. Everything a report starts from stands here, and nowhere else. */
export type Case = z.infer<typeof caseSchema>
export type EarlierReport = Case['earlier'][number]
export type HeldCase = { readonly theCase: Case; readonly etag: string }

export type CaseStore = {
  readonly get: (key: string) => Promise<HeldCase | undefined>
  /** False when the endpoint has a case already. */
  readonly insert: (theCase: Case) => Promise<boolean>
  /** Compare-and-swap: false when somebody else changed it since it was read. */
  readonly swap: (theCase: Case, etag: string) => Promise<boolean>
  /** False when somebody else changed it since it was read. */
  readonly remove: (key: string, etag: string) => Promise<boolean>
}

/** One deployment serves one tenant; its id is in the key all the same, so that serving several needs no migration. */
export const caseKeyOf = (tenantId: string | undefined, endpoint: Endpoint, text: string): string =>
  keyHash(tenantId ?? '', endpoint.kind, text)

/** The first two digits of the hash spread the cases over 256 partitions. */
const rowKeyOf = (key: string): RowKey => ({ partitionKey: key.slice(0, 2), rowKey: key })

export function caseStore(storage: Storage): CaseStore {
  const table = storage.table('Cases')
  return {
    get: async (key) => {
      const row = await table.get(rowKeyOf(key))
      return row && { theCase: fromRow(row), etag: row.etag }
    },
    insert: async (theCase) => (await table.insert(toRow(theCase))) !== undefined,
    swap: async (theCase, etag) => (await table.replace(toRow(theCase), etag)) !== undefined,
    remove: (key, etag) => table.remove(rowKeyOf(key), etag),
  }
}

function toRow(theCase: Case): Row {
  const { endpointText, reportId, openedAt, verdict, reason } = theCase
  const words = {
    Endpoint: endpointText,
    ReportId: reportId,
    OpenedAt: openedAt,
    Verdict: verdict,
    Reason: reason,
  }
  return { ...rowKeyOf(theCase.key), SchemaVersion: 1, ...words, State: JSON.stringify(theCase) }
}

const cells = z.object({ State: z.string() })

function fromRow(row: StoredRow): Case {
  refuseNewer('Cases', row)
  const json: unknown = JSON.parse(cells.parse(row.cells).State)
  return caseSchema.parse(json)
}
