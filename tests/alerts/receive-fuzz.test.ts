import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as z from 'zod'
import { cef, desk } from './receive-desk'

/** Bounded to seconds. */
const RUNS = 1000
const json = (body: unknown) => JSON.stringify(body)

describe('hostile input', () => {
  const path = join(__dirname, '../fixtures/alerts/dialects.json')
  const bodies = z
    .array(z.object({ body: z.unknown() }))
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .map(({ body }) => (typeof body === 'string' ? body : json(body)))
  const headers = fc.record(
    {
      'content-type': fc.constantFrom(
        '',
        'application/json',
        'text/plain',
        'a/b',
        ';;',
        'application/json;charset=x',
      ),
      'content-encoding': fc.constantFrom('', 'gzip', 'br', 'identity', 'gzip, gzip'),
      'content-length': fc.constantFrom('', '0', '5', '-1', 'NaN', '1e9', '4294967296'),
    },
    { requiredKeys: [] },
  )
  const text = fc.oneof(
    fc.constantFrom(...bodies),
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.tuple(fc.constantFrom(...bodies), fc.nat(200)).map(([body, cut]) => body.slice(0, -cut)),
    fc
      .array(fc.oneof(fc.constantFrom(...bodies), fc.json(), fc.constant(cef)), { maxLength: 5 })
      .map((lines) => lines.join('\n')),
  )
  const body = fc.oneof(
    text,
    text.map((plainText) => gzipSync(plainText)),
    fc.uint8Array({ maxLength: 300 }),
  )

  it('is answered with 202, 400, 411, 413 or 415, and each alert has one fate', async () => {
    await fc.assert(
      fc.asyncProperty(body, headers, async (bytes, changes) => {
        const { send, queued } = desk()
        const { status, jsonBody } = await send(bytes, changes)
        expect([202, 400, 411, 413, 415]).toContain(status)
        expect(await queued()).toHaveLength(jsonBody.taken ?? 0)
        const indexes = jsonBody.refused?.map(({ index }) => index) ?? []
        expect(new Set(indexes).size).toBe(indexes.length)
      }),
      { numRuns: RUNS },
    )
  })

  it('quotes nothing of an alert in a reason', async () => {
    const { send } = desk()
    const secret = 'CANARY-7f3a'
    const answers = await Promise.all(
      [
        `{"${secret}":"${secret}"}`,
        secret,
        `["${secret}"]`,
        `CEF:0|${secret}`,
        `{"class_uid":"${secret}"`,
      ].map((one) => send(one)),
    )
    expect(JSON.stringify(answers)).not.toContain(secret)
  })
})
