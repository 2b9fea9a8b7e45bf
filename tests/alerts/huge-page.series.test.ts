import type { ServerResponse } from 'node:http'
import { once } from 'node:events'
import { pageOfAlerts } from '../../sandbox/world/graph-alerts'
import { fineWeather } from '../../sandbox/world/graph-weather'
import { graphPages } from '../../shared/alerts/graph-client'
import { type HttpServer, serveHttp } from '../helpers/http-server'
import { start, tenantOf } from './collect-tenant'

const mebibyte = 1024 * 1024
const filler = Buffer.alloc(mebibyte, 'x')
/** Two MiB each: a page of all of them has 200. */
const alerts = Array.from({ length: 100 }, (_, n) => ({
  id: `a${n}`,
  lastUpdateDateTime: new Date(start.getTime() - (n + 2) * 600_000).toISOString(),
}))

let graph: HttpServer
let sent: number[]
let peakInBytes: number
beforeEach(async () => {
  sent = []
  peakInBytes = 0
  graph = await serveHttp((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'https://graph.microsoft.com')
    const page = pageOfAlerts(alerts, searchParams, { ...fineWeather, maxPageSize: 100 }, new Date())
    if (page.kind === 'page') void stream(response, page.body)
    else response.writeHead(400).end()
  })
})
afterEach(() => graph.close())

/** Alert by alert, as fast as they are taken; how much was, is noted. */
async function stream(
  response: ServerResponse,
  { value, ...rest }: { value: readonly object[] },
): Promise<void> {
  const nth = sent.push(0) - 1
  const closed = once(response, 'close')
  const write = async (chunk: Buffer | string) => {
    peakInBytes = Math.max(peakInBytes, process.memoryUsage().rss)
    sent[nth] = (sent[nth] ?? 0) + chunk.length
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed])
  }
  response.writeHead(200, { 'Content-Type': 'application/json' })
  await write(`${JSON.stringify(rest).slice(0, -1)},"value":[`)
  for (const [n, alert] of value.entries()) {
    if (response.destroyed) return
    await write(`${n === 0 ? '' : ','}${JSON.stringify(alert).slice(0, -1)},"description":"`)
    for (let part = 0; part < 2; part++) await write(filler)
    await write('"}')
  }
  response.end(']}')
}

it('a page of 200 MiB is not read to its end: its time is cut until pages can be held, and no alert is lost', async () => {
  const { state, run } = tenantOf({ ...graph, alerts: [], pageSize: 100, instead: [] })
  const credential = {
    getToken: async () => ({ token: 't', expiresOnTimestamp: start.getTime() + 3600_000 }),
  }
  const getPage = graphPages({ endpoint: graph.origin, credential, timeoutInMs: 60_000 })
  const queued = new Set<string>()
  const putBlob = async (name: string) => void queued.add(name)
  const before = process.memoryUsage().rss
  const outcomes: string[] = []
  for (let n = 0; n < 6 && queued.size < alerts.length; n++) {
    outcomes.push((await run({ getPage, putBlob })).outcome)
    state.now = new Date(state.now.getTime() + 300_000)
  }
  expect(queued.size).toBe(alerts.length)
  expect(outcomes.at(-1)).toBe('done')
  expect(state.log).toEqual([])
  // 48 MiB of each answer are read, and some more are on their way by then.
  expect(Math.max(...sent)).toBeGreaterThan(48 * mebibyte)
  expect(Math.max(...sent)).toBeLessThan(80 * mebibyte)
  expect(peakInBytes - before).toBeLessThan(512 * mebibyte)
}, 300_000)
