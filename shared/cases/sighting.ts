import * as z from 'zod'
import type { Alert } from '../alerts/alert'
import { keyHash } from '../model/hash'
import { parseReportId, type ReportId } from '../model/report-id'
import { refuseNewer } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import { filter, type Row, type StoredRow } from '../storage/table'
import type { Evidence } from './decision'
import { evidenceSchema } from './evidence-schema'

/** One alert naming the endpoint of a case. */
export type Sighting = {
  readonly caseKey: string
  readonly key: string
  /** The report that was current when the sighting was added. */
  readonly reportId: ReportId
  readonly source: Alert['source']
  readonly alertId: string
  /** False once Defender's people or ours have judged the alert false. */
  readonly stands: boolean
  readonly verdict: 'report' | 'hold'
  readonly classification: string
  readonly determination: string
  readonly firstActivityAt?: Date
  readonly lastActivityAt?: Date
  readonly evidence: Evidence
  /** Marks of what the alert gives as ours; rows of before have none. */
  readonly ours?: readonly string[]
  readonly addedAt: Date
  readonly changedAt: Date
}

export type HeldSighting = { readonly sighting: Sighting; readonly etag: string }

export type SightingStore = {
  readonly get: (caseKey: string, key: string) => Promise<HeldSighting | undefined>
  readonly insert: (sighting: Sighting) => Promise<boolean>
  readonly swap: (sighting: Sighting, etag: string) => Promise<boolean>
  /** Those of one report; only what was added or changed after `changedAfter`, where that is given. */
  readonly list: (caseKey: string, reportId: ReportId, changedAfter?: Date) => AsyncIterable<HeldSighting>
}

export const sightingKeyOf = ({ source, tenantId, id }: Alert): string => keyHash(source, tenantId ?? '', id)

export function sightingStore(storage: Storage): SightingStore {
  const table = storage.table('Sightings')
  return {
    get: async (caseKey, key) => {
      const row = await table.get({ partitionKey: caseKey, rowKey: key })
      return row && hold(row)
    },
    insert: async (sighting) => (await table.insert(toRow(sighting))) !== undefined,
    swap: async (sighting, etag) => (await table.replace(toRow(sighting), etag)) !== undefined,
    async *list(caseKey, reportId, changedAfter) {
      const since = changedAfter ? ` and ${filter`ChangedAt gt ${changedAfter}`}` : ''
      const query = { partitionKey: caseKey, filter: filter`ReportId eq ${reportId}` + since }
      for await (const row of table.list(query)) yield hold(row)
    },
  }
}

function toRow({ caseKey, key, evidence, ...sighting }: Sighting): Row {
  return {
    partitionKey: caseKey,
    rowKey: key,
    SchemaVersion: 1,
    ReportId: sighting.reportId,
    Source: sighting.source,
    AlertId: sighting.alertId,
    Stands: sighting.stands,
    Verdict: sighting.verdict,
    Classification: sighting.classification,
    Determination: sighting.determination,
    FirstActivityAt: sighting.firstActivityAt,
    LastActivityAt: sighting.lastActivityAt,
    AddedAt: sighting.addedAt,
    ChangedAt: sighting.changedAt,
    Evidence: JSON.stringify(evidence),
    ...(sighting.ours && { Ours: sighting.ours.join(' ') }),
  }
}

const instant = z.coerce.date()
const cells = z.object({
  ReportId: z.custom<ReportId>((value) => typeof value === 'string' && parseReportId(value) === value),
  Source: z.enum(['graph', 'queue', 'http']),
  AlertId: z.string(),
  Stands: z.boolean(),
  Verdict: z.enum(['report', 'hold']),
  Classification: z.string(),
  Determination: z.string(),
  FirstActivityAt: instant.exactOptional(),
  LastActivityAt: instant.exactOptional(),
  AddedAt: instant,
  ChangedAt: instant,
  Evidence: z.string(),
  Ours: z.string().exactOptional(),
})

function hold(row: StoredRow): HeldSighting {
  refuseNewer('Sightings', row)
  const read = cells.parse(row.cells)
  const evidence: unknown = JSON.parse(read.Evidence)
  const sighting: Sighting = {
    caseKey: row.key.partitionKey,
    key: row.key.rowKey,
    reportId: read.ReportId,
    source: read.Source,
    alertId: read.AlertId,
    stands: read.Stands,
    verdict: read.Verdict,
    classification: read.Classification,
    determination: read.Determination,
    ...(read.FirstActivityAt && { firstActivityAt: read.FirstActivityAt }),
    ...(read.LastActivityAt && { lastActivityAt: read.LastActivityAt }),
    evidence: evidenceSchema.parse(evidence),
    ...(read.Ours !== undefined && { ours: read.Ours.split(' ') }),
    addedAt: read.AddedAt,
    changedAt: read.ChangedAt,
  }
  return { sighting, etag: row.etag }
}
