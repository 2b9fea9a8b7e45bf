import { gunzipSync } from 'node:zlib'
import * as z from 'zod'
import { ages, pageToken } from '../../shared/review/pages/routes'

export type Asked = {
  readonly what: string
  readonly path: string
  readonly mostInMs: number
  /** Requests of storage. */
  readonly mostRequests: number
}

const next = z.object({ next: z.string() })
const list = (what: string, path: string): Asked => ({ what, path, mostInMs: 500, mostRequests: 10 })
const overview = (what: string, path: string): Asked => ({ what, path, mostInMs: 1000, mostRequests: 20 })

/** The values of each filter: the commonest, and the rarest or one that nothing has. */
const filters: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['status', ['closed', 'awaiting-approval', 'open', 'overdue', 'unconfirmed']],
  ['kind', ['phishing', 'spam']],
  ['service', ['AppService', 'Storage']],
  ['region', ['eastus', 'nowhere']],
  ['age', Object.keys(ages)],
  ['takedown', ['unknown', 'gone']],
  ['q', ['contoso', 'site-99999', 'nothing-has-this', '203.0.113.9', '198.51.100.7']],
]

/** Everything that people look at, in the API and as a page. `ask` is needed for what begins a following page. */
export async function pagesToAsk(
  ask: (path: string) => Promise<Buffer>,
  id: string,
): Promise<readonly Asked[]> {
  const onwards = next.parse(JSON.parse(unpacked(await ask('reports?limit=50')))).next
  const filtered = filters.flatMap(([name, values]) =>
    values.map((value) => list(`list, ${name}=${value}`, `reports?limit=50&${name}=${value}`)),
  )
  return [
    list('list, first page', 'reports?limit=50'),
    list('list, second page', `reports?limit=50&${pageToken}=${encodeURIComponent(onwards)}`),
    ...filtered,
    list('one report', `reports/${id}`),
    list('questions', 'questions'),
    overview('statistics', 'statistics'),
    overview('health', 'health'),
    overview('page: overview', 'page'),
    list('page: reports', 'page/reports'),
    list('page: reports, status=awaiting-approval', 'page/reports?status=awaiting-approval'),
    list('page: one report', `page/reports/${id}`),
    list('page: unmatched mail', 'page/mails'),
    list('page: quarantine', 'page/quarantine'),
  ]
}

const unpacked = (bytes: Buffer): string => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
