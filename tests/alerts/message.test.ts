import { splitAlerts } from '../../shared/alerts/parse-alerts'
import { createHash } from 'node:crypto'
import { isDeeperThan, packAlert, packMessage, unpackMessage } from '../../shared/alerts/message'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { loadKey, testKey } from '../helpers/envelope-key'

const noBlob = { loadBlob: async () => undefined, loadKey }
const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64')
const brackets = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

/** What the Functions library makes of the text of a message. */
function asTheLibraryDoes(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function memoryBlobs() {
  const blobs = new Map<string, Uint8Array>()
  return {
    blobs,
    putBlob: async (name: string, bytes: Uint8Array) => void blobs.set(name, bytes),
    loadBlob: async (name: string) => blobs.get(name),
    loadKey,
  }
}

describe('our own messages', () => {
  it('are base64 that the library leaves alone', () => {
    const message = packMessage({ source: 'graph', returned: 0, alert: { id: 'a1' } }, testKey)
    expect(message).toMatch(/^[A-Za-z0-9+/]+=*$/)
    expect(asTheLibraryDoes(message)).toBe(message)
    expect(JSON.parse(Buffer.from(message, 'base64').toString())).toEqual({
      defenderAbuseReporter: 1,
      source: 'graph',
      returned: 0,
      seal: expect.stringMatching(/^[\w-]{43}$/) as string,
      alert: { id: 'a1' },
    })
  })

  it.each([
    { name: 'a plain alert', alert: { id: 'a1', evidence: [] } },
    { name: 'characters that no XML carries', alert: { title: 'a\uFFFE\uFFFF\u0000\u000B' } },
    { name: 'a lone surrogate', alert: { title: 'a\uD800b' } },
    { name: 'keys of the prototype', alert: JSON.parse('{"__proto__":{"x":1},"constructor":2}') as unknown },
    { name: 'nothing', alert: null },
  ])('bring back $name as it was', async ({ alert }) => {
    const message = packMessage({ source: 'http', returned: 3, alert }, testKey)
    await expect(unpackMessage(asTheLibraryDoes(message), noBlob)).resolves.toEqual({
      source: 'http',
      returned: 3,
      body: alert,
    })
  })

  it('refer to a blob when the queue would not take them', async () => {
    const { blobs, ...deps } = memoryBlobs()
    const body = { id: 'big', text: 'ä'.repeat(40_000) }
    const message = await packAlert(deps, { source: 'graph', returned: 1, body })
    const name = createHash('sha256').update(JSON.stringify(body)).digest('hex')
    expect(message.length).toBeLessThan(300)
    expect([...blobs.keys()]).toEqual([name])
    expect(Buffer.from(message, 'base64').toString()).toContain(`"blob":"alerts/${name}"`)
    await expect(unpackMessage(message, deps)).resolves.toEqual({ source: 'graph', returned: 1, body })
  })

  it.each([
    { of: 'the largest that fits', spare: 0, blobs: 0 },
    { of: 'one beyond', spare: -1, blobs: 1 },
  ])('$of: $blobs blob(s)', async ({ spare, blobs }) => {
    const memory = memoryBlobs()
    const bytesAround = Buffer.from(
      packMessage({ source: 'graph', returned: 0, alert: { text: '' } }, testKey),
      'base64',
    ).length
    const body = { text: 'x'.repeat(49_152 - bytesAround - spare) }
    const message = await packAlert(memory, { source: 'graph', returned: 0, body })
    expect(message.length).toBeLessThanOrEqual(65_536)
    expect(memory.blobs.size).toBe(blobs)
  })
})

describe('messages of a SIEM', () => {
  it.each([
    { name: 'an object', text: '{"SystemAlertId":"s1"}', body: { SystemAlertId: 's1' } },
    { name: 'a list', text: '[{"id":1},{"id":2}]', body: [{ id: 1 }, { id: 2 }] },
    { name: 'base64 of an object', text: base64('{"id":"x"}'), body: { id: 'x' } },
    {
      name: 'base64 in lines',
      text: `${base64('{"id":"xyz"}').slice(0, 8)}\r\n${base64('{"id":"xyz"}').slice(8)}\n`,
      body: { id: 'xyz' },
    },
    { name: 'base64 in quotes', text: JSON.stringify(base64('{"id":"x"}')), body: { id: 'x' } },
    { name: 'JSON in quotes', text: JSON.stringify('{"id":"x"}'), body: { id: 'x' } },
    { name: 'JSON behind a byte order mark', text: '\uFEFF{"id":"x"}', body: { id: 'x' } },
    { name: 'base64 of JSON behind a byte order mark', text: base64('\uFEFF{"id":"x"}'), body: { id: 'x' } },
    {
      name: 'keys named like metadata',
      text: '{"id":"../../x","dequeueCount":-1,"popReceipt":{},"returned":9,"source":"graph"}',
      body: { id: '../../x', dequeueCount: -1, popReceipt: {}, returned: 9, source: 'graph' },
    },
  ])('$name arrives whole, as source queue', async ({ text, body }) => {
    await expect(unpackMessage(asTheLibraryDoes(text), noBlob)).resolves.toEqual({
      source: 'queue',
      returned: 0,
      body,
    })
  })
})

describe('what cannot be read', () => {
  const sha = 'a'.repeat(64)
  const wrapped = (content: object) => ({ defenderAbuseReporter: 1, source: 'graph', ...content })

  it.each([
    { name: 'nothing', body: undefined, reason: 'it is empty' },
    { name: 'null', body: null, reason: 'it is empty' },
    { name: 'an empty text', body: '', reason: 'it is empty' },
    { name: 'blanks', body: ' \r\n\t', reason: 'it is empty' },
    { name: 'a number', body: 123, reason: 'it is a mere number' },
    {
      name: 'a number past its precision',
      body: asTheLibraryDoes('12345678901234567890'),
      reason: 'it is a mere number',
    },
    { name: 'a number as text', body: '1234', reason: 'it is a mere number' },
    { name: 'a truth', body: true, reason: 'it is a mere boolean' },
    { name: 'a word', body: 'boom', reason: 'it is neither JSON nor base64 of JSON in UTF-8' },
    { name: 'HTML', body: '<html></html>', reason: 'it is neither JSON nor base64 of JSON in UTF-8' },
    { name: 'half of an object', body: '{"id":', reason: 'it is neither JSON nor base64 of JSON in UTF-8' },
    {
      name: 'invalid UTF-8',
      body: base64(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)),
      reason: 'it is neither JSON nor base64 of JSON in UTF-8',
    },
    {
      name: 'replaced bytes',
      body: '\uFFFD\uFFFD{',
      reason: 'it is neither JSON nor base64 of JSON in UTF-8',
    },
    {
      name: '64 KiB of opening brackets',
      body: '['.repeat(65_536),
      reason: 'it is neither JSON nor base64 of JSON in UTF-8',
    },
    {
      name: '64 KiB of brackets in pairs',
      body: brackets(32_768),
      reason: 'it is nested more than 100 levels deep',
    },
    {
      name: 'the same as base64',
      body: base64(`${'['.repeat(24_000)}${']'.repeat(24_000)}`),
      reason: 'it is nested more than 100 levels deep',
    },
    {
      name: 'depth inside our envelope',
      body: wrapped({ alert: brackets(20_000) }),
      reason: 'it is nested more than 100 levels deep',
    },
    {
      name: 'an envelope of another version',
      body: { defenderAbuseReporter: 2, source: 'graph', alert: {} },
      reason: 'its envelope is not one of ours',
    },
    { name: 'an envelope with nothing in it', body: wrapped({}), reason: 'its envelope is not one of ours' },
    {
      name: 'an envelope of an unknown source',
      body: wrapped({ source: 'sender', alert: {} }),
      reason: 'its envelope is not one of ours',
    },
    {
      name: 'an envelope with a broken count',
      body: wrapped({ returned: -1, alert: {} }),
      reason: 'its envelope is not one of ours',
    },
    {
      name: 'a reference out of its folder',
      body: wrapped({ blob: 'alerts/../secrets' }),
      reason: 'its envelope is not one of ours',
    },
    {
      name: 'a reference to nothing',
      body: wrapped({ blob: `alerts/${sha}` }),
      reason: 'the blob it refers to does not exist',
    },
  ])('$name: $reason', async ({ body, reason }) => {
    await expect(unpackMessage(body, noBlob)).rejects.toMatchObject({ name: 'UnreadableAlertError', reason })
  })

  it.each([
    {
      name: 'changed since',
      content: '{"a":1}',
      sum: sha,
      reason: 'the blob it refers to is not the one that was written',
    },
    { name: 'no JSON', content: '{"a":', reason: 'the blob it refers to holds no JSON' },
    {
      name: 'a bomb',
      content: '['.repeat(1e6) + ']'.repeat(1e6),
      reason: 'it is nested more than 100 levels deep',
    },
  ])('a blob that is $name: $reason', async ({ content, sum, reason }) => {
    const blob = sum ?? createHash('sha256').update(content).digest('hex')
    const deps = { loadBlob: async () => Buffer.from(content), loadKey }
    await expect(unpackMessage(wrapped({ blob: `alerts/${blob}` }), deps)).rejects.toMatchObject({ reason })
  })

  it('storage that is down is no verdict on the message', async () => {
    const down = async () => Promise.reject(new Error('ECONNREFUSED'))
    const read = unpackMessage(wrapped({ blob: `alerts/${sha}` }), { loadBlob: down, loadKey })
    await expect(read).rejects.not.toBeInstanceOf(UnreadableAlertError)
  })
})

describe('nesting', () => {
  it.each([
    { levels: 100, deeper: false },
    { levels: 101, deeper: true },
    { levels: 100_000, deeper: true },
  ])('$levels levels: deeper than 100 is $deeper', ({ levels, deeper }) => {
    expect(isDeeperThan(brackets(levels), 100)).toBe(deeper)
  })
})

it('a line of CEF stays text, for the parser that reads it', async () => {
  const line = '<134>Nov 23 10:00:00 fw01 CEF:0|Vendor|IPS|1.0|100|Attack|8|src=20.119.0.42 dst=192.0.2.1'
  const unpacked = await unpackMessage(line, noBlob)
  expect(unpacked).toEqual({ source: 'queue', returned: 0, body: line })
  expect(splitAlerts(unpacked.body)).toEqual([line])
})
