import type { CollectDeps } from '../../shared/alerts/collect-alerts'
import { emptyCursor, formatCursor, parseCursor } from '../../shared/alerts/collect-cursor'
import { ticksOf } from '../../shared/alerts/collect-slice'
import { type FakeAlert, type FakeGraph, sendJson, startFakeGraph } from '../helpers/fake-graph-alerts'
import { start, tenantOf } from './collect-tenant'

const hour = 3600_000
const before = (inMs: number) => new Date(start.getTime() - inMs).toISOString()
const alertAt = (id: string, inMs: number): FakeAlert => ({ id, lastUpdateDateTime: before(inMs) })

let graph: FakeGraph
beforeEach(async () => {
  graph = await startFakeGraph()
})
afterEach(() => graph.close())

const tenant = () => tenantOf(graph)

const filterOf = (request: { url: string } | undefined) =>
  new URL(request?.url ?? '', 'https://graph.microsoft.com').searchParams.get('$filter')

describe('a window', () => {
  it('of the first run looks a day back, not over months', async () => {
    graph.alerts = [alertAt('old', 25 * hour), alertAt('new', hour), alertAt('too young', 30_000)]
    const { run, queued } = tenant()
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 1, queued: 1 })
    expect(await queued()).toEqual(['new'])
    expect(filterOf(graph.requests[0])).toBe(
      'lastUpdateDateTime ge 2026-11-22T11:59:00.000Z and lastUpdateDateTime le 2026-11-23T11:59:00.000Z',
    )
  })

  it('begins where the last one ended, less the overlap', async () => {
    const { run, state } = tenant()
    await run()
    state.now = new Date(start.getTime() + 5 * 60_000)
    await run()
    expect(filterOf(graph.requests[1])).toBe(
      'lastUpdateDateTime ge 2026-11-23T11:44:00.000Z and lastUpdateDateTime le 2026-11-23T12:04:00.000Z',
    )
  })

  it('is not opened while nothing is old enough', async () => {
    const { run } = tenant()
    await run()
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 0 })
    expect(graph.requests).toHaveLength(1)
  })

  it('holds all of a long silence, and is cut only where a page is full', async () => {
    const { run, state, queued } = tenant()
    await run()
    state.now = new Date(start.getTime() + 60 * hour)
    graph.alerts = [alertAt('a', -hour), alertAt('b', -30 * hour), alertAt('c', -59 * hour)]
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 1, queued: 3 })
    expect(await queued()).toEqual(['c', 'b', 'a'])
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

  beforeEach(() => {
    graph.pageSize = 2
  })

  it('that are full are kept, and the time they are of is cut until none is', async () => {
    graph.alerts = five
    const { run, queued } = tenant()
    await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 5 })
    expect((await queued()).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('a page that fails once is asked for again, in pieces', async () => {
    graph.alerts = five
    const { run, state, queued } = tenant()
    graph.instead.push((response) => sendJson(response, 500, {}))
    await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 5 })
    expect((await queued()).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(state.log).toEqual([])
  })

  it('where nothing is answered any more, the next run goes on there', async () => {
    graph.alerts = five
    const { run, state, queued } = tenant()
    graph.instead.push((response, url) => sendJson(response, 200, firstPageOf(url)), ...always(500, 5))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'server-error', pages: 1 })
    expect(await queued()).toEqual(['a', 'b'])
    state.now = new Date(start.getTime() + hour)
    await run()
    expect((await queued()).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
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
    expect([...new Set(await queued())].sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('an alert that storage refuses for good is set aside, and the window moves on', async () => {
    graph.alerts = five
    const { run, deps, state, queued } = tenant()
    const enqueue = async (message: string) => {
      if (Buffer.from(message, 'base64').includes('"id":"b"')) throw new RangeError('OutOfRangeInput')
      await deps.enqueue(message)
    }
    await expect(run({ enqueue })).resolves.toMatchObject({ outcome: 'done', queued: 4, quarantined: 1 })
    expect((await queued()).sort()).toEqual(['a', 'c', 'd', 'e'])
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

  it('are asked for 120 times a minute at most', async () => {
    graph.pageSize = 1
    graph.alerts = Array.from({ length: 150 }, (_, i) => alertAt(`a${i}`, (i + 1) * 60_000 + 60_000))
    const { run, state, queued } = tenant()
    await expect(run()).resolves.toMatchObject({ outcome: 'done' })
    const fullMinutes = Math.floor((graph.requests.length - 1) / 120)
    expect(fullMinutes).toBeGreaterThan(0)
    expect(state.sleptInMs).toBe(fullMinutes * 60_000)
    expect(await queued()).toHaveLength(150)
  })

  it('a run that takes too long leaves the rest to the next', async () => {
    graph.alerts = five
    const { run, deps, state, queued } = tenant()
    const enqueue = async (message: string) => {
      state.now = new Date(state.now.getTime() + 3 * 60_000)
      await deps.enqueue(message)
    }
    await expect(run({ enqueue })).resolves.toMatchObject({ outcome: 'more', pages: 1 })
    await run()
    expect((await queued()).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
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
    { name: '400', status: 400, headers: {}, cause: 'rejected' },
  ])('$name', async ({ status, headers, cause, waits, remedy }) => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('a', hour)]
    const body = { error: { code: 'C', message: 'M' } }
    const refuse = (response: Parameters<typeof sendJson>[0]) =>
      sendJson(response, status, body, { 'request-id': 'their-id', ...headers })
    graph.instead.push(...Array.from({ length: 12 }, () => refuse))
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause, queued: 0 })
    expect(state.log).toMatchObject([
      {
        event: 'alerts not collected',
        cause,
        remedy: expect.stringContaining(remedy ?? '.') as string,
        detail: expect.stringMatching(/request-id their-id, client-request-id [0-9a-f-]{36}/) as string,
      },
    ])
    graph.instead.length = 0
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
    const html = (response: Parameters<typeof sendJson>[0]) =>
      void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>')
    graph.instead.push(html, html, html, html, html)
    await expect(run()).resolves.toMatchObject({ outcome: 'stopped', cause: 'not-json' })
    expect(state.log).toMatchObject([{ remedy: expect.stringContaining('proxies') as string }])
    await expect(run()).resolves.toMatchObject({ outcome: 'done' })
  })

  it('a window whose first page never comes is read by the next run, with what came since', async () => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('a', hour), alertAt('b', -10 * 60_000)]
    graph.instead.push(...always(500, 5))
    await run()
    state.now = new Date(start.getTime() + 15 * 60_000)
    await run()
    expect((await queued()).sort()).toEqual(['a', 'b'])
  })
})

describe('a slice that Graph refuses, and no other', () => {
  const poison = alertAt('poison', 10 * hour)
  const others = ['a', 'b', 'c'].map((id, i) => alertAt(id, (i * 7 + 1) * hour))
  /** Whatever holds the poisoned alert is an error. */
  const poisoned: CollectDeps['getPage'] = async (url) => {
    const [, from = '', to = ''] =
      /ge (\S+) and lastUpdateDateTime le (\S+)/.exec(filterOf({ url }) ?? '') ?? []
    const at = poison.lastUpdateDateTime
    if (from <= at && at <= to)
      return { kind: 'refused', cause: 'server-error', status: 500, detail: 'an alert breaks the page' }
    const alerts = others.filter(({ lastUpdateDateTime: t }) => t >= from && t <= to)
    return { kind: 'page', alerts, count: alerts.length }
  }

  it('is told once, with its ends; the others are queued, and it is tried again', async () => {
    const { run, state, queued, deps } = tenant()
    for (let n = 0; n < 12; n++) {
      await expect(run({ getPage: poisoned })).resolves.toMatchObject({ outcome: 'done' })
      state.now = new Date(state.now.getTime() + 5 * 60_000)
    }
    expect((await queued()).sort()).toEqual(['a', 'b', 'c'])
    expect(state.log).toMatchObject([
      {
        event: 'slice not read',
        cause: 'server-error',
        slice: expect.stringContaining('ge 2026-') as string,
      },
    ])
    const { todo, doneUntil } = JSON.parse(state.cursor!.text) as {
      todo: { from: string; to: string }[]
      doneUntil: string
    }
    expect(todo).toHaveLength(1)
    expect(Date.parse(todo[0]!.to) - Date.parse(todo[0]!.from)).toBeLessThanOrEqual(10)
    expect(state.now.getTime() - Date.parse(doneUntil)).toBeLessThan(10 * 60_000)

    graph.alerts = [poison]
    await run({ getPage: deps.getPage })
    expect(await queued()).toContain('poison')
    expect((JSON.parse(state.cursor!.text) as { todo: unknown[] }).todo).toEqual([])
  })
})

describe('clocks', () => {
  const days = 24 * hour
  const later = (state: { now: Date }, inMs: number) => (state.now = new Date(state.now.getTime() + inMs))

  it('a cursor ahead of now is set back, told once, and nothing is lost', async () => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('before', hour)]
    await run()
    later(state, 30 * days)
    await run()
    state.now = new Date(start.getTime() + 20 * 60_000)
    graph.alerts.push(alertAt('meanwhile', -10 * 60_000))
    await run()
    graph.alerts.push(alertAt('after', -22 * 60_000))
    later(state, 5 * 60_000)
    await run()
    expect(await queued()).toEqual(['before', 'meanwhile', 'after'])
    expect(state.log).toMatchObject([
      { event: 'clock wrong', cause: expect.stringContaining('a clock was ahead') as string },
    ])
  })

  it('a clock that is behind: told once, alerts are read by the clock of Graph, and none comes twice', async () => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('before', hour)]
    await run()
    const wrong = () => (state.now = new Date(state.now.getTime() - 30 * days))
    const right = (inMs: number) => (state.now = new Date(start.getTime() + inMs))
    graph.alerts.push(alertAt('first', -10 * 60_000))
    wrong()
    await run()
    graph.alerts.push(alertAt('second', -20 * 60_000))
    later(state, 5 * 60_000)
    await run()
    right(hour)
    graph.alerts.push(alertAt('third', -50 * 60_000))
    await run()
    expect(await queued()).toEqual(['before', 'first', 'second', 'third'])
    expect(state.log).toMatchObject([
      { event: 'clock wrong', cause: expect.stringContaining('our clock is behind') as string },
    ])
  })

  it('a wait that was written under a wrong clock is no wait', async () => {
    const { run, state } = tenant()
    later(state, 30 * days)
    graph.instead.push((response) => sendJson(response, 429, {}, { 'Retry-After': '90' }))
    await run()
    state.now = start
    await expect(run()).resolves.toMatchObject({ outcome: 'done' })
  })
})

describe('links', () => {
  const page = (nextLink: (url: URL) => string) => (response: Parameters<typeof sendJson>[0], url: URL) =>
    sendJson(response, 200, { value: [alertAt('a', hour)], '@odata.nextLink': nextLink(url) })
  let count = 0
  const fresh = (url: URL) => `${url.origin}${url.pathname}?$skiptoken=${(count += 1)}`

  it.each([
    { to: 'itself', nextLink: (url: URL) => url.href },
    { to: 'ever new pages of the same', nextLink: fresh },
    { to: 'another host', nextLink: () => 'https://example.com/v1.0/security/alerts_v2?$skip=2' },
    { to: 'nothing', nextLink: () => 'next' },
    { to: 'a name of 10,000 letters', nextLink: () => `https://graph.microsoft.com/${'x'.repeat(10_000)}` },
  ])('to $to hold nothing up: the time is read without them', async ({ nextLink }) => {
    const { run, queued } = tenant()
    graph.alerts = [alertAt('a', hour), alertAt('b', 2 * hour)]
    graph.instead.push(page(nextLink), page(nextLink))
    await expect(run()).resolves.toMatchObject({ outcome: 'done' })
    expect([...(await queued())].filter((id) => id === 'a')).toHaveLength(1)
    expect(graph.requests.length).toBeLessThan(10)
    expect(graph.requests.every(({ headers }) => headers.host !== 'example.com')).toBe(true)
  })

  it('are followed within a run where a small page has one', async () => {
    const { run, state, queued } = tenant()
    graph.instead.push(
      page((url) => `${url.href}&$skiptoken=1`),
      (response) => sendJson(response, 200, { value: [alertAt('b', hour)] }),
    )
    await expect(run()).resolves.toMatchObject({ outcome: 'done', pages: 2 })
    expect(await queued()).toEqual(['a', 'b'])
    expect(JSON.parse(state.cursor!.text)).toMatchObject({ todo: [] })
  })

  it('are never kept: the cursor knows times only', async () => {
    graph.pageSize = 1
    graph.alerts = Array.from({ length: 40 }, (_, i) => alertAt(`a${i}`, (i + 1) * 60_000 + 60_000))
    const { run, state } = tenant()
    const isStopping = () => graph.requests.length > 20
    await expect(run({ isStopping })).resolves.toMatchObject({ outcome: 'more' })
    expect(state.cursor?.text).not.toMatch(/http|skip/i)
  })
})

describe('the cursor', () => {
  it.each(['', 'null', '{"todo":{}}', '{"doneUntil":"yesterday"}'])(
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

  it('of an earlier version is read on from where everything was done', async () => {
    const { run, state, queued } = tenant()
    graph.alerts = [alertAt('a', 3 * hour), alertAt('done', 5 * hour)]
    const window = {
      from: before(5 * hour),
      to: before(hour),
      nextLink: 'https://graph.microsoft.com/x',
      pages: 3,
    }
    const text = JSON.stringify({ doneUntil: before(4 * hour), window, seenBefore: '', seenNow: 'x y' })
    state.cursor = { text, etag: '1' }
    await run()
    expect(await queued()).toEqual(['a'])
  })

  it('stays within a cell of a table, whatever is left to be read', () => {
    const slices = Array.from({ length: 3_000 }, (_, n) => ({
      from: ticksOf(start) + BigInt(n * 1_000_000),
      to: ticksOf(start) + BigInt(n * 1_000_000 + 1),
      conditions: [`severity eq '${n}'`],
    }))
    const text = formatCursor({ ...emptyCursor, todo: slices })
    expect(JSON.stringify(text).length).toBeLessThan(32 * 1024)
    expect(parseCursor(text)?.todo).toEqual([{ from: slices[0]!.from, to: slices.at(-1)!.to }])
  })
})

describe('what was queued is remembered', () => {
  it('over runs, whatever the overlap holds, in one write a run', async () => {
    graph.alerts = Array.from({ length: 2_500 }, (_, i) => alertAt(`a${i}`, 61_000 + i * 300))
    graph.pageSize = 2_500
    const { run, state } = tenant()
    await run()
    state.now = new Date(start.getTime() + 60_000)
    await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 0 })
    expect(state.memory!.length).toBeLessThan(20_000)
  })

  it.each([Buffer.from('rubbish'), Buffer.alloc(9, 255)])(
    'what cannot be read is forgotten',
    async (bytes) => {
      graph.alerts = [alertAt('a', hour)]
      const { run, state } = tenant()
      state.memory = bytes
      await expect(run()).resolves.toMatchObject({ outcome: 'done', queued: 1 })
    },
  )
})

const always = (status: number, times: number) =>
  Array.from(
    { length: times },
    () => (response: Parameters<typeof sendJson>[0]) => sendJson(response, status, {}),
  )

/** The newest two, and how many there are. */
const firstPageOf = (_: URL) => ({ value: graph.alerts.slice(0, 2), '@odata.count': graph.alerts.length })

function waitInSeconds(cursor: { text: string } | undefined): number | undefined {
  const { waitUntil } = JSON.parse(cursor?.text ?? '{}') as { waitUntil?: string }
  return waitUntil === undefined ? undefined : (Date.parse(waitUntil) - start.getTime()) / 1000
}
