import { sha256 } from '../../shared/model/hash'
import { cef, desk, Refused } from './receive-desk'

const plain = (id: string | number, more: object = {}) => ({
  id,
  observables: [{ type: 'ip', value: '192.0.2.10' }],
  ...more,
})
const json = (body: unknown) => JSON.stringify(body)

describe('what is taken', () => {
  it.each([
    { what: 'one alert', text: json(plain('a')), ids: ['a'] },
    { what: 'a list', text: json([plain('a'), plain('b')]), ids: ['a', 'b'] },
    { what: 'a page of Graph', text: json({ value: [plain('a'), plain('b')] }), ids: ['a', 'b'] },
    { what: 'records of Event Hubs', text: json({ records: [plain('a')] }), ids: ['a'] },
    { what: 'an incident with its alerts', text: json({ alerts: [plain('a')] }), ids: ['a'] },
    { what: 'lines', text: `${json(plain('a'))}\r\n\n${json(plain('b'))}\n`, ids: ['a', 'b'] },
    {
      what: 'lines of pages',
      text: `${json({ records: [plain('a')] })}\n${json([plain('b')])}`,
      ids: ['a', 'b'],
    },
    { what: 'lines of CEF', text: `${cef}\n<134>Nov 23 10:00:00 fw ${cef}`, ids: [undefined, undefined] },
    { what: 'JSON as a text in JSON', text: json(json(plain('a'))), ids: ['a'] },
  ])('$what', async ({ text, ids }) => {
    const { send, queued } = desk()
    expect(await send(text)).toEqual({
      status: 202,
      jsonBody: { taken: ids.length, nothingRead: 0, refused: [] },
    })
    const messages = await queued()
    expect(messages.map(({ source }) => source)).toEqual(ids.map(() => 'http'))
    expect(messages.map(({ body }) => (body as { id?: string }).id)).toEqual(ids)
  })

  it('an alert too large for the queue goes by way of a blob', async () => {
    const { send, queued, blobs } = desk()
    const large = plain('a', { note: 'x'.repeat(100_000) })
    await send(json(large))
    expect([...blobs.keys()]).toEqual([sha256(Buffer.from(json(large)))])
    expect(await queued()).toMatchObject([{ source: 'http', body: large }])
  })

  it('an incident hands its judgement down', async () => {
    const { send, queued } = desk()
    await send(json({ classification: 'falsePositive', alerts: [plain('a')] }))
    expect(await queued()).toMatchObject([{ body: { classification: 'falsePositive' } }])
  })

  it('whoever writes our envelope gains nothing: the source is http', async () => {
    const { send, queued } = desk()
    await send(
      json(plain('a', { defenderAbuseReporter: 1, source: 'graph', returned: 0, alert: plain('b') })),
    )
    expect(await queued()).toMatchObject([{ source: 'http', body: { id: 'a' } }])
  })

  it.each([
    { nesting: 98, status: 202 },
    { nesting: 99, status: 400 },
  ])(
    'what is nested $nesting levels below its top → $status, so that the queue reads whatever is taken',
    async ({ nesting, status }) => {
      const { send, queued } = desk()
      const deep = JSON.parse(`${'['.repeat(nesting)}${']'.repeat(nesting)}`) as unknown
      expect(await send(json(plain('a', { deep })))).toMatchObject({ status })
      expect(await queued()).toHaveLength(status === 202 ? 1 : 0)
    },
  )
})

describe('what is refused', () => {
  const unknown = /the shape of no known alert/
  it.each([
    {
      what: 'among a list',
      text: json([{ hello: 1 }, plain('a'), 7]),
      taken: 1,
      refused: [
        [0, unknown],
        [2, /no JSON object/],
      ],
    },
    {
      what: 'a broken line among lines',
      text: `${json(plain('a'))}\n{"id":\n${cef}`,
      taken: 2,
      refused: [[1, /neither JSON/]],
    },
    {
      what: 'after the alerts of a page',
      text: `${json([plain('a'), plain('b')])}\n{}`,
      taken: 2,
      refused: [[2, unknown]],
    },
    {
      what: 'CEF without its header',
      text: `CEF:0|a|b\n${json(plain('a'))}`,
      taken: 1,
      refused: [[0, /seven header fields/]],
    },
  ])('$what: by its place, and the others are taken', async ({ text, taken, refused }) => {
    const { send, queued } = desk()
    const places = refused.map(([index, reason]) => ({
      index,
      reason: expect.stringMatching(reason as RegExp) as unknown,
    }))
    expect(await send(text)).toEqual({ status: 202, jsonBody: { taken, nothingRead: 0, refused: places } })
    expect(await queued()).toHaveLength(taken)
  })

  it.each([
    { what: 'no known shape', text: '{"hello":"world"}', reason: unknown },
    { what: 'an empty list', text: '[]', reason: /no alert/ },
    { what: 'an empty page', text: '{"value":[]}', reason: /no alert/ },
    { what: 'nothing but blanks', text: ' \r\n ', reason: /it is empty/ },
    { what: 'null', text: 'null', reason: /no JSON object/ },
    { what: 'a number', text: '42', reason: /no JSON object/ },
    { what: 'broken JSON', text: '{\n  "id": "1",\n  "list": [\n    1\n  ],\n', reason: /neither JSON/ },
    { what: 'prose', text: 'Hello.\nIs this the abuse desk?', reason: /neither JSON/ },
    { what: 'a million opening brackets', text: '['.repeat(1_000_000), reason: /neither JSON/ },
    {
      what: 'half a million that close again',
      text: '['.repeat(500_000) + ']'.repeat(500_000),
      reason: /nested too deeply/,
    },
    {
      what: 'a text that is such a nest',
      text: json([`{"id":"1","observables":${'['.repeat(9_000)}${']'.repeat(9_000)}}`]),
      reason: /nested more than 99 levels/,
    },
  ])('$what: 400, and the reason in the sentence', async ({ text, reason }) => {
    const { send, tried } = desk()
    const answer = await send(text)
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      jsonBody: { title: 'Bad Request', taken: 0, refused: [{ index: 0 }] },
    })
    expect(answer.jsonBody.detail).toMatch(reason)
    expect(tried()).toBe(0)
  })

  it('a thousand alerts are taken, one more is refused whole', async () => {
    const list = Array.from({ length: 1001 }, (_, i) => plain(i))
    const { send, tried } = desk()
    expect(await send(json(list))).toMatchObject({
      status: 413,
      jsonBody: { detail: containing('1000 alerts') },
    })
    expect(tried()).toBe(0)
    expect(await send(json(list.slice(1)))).toMatchObject({ status: 202, jsonBody: { taken: 1000 } })
  })

  it('a judgement that makes a crowd of small alerts huge is taken only as far as it goes', async () => {
    const { send, blobs } = desk()
    const alerts = Array.from({ length: 1000 }, (_, i) => plain(i))
    const answer = await send(json({ classification: 'x'.repeat(900_000), alerts }))
    expect(answer).toMatchObject({ status: 202, jsonBody: { taken: 9 } })
    expect(answer.jsonBody.refused).toHaveLength(991)
    expect(blobs.size).toBe(9)
  })
})

describe('storage', () => {
  it('fails in passing: 503 says how many were taken, and no more is tried', async () => {
    const { send, queued, tried } = desk((nth) => (nth >= 20 ? new Error('ECONNREFUSED') : undefined))
    const list = [{ hello: 1 }, ...Array.from({ length: 99 }, (_, i) => plain(i)), 7]
    expect(await send(json(list))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '60', 'content-type': 'application/problem+json' },
      jsonBody: {
        taken: 20,
        left: 79,
        refused: [{ index: 0 }, { index: 100 }],
        detail: containing('20 of 101'),
      },
    })
    expect(await queued()).toHaveLength(20)
    expect(tried()).toBeLessThan(40)
  })

  it('refuses one for good: it is refused by its place', async () => {
    const { send } = desk((nth) => (nth === 1 ? new Refused() : undefined))
    expect(await send(json([plain('a'), plain('b'), plain('c')]))).toMatchObject({
      status: 202,
      jsonBody: { taken: 2, refused: [{ index: 1, reason: containing('storage refuses it') }] },
    })
  })
})

function containing(words: string): unknown {
  return expect.stringContaining(words)
}
