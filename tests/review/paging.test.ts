import { monthOf, mintReportId } from '../../shared/model/report-id'
import { readFilters } from '../../shared/review/api/filters'
import { pageOfReports } from '../../shared/review/api/page-of-reports'
import type { Place } from '../../shared/review/api/place'
import type { Storage } from '../../shared/storage/storage'
import { freshStorage } from '../helpers/storage'

const now = new Date('2026-11-23T12:00:00Z')
const ids: string[] = []
let storage: Storage

/** 2,000 reports over 14 months; every seventh about App Service, one alone in the oldest month. */
beforeAll(async () => {
  storage = freshStorage()
  await storage.table('Reports').page({ size: 1 })
  const rows = Array.from({ length: 2_000 }, (_, n) => {
    const at = new Date(now.getTime() - n * 0.2 * 86_400_000 - 60_000)
    const rowKey = mintReportId('DAR', at, n)
    ids.push(rowKey)
    const isLast = n === 1_999
    const words = { Endpoint: isLast ? 'needle.example.com' : `host-${n}.example.com`, Abuse: 'phishing' }
    const service = n % 7 === 0 ? 'AppService' : 'AppServiceManagement'
    return { partitionKey: monthOf(at), rowKey, Status: 'sent', Service: service, ...words }
  })
  await storage.table('Reports').insert(rows[0]!)
  for (let n = 1; n < rows.length; n += 50)
    await Promise.all(rows.slice(n, n + 50).map((row) => storage.table('Reports').insert(row)))
}, 60_000)

async function walk(filters: Record<string, string>, size: number) {
  const read = readFilters(new URLSearchParams(filters), now)
  if ('fault' in read) throw new Error(read.fault)
  const found: string[] = []
  const requests: number[] = []
  let place: Place | undefined
  do {
    const page = await pageOfReports(storage, read.query, place, size, now)
    found.push(...page.rows.map(({ key }) => key.rowKey))
    requests.push(page.requests)
    place = page.next
  } while (place && requests.length < 500)
  return { found, mostRequests: Math.max(...requests) }
}

it.each([
  { filters: {}, size: 50, wanted: () => true },
  { filters: {}, size: 333, wanted: () => true },
  { filters: { service: 'AppService' }, size: 50, wanted: (n: number) => n % 7 === 0 },
  { filters: { q: 'HOST-1' }, size: 100, wanted: (n: number) => String(n).startsWith('1') && n < 1_999 },
  { filters: { q: 'needle' }, size: 50, wanted: (n: number) => n === 1_999 },
  { filters: { status: 'closed' }, size: 50, wanted: () => false },
  { filters: { age: 'within-30' }, size: 40, wanted: (n: number) => n < 150 },
  { filters: { age: 'over-90' }, size: 200, wanted: (n: number) => n >= 450 },
])('$filters by $size: each report once, newest first, ten requests a page at most', async (way) => {
  const { found, mostRequests } = await walk(way.filters, way.size)
  expect(found).toEqual(ids.filter((_, n) => way.wanted(n)))
  expect(mostRequests).toBeLessThanOrEqual(10)
})
