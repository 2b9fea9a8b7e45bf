import { loadavg } from 'node:os'
import { startAzurite } from '../../sandbox/world/azurite'
import { createContext } from '../../shared/platform/app-context'
import { runReviewReports } from '../../shared/platform/run-review-reports'
import { readSettings } from '../../shared/settings/settings'
import { keepStatistics } from '../../shared/review/keep-statistics'
import { azureStorage } from '../../shared/storage/storage'
import { idleSettings } from '../cold-start/idle-settings'
import { fillStorage, storedId } from '../stored/fill'
import { countRequests } from '../stored/requests'
import { type Asked, pagesToAsk } from './pages-to-ask'

const now = new Date('2026-11-23T10:00:00Z')
/** A person reads for a while; no limit on who asks how often is to be met here. */
const pauseInMs = 60_000

type Measured = Asked & {
  readonly median: number
  readonly p95: number
  readonly processor: number
  readonly requests: number
  readonly sizeInKb: number
}

async function main(reports: number, times: number): Promise<void> {
  console.log(
    `Review of ${reports} reports, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
  )
  const azurite = await startAzurite()
  try {
    await fillStorage(azurite.connectionString, reports, now)
    const storage = azureStorage({ connectionString: azurite.connectionString })
    const began = performance.now()
    await keepStatistics({ storage, now: () => now }, { months: 24 })
    console.log(`every month counted once: ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
    const clock = { at: now }
    const app = createContext(
      readSettings(idleSettings(azurite.connectionString), { isOpenOnLoopback: true }),
      {
        storage: () => storage,
        now: () => clock.at,
      },
    )
    const requests = countRequests(azurite.ports)
    const asked = async (path: string) => {
      clock.at = new Date(clock.at.getTime() + pauseInMs)
      const url = `http://127.0.0.1:7071/api/${path}`
      const request = new Request(url, { headers: { host: '127.0.0.1:7071', 'accept-encoding': 'gzip' } })
      const response = await runReviewReports(app, request, (event, fields) => {
        throw new Error(`${event}: ${JSON.stringify(fields)}`)
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${bytes.toString()}`)
      return bytes
    }
    const countAll = () => {
      const { tables, blobs, queues } = requests()
      return tables + blobs + queues
    }
    const pages = await pagesToAsk(asked, storedId(Math.floor(reports / 2), reports, now))
    const measured: Measured[] = []
    for (const page of pages) measured.push(await measure(page, times, asked, countAll))
    process.exitCode = report(measured) ? 0 : 1
  } finally {
    await azurite.close()
  }
}

async function measure(
  page: Asked,
  times: number,
  ask: (path: string) => Promise<Buffer>,
  countAll: () => number,
): Promise<Measured> {
  const taken: number[] = []
  const processor: number[] = []
  let requests = 0
  let sizeInKb = 0
  for (let n = -1; n < times; n++) {
    const before = countAll()
    const cpu = process.cpuUsage()
    const began = performance.now()
    const bytes = await ask(page.path)
    if (n < 0) continue
    taken.push(performance.now() - began)
    const { user, system } = process.cpuUsage(cpu)
    processor.push((user + system) / 1000)
    requests = Math.max(requests, countAll() - before)
    sizeInKb = Math.max(sizeInKb, bytes.length / 1024)
  }
  return {
    ...page,
    median: share(taken, 0.5),
    p95: share(taken, 0.95),
    processor: share(processor, 0.5),
    requests,
    sizeInKb,
  }
}

function report(measured: readonly Measured[]): boolean {
  console.log(`${'milliseconds'.padEnd(44)} median     p95   ours  requests     KB`)
  for (const { what, median, p95, processor, requests, sizeInKb } of measured) {
    const times = [median, p95, processor].map((one) => one.toFixed(0).padStart(7)).join(' ')
    console.log(
      `${what.padEnd(43)}${times} ${String(requests).padStart(9)} ${sizeInKb.toFixed(1).padStart(6)}`,
    )
  }
  const late = measured.filter(({ p95, mostInMs }) => p95 > mostInMs)
  const greedy = measured.filter(({ requests, mostRequests }) => requests > mostRequests)
  const names = (some: readonly Measured[]) => some.map(({ what }) => what).join(', ')
  const isQuick = target(
    late.length === 0,
    `all in time at the 95th percentile${late.length > 0 ? `, but for ${names(late)}` : ''}`,
  )
  return (
    target(
      greedy.length === 0,
      `all with few requests of storage${greedy.length > 0 ? `, but for ${names(greedy)}` : ''}`,
    ) && isQuick
  )
}

const share = (numbers: readonly number[], part: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))] ??
  Number.NaN

function target(isMet: boolean, what: string): boolean {
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}`)
  return isMet
}

void main(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 20))
