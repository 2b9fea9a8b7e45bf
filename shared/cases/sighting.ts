import * as z from 'zod'
import type { Alert } from '../alerts/alert'
import { keyHash } from '../model/hash'
import { parseReportId, type ReportId } from '../model/report-id'
import { refuseNewer } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import { filter, type Row, type StoredRow } from '../storage/table'
import type { Copy } from './copy-order'
import type { Decision, Evidence } from './decision'
import { evidenceSchema } from './evidence-schema'
import { type Grounds, groundsIn, groundsText } from './grounds'

/** One alert naming the endpoint of a case. */
export type Sighting = {
  readonly caseKey: string
  readonly key: string
  /** The report that was current when the sighting was added; absent where the alert was ruled out from the start. */
  readonly reportId?: ReportId
  readonly source: Alert['source']
  readonly alertId: string
  /** False where its newest copy rules the endpoint out: judged false, found harmless, shown to be ours. */
  readonly stands: boolean
  readonly verdict: Decision['verdict']
  readonly classification: string
  readonly determination: string
  readonly firstActivityAt?: Date
  readonly lastActivityAt?: Date
  /** Which copy of the alert it is; absent in rows of an earlier version. */
  readonly copy?: Copy
  /** What that copy says of the endpoint; absent in such rows, and where it is more than a row holds. */
  readonly grounds?: Grounds
  readonly evidence?: Evidence
  /** It came while everything went to REDIRECT_ALL_TO; absent in rows of an earlier version. */
  readonly trial?: boolean
  /** Marks of what the alert gives as ours; rows of before have none. */
  readonly ours?: readonly string[]
  readonly addedAt: Date
  readonly changedAt: Date
}

/** One that counts for a report. */
export type CountedSighting = Sighting & { readonly reportId: ReportId; readonly evidence: Evidence }

/** Marks of what it gives as ours, and whether a name of ours is a part of the endpoint's. */
export type KnowingUs = { readonly ours: readonly string[]; readonly tellsOfUs: boolean }

const knowing = z.object({ Ours: z.string().exactOptional(), Evidence: z.string().exactOptional() })

export type HeldSighting = { readonly sighting: Sighting; readonly etag: string }

export type SightingStore = {
  readonly get: (caseKey: string, key: string) => Promise<HeldSighting | undefined>
  readonly insert: (sighting: Sighting) => Promise<boolean>
  readonly swap: (sighting: Sighting, etag: string) => Promise<boolean>
  /** Those of one report; only what was added or changed after `changedAfter`, where that is given. */
  readonly list: (
    caseKey: string,
    reportId: ReportId,
    changedAfter?: Date,
  ) => AsyncIterable<{ readonly sighting: CountedSighting }>
  /** What every alert of the case knows of us, ruled out or behind another report. */
  readonly listKnowing: (caseKey: string) => AsyncIterable<KnowingUs>
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
      for await (const row of table.list(query)) {
        const { evidence, ...sighting } = hold(row).sighting
        if (evidence) yield { sighting: { ...sighting, reportId, evidence } }
      }
    },
    async *listKnowing(caseKey) {
      const query = { partitionKey: caseKey, select: ['Ours', 'Evidence'] }
      for await (const { cells } of table.list(query)) {
        const { Ours: ours = '', Evidence: evidence = '' } = knowing.parse(cells)
        const tellsOfUs = evidence !== '' && evidenceSchema.parse(JSON.parse(evidence)).tellsOfUs === true
        yield { ours: ours === '' ? [] : ours.split(' '), tellsOfUs }
      }
    },
  }
}

function toRow({ caseKey, key, evidence, copy, grounds, ...sighting }: Sighting): Row {
  return {
    partitionKey: caseKey,
    rowKey: key,
    SchemaVersion: 1,
    ReportId: sighting.reportId ?? '',
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
    CopyAt: copy?.copyAt,
    CopyRank: copy?.copyRank,
    Evidence: evidence === undefined ? '' : JSON.stringify(evidence),
    Grounds: grounds && groundsText(grounds),
    Trial: sighting.trial,
    ...(sighting.ours && { Ours: sighting.ours.join(' ') }),
  }
}

const instant = z.coerce.date()
const cells = z.object({
  ReportId: z.union([
    z.literal(''),
    z.custom<ReportId>((value) => typeof value === 'string' && parseReportId(value) === value),
  ]),
  Source: z.enum(['graph', 'queue', 'http']),
  AlertId: z.string(),
  Stands: z.boolean(),
  Verdict: z.enum(['report', 'hold', 'ignore']),
  Classification: z.string(),
  Determination: z.string(),
  FirstActivityAt: instant.exactOptional(),
  LastActivityAt: instant.exactOptional(),
  AddedAt: instant,
  ChangedAt: instant,
  CopyAt: instant.exactOptional(),
  CopyRank: z.string().exactOptional(),
  Evidence: z.string(),
  Ours: z.string().exactOptional(),
  Trial: z.boolean().exactOptional(),
})

function hold(row: StoredRow): HeldSighting {
  refuseNewer('Sightings', row)
  const read = cells.parse(row.cells)
  const evidence: unknown = read.Evidence === '' ? undefined : JSON.parse(read.Evidence)
  const grounds = groundsIn(row.cells['Grounds'])
  const { CopyAt: copyAt, CopyRank: copyRank } = read
  const sighting: Sighting = {
    caseKey: row.key.partitionKey,
    key: row.key.rowKey,
    ...(read.ReportId !== '' && { reportId: read.ReportId }),
    source: read.Source,
    alertId: read.AlertId,
    stands: read.Stands,
    verdict: read.Verdict,
    classification: read.Classification,
    determination: read.Determination,
    ...(read.FirstActivityAt && { firstActivityAt: read.FirstActivityAt }),
    ...(read.LastActivityAt && { lastActivityAt: read.LastActivityAt }),
    ...(copyAt && copyRank !== undefined && { copy: { copyAt, copyRank } }),
    ...(grounds && { grounds }),
    ...(evidence !== undefined && { evidence: evidenceSchema.parse(evidence) }),
    ...(read.Trial !== undefined && { trial: read.Trial }),
    ...(read.Ours !== undefined && { ours: read.Ours.split(' ') }),
    addedAt: read.AddedAt,
    changedAt: read.ChangedAt,
  }
  return { sighting, etag: row.etag }
}
