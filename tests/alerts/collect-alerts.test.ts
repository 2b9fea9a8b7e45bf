import { collectAlerts, type CollectDeps } from '../../shared/alerts/collect-alerts'
import type { CursorStore } from '../../shared/alerts/collect-pass'
import { graphAlert, graphPages } from '../../shared/alerts/graph-client'
import { unpackMessage } from '../../shared/alerts/message'
import { loadKey } from '../helpers/envelope-key'
import type { QuarantineEntry } from '../../shared/alerts/quarantine'
import { type FakeAlert, type FakeGraph, sendJson, startFakeGraph } from '../helpers/fake-graph-alerts'

const hour = 3600_000
const start = new Date('2026-11-23T12:00:00Z')
const before = (inMs: number) => new Date(start.getTime() - inMs).toISOString()
const alertAt = (id: string, inMs: number): FakeAlert => ({ id, lastUpdateDateTime: before(inMs) })
const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: start.getTime() + hour }) }

let graph: FakeGraph
beforeEach(async () => {
  graph = await startFakeGraph()
})
afterEach(() => graph.close())

/** Everything that lasts, in memory, with the same answers as the table, the queue and the blobs give. */
function tenant() {
  const state = {
    now: start,
    cursor: undefined as { text: string; etag: string } | undefined,
    queue: [] as string[],
    blobs: new Map<string, Uint8Array>(),
    quarantine: [] as QuarantineEntry[],
    log: [] as { event: string; cause?: unknown; remedy?: unknown }[],
  }
  const deps: CollectDeps = {
    getPage: graphPages({ endpoint: graph.origin, credential, timeoutInMs: 2_000 }),
    getAlert: graphAlert({ endpoint: graph.origin, credential, timeoutInMs: 2_000 }),
    listBehindOpenReports: async function* () {},
    cursors: { latest: cursorIn(state), resweep: cursorIn({}), recheck: cursorIn({}) },
    enqueue: async (message) => void state.queue.push(message),
    putBlob: async (name, bytes) => void state.blobs.set(name, bytes),
    loadKey,
    quarantine: async (entry) => void state.quarantine.push(entry),
    isRefusedForGood: (error) => error instanceof RangeError,
    now: () => state.now,
    log: (event, fields) => state.log.push({ event, ...fields }),
    settings: { lookbackInHours: 24, overlapInMinutes: 15, delayInSeconds: 60, endpoint: graph.origin },
  }
  const queued = async () => {
    const load = async (name: string) => state.blobs.get(name)
    const messages = await Promise.all(
      state.queue.map((message) => unpackMessage(message, { loadBlob: load, loadKey })),
    )
    return messages.map(({ body }) => (body as FakeAlert).id)
  }
  return {
    state,
    deps,
    queued,
    run: (changed: Partial<CollectDeps> = {}) => collectAlerts({ ...deps, ...changed }),
  }
}

type Held = { cursor?: { text: string; etag: string } | undefined }

const cursorIn = (held: Held): CursorStore => ({
  load: async () => held.cursor,
  save: async (text, etag) => {
    if (held.cursor?.etag !== etag) return undefined
    held.cursor = { text, etag: String(Number(etag ?? 0) + 1) }
    return held.cursor.etag
  },
})

const filterOf = (request: { url: string } | undefined) =>
  new URL(request?.url ?? '', 'https://graph.microsoft.com').searchParams.get('$filter')

describe('a window', () => {
  it('of the first run looks a day back, not over months', async () => {
    graph.alerts = [alertAt('old', 25 * hour), alertAt('new', hour), alertAt('too young', 30_000)]
    const { run, queued } = tenant()
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 1, queued: 1 })
    expect(await queued()).toEqual(['new'])
    expect(filterOf(graph.requests[0])).toBe(
      'lastUpdateDateTime ge 2026-11-22T11:59:00.000Z and lastUpdateDateTime lt 2026-11-23T11:59:00.000Z',
    )
  })

  it('begins where the last one ended, less the overlap', async () => {
    const { run, state } = tenant()
    await run()
    state.now = new Date(start.getTime() + 5 * 60_000)
    await run()
    expect(filterOf(graph.requests[1])).toBe(
      'lastUpdateDateTime ge 2026-11-23T11:44:00.000Z and lastUpdateDateTime lt 2026-11-23T12:04:00.000Z',
    )
  })

  it('is not opened while nothing is old enough', async () => {
    const { run } = tenant()
    await run()
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 0 })
    expect(graph.requests).toHaveLength(1)
  })

  it('never spans more than a day: a long silence is caught up in pieces, in one run', async () => {
    const { run, state, queued } = tenant()
    await run()
    state.now = new Date(start.getTime() + 60 * hour)
    graph.alerts = [alertAt('a', -hour), alertAt('b', -30 * hour), alertAt('c', -59 * hour)]
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 3, queued: 3 })
    expect(await queued()).toEqual(['a', 'b', 'c'])
  })

  it('an alert that turns up late, within the overlap, is still found', async () => {
    const { run, state, queued } = tenant()
    await run()
    graph.alerts = [alertAt('late', 10 * 60_000)]
    state.now = new Date(start.getTime() + 5 * 60_000)
    await run()
    expect(await queued()).toEqual(['late'])
  })

  it('what the overlap shows again is queued again only when it has changed', async () => {
    graph.alerts = [alertAt('same', 5 * 60_000), alertAt('changing', 5 * 60_000)]
    const { run, state, queued } = tenant()
    await run()
    state.now = new Date(start.getTime() + 5 * 60_000)
    graph.alerts = [alertAt('same', 5 * 60_000), alertAt('changing', 4 * 60_000)]
    await expect(run()).resolves.toMatchObject({ queued: 1, unchanged: 1 })
    expect(await queued()).toEqual(['same', 'changing', 'changing'])
  })
})

describe('pages', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((id, i) => alertAt(id, (i + 1) * hour))

  it('are followed to the last', async () => {
    graph.alerts = five
    const { run, queued } = tenant()
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 3, queued: 5 })
    expect(await queued()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('a page that fails leaves the ones before it done, and the next run goes on there', async () => {
    graph.alerts = five
    const { run, state, queued } = tenant()
    graph.instead.push(...passOn(1), (response) => sendJson(response, 500, {}))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'server-error', pages: 1 })
    state.now = new Date(start.getTime() + hour)
    await run()
    expect(await queued()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(filterOf(graph.requests[2])).toBe(filterOf(graph.requests[0]))
  })

  it('storage that fails in passing throws, and the page comes again', async () => {
    graph.alerts = five
    const { run, deps, queued } = tenant()
    let sends = 0
    const enqueue = async (message: string) => {
      sends += 1
      if (sends === 4) throw new Error('503 Server Busy')
      await deps.enqueue(message)
    }
    await expect(run({ enqueue })).rejects.toThrow('503')
    await run()
    expect(await queued()).toEqual(['a', 'b', 'c', 'c', 'd', 'e'])
  })

  it('an alert that storage refuses for good is set aside, and the window moves on', async () => {
    graph.alerts = five
    const { run, deps, state, queued } = tenant()
    const enqueue = async (message: string) => {
      if (Buffer.from(message, 'base64').includes('"id":"b"')) throw new RangeError('OutOfRangeInput')
      await deps.enqueue(message)
    }
    await expect(run({ enqueue })).resolves.toMatchObject({ outcome: 'done', queued: 4, quarantined: 1 })
    expect(await queued()).toEqual(['a', 'c', 'd', 'e'])
    expect(state.quarantine).toMatchObject([
      { source: 'graph', reason: 'storage refuses it: OutOfRangeInput', body: { id: 'b' } },
    ])
    expect(state.log).toMatchObject([{ event: 'alert quarantined', remedy: expect.any(String) as string }])
  })

  it('a quarantine that fails keeps the cursor', async () => {
    graph.alerts = five
    const { run, state } = tenant()
    const enqueue = async () => Promise.reject(new RangeError('refused'))
    const quarantine = async () => Promise.reject(new Error('storage is down'))
    await expect(run({ enqueue, quarantine })).rejects.toThrow('storage is down')
    expect(state.cursor).toBeUndefined()
  })

  it('a bomb in a page harms nothing', async () => {
    const { run, state, queued } = tenant()
    const bomb = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    graph.instead.push((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.end(`{"value":[{"id":"bomb","x":${bomb}},{"id":"fine"}]}`)
    })
    await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 1, quarantined: 1 })
    expect(await queued()).toEqual(['fine'])
    expect(state.quarantine[0]?.reason).toBe('it is nested more than 99 levels deep')
  })

  it('an alert too large for the queue travels by reference', async () => {
    graph.alerts = [{ ...alertAt('big', hour), description: 'x'.repeat(100_000) }]
    const { run, state, queued } = tenant()
    await run()
    expect(state.queue[0]!.length).toBeLessThan(300)
    expect(await queued()).toEqual(['big'])
  })

  it('what is no alert is queued as it is: whoever parses it says so', async () => {
    const { run, state } = tenant()
    graph.instead.push((response) => sendJson(response, 200, { value: [null, 7, {}] }))
    await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 3 })
    expect(state.quarantine).toEqual([])
  })

  it('a run does its share of 50 pages and leaves the rest to the next', async () => {
    graph.pageSize = 1
    graph.alerts = Array.from({ length: 60 }, (_, i) => alertAt(`a${i}`, (i + 1) * 60_000 + 60_000))
    const { run, queued } = tenant()
    await expect(run()).resolves.toMatchObject({ outcome: 'more', pages: 50 })
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 10 })
    expect(new Set(await queued()).size).toBe(60)
  })

  it('a run that takes too long leaves the rest to the next', async () => {
    graph.alerts = five
    const { run, deps, state } = tenant()
    const enqueue = async (message: string) => {
      state.now = new Date(state.now.getTime() + 3 * 60_000)
      await deps.enqueue(message)
    }
    await expect(run({ enqueue })).resolves.toMatchObject({ outcome: 'more', pages: 1 })
  })

  it('two runs at once: the second to save gives way', async () => {
    graph.alerts = five
    const { run, deps, state, queued } = tenant()
    const enqueue = async (message: string) => {
      state.cursor = { text: 'of another', etag: '77' }
      await deps.enqueue(message)
    }
    await expect(run({ enqueue })).resolves.toMatchObject({ outcome: 'conflict', pages: 1 })
    expect(await queued()).toEqual(['a', 'b'])
    expect(state.cursor?.text).toBe('of another')
  })
})

describe('a refusal has its end: the cursor stays, one line names cause and remedy', () => {
  it.each([
    { name: '401', status: 401, headers: {}, cause: 'unauthorised', remedy: 'GRAPH_TENANT_ID' },
    { name: '403', status: 403, headers: {}, cause: 'forbidden', remedy: 'SecurityAlert.Read.All' },
    {
      name: '429 with seconds',
      status: 429,
      headers: { 'Retry-After': '90' },
      cause: 'throttled',
      waits: 90,
    },
    {
      name: '429 with a date',
      status: 429,
      headers: { 'Retry-After': 'Mon, 23 Nov 2026 12:02:00 GMT' },
      cause: 'throttled',
      waits: 120,
    },
    { name: '429 without Retry-After', status: 429, headers: {}, cause: 'throttled', waits: 60 },
    {
      name: '429 with nonsense',
      status: 429,
      headers: { 'Retry-After': 'soon' },
      cause: 'throttled',
      waits: 60,
    },
    {
      name: '429 for a year',
      status: 429,
      headers: { 'Retry-After': '31536000' },
      cause: 'throttled',
      waits: 6 * 3600,
    },
    {
      name: '429 until yesterday',
      status: 429,
      headers: { 'Retry-After': 'Sun, 22 Nov 2026 12:00:00 GMT' },
      cause: 'throttled',
      waits: 0,
    },
    { name: '500', status: 500, headers: {}, cause: 'server-error' },
    {
      name: '503 with Retry-After',
      status: 503,
      headers: { 'Retry-After': '30' },
      cause: 'server-error',
      waits: 30,
    },
    { name: '400', status: 400, headers: {}, cause: 'rejected', waits: 900 },
  ])('$name', async ({ status, headers, cause, waits, remedy }) => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('a', hour)]
    graph.instead.push((response) =>
      sendJson(response, status, { error: { code: 'C', message: 'M' } }, headers),
    )
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause, queued: 0 })
    expect(state.log).toMatchObject([
      { event: 'alerts not collected', cause, remedy: expect.stringContaining(remedy ?? '.') as string },
    ])
    expect(waitInSeconds(state.cursor)).toBe(waits)

    state.now = new Date(start.getTime() + (waits ?? 0) * 1000)
    await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 1 })
    expect(await queued()).toEqual(['a'])
  })

  it('while Graph asks to be left alone, it is', async () => {
    const { run, state } = tenant()
    graph.instead.push((response) => sendJson(response, 429, {}, { 'Retry-After': '90' }))
    await run()
    state.now = new Date(start.getTime() + 89_000)
    await expect(run()).resolves.toMatchObject({ outcome: 'waiting' })
    expect(graph.requests).toHaveLength(1)
  })

  it('HTML in the place of Graph', async () => {
    const { run, state } = tenant()
    graph.instead.push((response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>'))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'not-json' })
    expect(state.log).toMatchObject([{ remedy: expect.stringContaining('proxies') as string }])
    await expect(run()).resolves.toMatchObject({ outcome: 'done' })
  })

  it('a first page that never comes does not move the start of the look-back into the past', async () => {
    const { run, state } = tenant()
    graph.instead.push((response) => sendJson(response, 500, {}))
    await run()
    expect(JSON.parse(state.cursor!.text)).toEqual({ seenBefore: '', seenNow: '' })
  })
})

describe('links that lead nowhere', () => {
  const page = (nextLink: (url: URL) => string) => (response: Parameters<typeof sendJson>[0], url: URL) =>
    sendJson(response, 200, { value: [alertAt('a', hour)], '@odata.nextLink': nextLink(url) })
  let count = 0
  const fresh = (url: URL) => `${url.origin}${url.pathname}?$skiptoken=${(count += 1)}`

  it('to itself: ended at the second sight, its alert queued once', async () => {
    const { run, state, queued } = tenant()
    graph.instead.push(...Array.from({ length: 5 }, () => page((url) => url.href)))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'looping-link', pages: 1 })
    expect(graph.requests).toHaveLength(1)
    expect(await queued()).toEqual(['a'])
    expect(state.log).toHaveLength(1)
    expect(waitInSeconds(state.cursor)).toBe(900)
  })

  it('in a ring', async () => {
    const { run } = tenant()
    const ring = (to: string) => page((url) => `${url.origin}${url.pathname}?$skiptoken=${to}`)
    graph.instead.push(ring('x'), ring('y'), ring('x'))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'looping-link', pages: 3 })
  })

  it('to ever new pages: 50 a run, and given up at 1,000', async () => {
    const { run, state, queued } = tenant()
    graph.instead.push(...Array.from({ length: 1_100 }, () => page(fresh)))
    for (let i = 0; i < 20; i++) await expect(run()).resolves.toMatchObject({ outcome: 'more', pages: 50 })
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'endless-link', pages: 0 })
    expect(await queued()).toHaveLength(20)
    expect(JSON.parse(state.cursor!.text)).not.toHaveProperty('window')
    expect(state.log).toMatchObject([{ cause: 'endless-link', pages: 1_000 }])
  })

  it.each([
    {
      to: 'another host',
      nextLink: 'https://example.com/v1.0/security/alerts_v2?$skip=2',
      cause: 'foreign-link',
    },
    { to: 'nothing', nextLink: 'next', cause: 'foreign-link' },
    {
      to: 'a name too long to remember',
      nextLink: `https://graph.microsoft.com/${'x'.repeat(10_000)}`,
      cause: 'long-link',
    },
  ])('to $to: the window is read anew', async ({ nextLink, cause }) => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('a', hour), alertAt('b', 2 * hour)]
    graph.instead.push(page(() => nextLink))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause })
    state.now = new Date(start.getTime() + 15 * 60_000)
    await expect(run()).resolves.toMatchObject({ outcome: 'done' })
    expect(await queued()).toEqual(['a', 'a', 'b'])
  })

  it('that has run out: the window is read anew', async () => {
    const { run, state, queued } = tenant()
    graph.alerts = ['a', 'b', 'c'].map((id, i) => alertAt(id, (i + 1) * hour))
    graph.instead.push(...passOn(1), (response) => sendJson(response, 410, { error: { code: 'Gone' } }))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'rejected', pages: 1 })
    state.now = new Date(start.getTime() + 15 * 60_000)
    await run()
    expect(await queued()).toEqual(['a', 'b', 'a', 'b', 'c'])
  })
})

describe('the cursor', () => {
  it.each(['', 'null', '{"window":{}}', '{"doneUntil":"yesterday","seenBefore":"","seenNow":""}'])(
    'that is none of ours (%j) means a look back, and a line',
    async (text) => {
      const { run, state, queued } = tenant()
      graph.alerts = [alertAt('a', hour)]
      state.cursor = { text, etag: '1' }
      await expect(run()).resolves.toMatchObject({ outcome: 'done' })
      expect(await queued()).toEqual(['a'])
      expect(state.log).toMatchObject([{ event: 'cursor unreadable' }])
    },
  )

  it('stays within a cell of a table, whatever the overlap holds', async () => {
    graph.pageSize = 2_500
    graph.alerts = Array.from({ length: 2_500 }, (_, i) => alertAt(`a${i}`, 61_000 + i * 300))
    const { run, state } = tenant()
    await run()
    state.now = new Date(start.getTime() + 60_000)
    await expect(run()).resolves.toMatchObject({ unchanged: 900, queued: 1_600 })
    expect(state.cursor!.text.length).toBeLessThan(32_768)
  })
})

/** The real page, `times` over. */
function passOn(times: number) {
  return Array.from({ length: times }, () => (response: Parameters<typeof sendJson>[0], url: URL) => {
    const next = new URL(url)
    next.searchParams.set('$skip', String(graph.pageSize))
    sendJson(response, 200, { value: graph.alerts.slice(0, graph.pageSize), '@odata.nextLink': next.href })
  })
}

function waitInSeconds(cursor: { text: string } | undefined): number | undefined {
  const { waitUntil } = JSON.parse(cursor?.text ?? '{}') as { waitUntil?: string }
  return waitUntil === undefined ? undefined : (Date.parse(waitUntil) - start.getTime()) / 1000
}
