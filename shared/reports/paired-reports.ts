import * as z from 'zod'
import { keyHash } from '../model/hash'
import { isNewerRow } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import type { Report } from './report'

/** Another report that a mail names, because it is about the host on this address, or the address of this host. */
export type SeeAlso = { readonly reportId: string; readonly endpointText: string }

type Paired = Pick<Report, 'id' | 'endpoint' | 'endpointText' | 'evidence' | 'trial'>

const most = 5
const cells = z.object({ Endpoint: z.string(), About: z.enum(['address', 'name']), Trial: z.boolean() })

/**
 * Notes that this report is being filed with its address, and finds those filed about the other end of the pair. A
 * row for each report and address, inserted once: two that leave at the same time miss each other in their first
 * mails at worst, and name each other in the next.
 */
export async function pairedReports(storage: Storage, report: Paired): Promise<readonly SeeAlso[]> {
  const { address } = report.evidence
  if (address === undefined) return []
  const table = storage.table('Pairs')
  const partitionKey = keyHash(address)
  const about = report.endpoint.kind === 'address' ? 'address' : 'name'
  const words = { Address: address, Endpoint: report.endpointText, About: about, Trial: report.trial }
  await table.insert({ partitionKey, rowKey: report.id, SchemaVersion: 1, ...words })
  const others: SeeAlso[] = []
  for await (const row of table.list({ partitionKey })) {
    const { key, cells: found } = row
    const { data } = cells.safeParse(found)
    if (data === undefined || isNewerRow('Pairs', row) || data.About === about || data.Trial !== report.trial)
      continue
    others.push({ reportId: key.rowKey, endpointText: data.Endpoint })
    if (others.length >= most) break
  }
  return others
}
