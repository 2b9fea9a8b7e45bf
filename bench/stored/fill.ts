import { TableClient } from '@azure/data-tables'
import { createHash } from 'node:crypto'
import { caseStore } from '../../shared/cases/case'
import { mintReportId } from '../../shared/model/report-id'
import { parseHostname } from '../../shared/model/hostname'
import { nextStepAt } from '../../shared/reports/ladder'
import { toReportRow } from '../../shared/reports/report-row'
import type { Status } from '../../shared/reports/report'
import { azureStorage, type Storage } from '../../shared/storage/storage'
import type { Row } from '../../shared/storage/table'
import { caseOf, evidence, reportIn, waits } from '../../tests/helpers/reports'

const monthsBack = 24
const monthInMs = 30 * 24 * 3_600_000
const rowsAtOnce = 100
const regions = ['eastus', 'westeurope', 'northeurope', 'southeastasia', 'brazilsouth']
const kinds = ['phishing', 'malware-delivery', 'command-and-control'] as const
/** Of a hundred reports: most are over. */
const statuses: readonly Status[] = Array.from({ length: 100 }, (_, n): Status => {
  if (n === 0) return 'awaiting-approval'
  if (n < 4) return 'sent'
  return n < 7 ? 'acknowledged' : 'closed'
})

/** The oldest report is two years old, the newest from just before `now`. */
export const openedAtOf = (n: number, count: number, now: Date): Date =>
  new Date(now.getTime() - 60_000 - Math.floor(((count - 1 - n) / count) * monthsBack * monthInMs))

export const storedId = (n: number, count: number, now: Date) =>
  mintReportId('DAR', openedAtOf(n, count, now), n)

/** Puts so many reports with their cases into storage, by batches, as a deployment of two years would hold them. */
export async function fillStorage(connectionString: string, count: number, now: Date): Promise<void> {
  if (count === 0) return
  const prototype = await caseCells(azureStorage({ connectionString }))
  const reports: Row[] = []
  const cases: Row[] = []
  for (let n = 0; n < count; n++) {
    const id = storedId(n, count, now)
    const host = parseHostname(`site-${n}.contoso-app.azurewebsites.net`)
    if (!host) throw new Error('a name of ours is none')
    const openedAt = openedAtOf(n, count, now)
    const named = {
      host,
      region: regions[n % regions.length] ?? '',
      abuse: kinds[n % kinds.length] ?? 'phishing',
    }
    const report = reportIn(statuses[(n * 37) % 100] ?? 'closed', {
      key: keyOf(n),
      reportId: id,
      openedAt,
      endpoint: { kind: 'host', host },
      endpointText: host,
      evidence: { ...evidence, ...named },
    })
    reports.push(toReportRow(report, nextStepAt(report, waits)))
    const key = keyOf(n)
    cases.push({ ...prototype, partitionKey: key.slice(0, 2), rowKey: key, Endpoint: host, ReportId: id })
  }
  await insertAll(connectionString, 'Reports', reports)
  await insertAll(connectionString, 'Cases', cases)
}

const keyOf = (n: number): string => createHash('sha256').update(`stored ${n}`).digest('hex').slice(0, 32)

async function caseCells(storage: Storage): Promise<Record<string, string | number | Date>> {
  const one = caseOf({ key: 'ff'.repeat(16) })
  await caseStore(storage).insert(one)
  const row = await storage.table('Cases').get({ partitionKey: 'ff', rowKey: one.key })
  return { ...row?.cells } as Record<string, string | number | Date>
}

async function insertAll(connectionString: string, name: string, rows: readonly Row[]): Promise<void> {
  const client = TableClient.fromConnectionString(connectionString, name, { allowInsecureConnection: true })
  await client.createTable()
  const partitions = Map.groupBy(rows, ({ partitionKey }) => partitionKey)
  for (const some of partitions.values()) {
    for (let n = 0; n < some.length; n += rowsAtOnce)
      await client.submitTransaction(some.slice(n, n + rowsAtOnce).map((row) => ['create', row]))
  }
}
