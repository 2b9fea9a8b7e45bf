import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { startMsrc, type FakeMsrc, type MsrcAnswer } from '../../sandbox/world/msrc'
import { openMsrcDoor } from '../../shared/delivery/msrc-door'
import { composeMsrc } from '../../shared/reports/compose-msrc'
import { containing } from '../flow/containing'
import { report, settings } from '../reports/report-fixture'

const now = () => new Date('2026-11-23T10:00:00Z')
const reporter = { name: 'Example SOC', email: 'reports@soc.example.org', plusAddress: true }
const submission = composeMsrc(report, settings, reporter)
const test = composeMsrc(report, { ...settings, redirectAllTo: 'me@soc.example.org' }, reporter)
const doorTo = (url: string, timeoutInMs = 2000) => openMsrcDoor({ url, timeoutInMs }, now)
const yes = async () => true

let msrc: FakeMsrc
beforeEach(async () => {
  msrc = await startMsrc()
})
afterEach(() => msrc.close())

describe('what the API takes', () => {
  it('is accepted, with its reference, and arrives byte by byte', async () => {
    const answer = await doorTo(msrc.url).deliver(submission, yes)
    const [taken] = msrc.taken
    expect(answer).toEqual({
      outcome: 'accepted',
      messageIds: [taken?.reference],
      reference: taken?.reference,
      recipients: [],
      response: `OK: ${taken?.reference ?? ''}`,
    })
    expect(msrc.received.map(({ body }) => body.equals(submission.raw))).toEqual([true])
    expect(msrc.received[0]?.headers['content-type']).toBe('application/json')
  })

  it('a test is accepted without a reference', async () => {
    const answer = await doorTo(msrc.url).deliver(test, yes)
    expect(answer).toMatchObject({
      outcome: 'accepted',
      messageIds: [],
      response: containing('Test'),
    })
    expect(msrc.taken).toMatchObject([{ form: { testSubmission: true } }])
  })
})

describe('what the API answers', () => {
  type Row = { readonly answer: MsrcAnswer; readonly means: object }
  const json = (status: number, body: object): MsrcAnswer => ({ status, body: JSON.stringify(body) })
  const rows: readonly Row[] = [
    {
      answer: json(400, { errors: { reportNotes: ['is too long'], sourceUrl: ['is required'] } }),
      means: { outcome: 'refused', response: 'HTTP 400 reportNotes: is too long; sourceUrl: is required' },
    },
    {
      answer: json(400, { message: 'Invalid ISO DateTime format' }),
      means: { outcome: 'refused', response: 'HTTP 400 Invalid ISO DateTime format' },
    },
    {
      answer: json(400, { errors: { reporterEmail: ['is no address'] } }),
      means: { outcome: 'refused', response: 'HTTP 400 reporterEmail: is no address' },
    },
    {
      answer: json(400, { message: { sourceIp: ['is required'], date: 'is in the future' } }),
      means: { outcome: 'refused', response: 'HTTP 400 sourceIp: is required; date: is in the future' },
    },
    {
      answer: json(400, { statusCode: 400, message: ['sourceIp is required', 'date is odd'] }),
      means: { outcome: 'refused', response: 'HTTP 400 sourceIp is required; date is odd' },
    },
    {
      answer: json(400, { errors: { reporterNotes: ['is odd'] } }),
      means: { outcome: 'refused', response: 'HTTP 400 reporterNotes: is odd' },
    },
    { answer: { status: 413 }, means: { outcome: 'refused' } },
    {
      answer: { status: 401 },
      means: { outcome: 'paused', remedy: containing('login') },
    },
    { answer: { status: 403 }, means: { outcome: 'paused' } },
    {
      answer: json(404, { statusCode: 404, message: 'Resource not found' }),
      means: { outcome: 'paused', remedy: containing('MSRC_URL') },
    },
    { answer: { status: 308, headers: { location: '/elsewhere' } }, means: { outcome: 'paused' } },
    { answer: { status: 408 }, means: { outcome: 'deferred' } },
    { answer: { status: 429 }, means: { outcome: 'paused' } },
    {
      answer: { status: 429, headers: { 'retry-after': '600' } },
      means: { outcome: 'paused', until: new Date('2026-11-23T10:10:00Z') },
    },
    {
      answer: { status: 503, headers: { 'retry-after': 'Mon, 23 Nov 2026 12:00:00 GMT' } },
      means: { outcome: 'paused', until: new Date('2026-11-23T12:00:00Z') },
    },
    {
      answer: { status: 503, headers: { 'retry-after': '9999999' } },
      means: { outcome: 'paused', reason: 'the Report Abuse API asks to wait: HTTP 503 no words' },
    },
    { answer: { status: 500 }, means: { outcome: 'unknown' } },
    { answer: { status: 502 }, means: { outcome: 'unknown' } },
    { answer: { status: 504 }, means: { outcome: 'unknown' } },
    { answer: { status: 200, body: '<html>Welcome</html>' }, means: { outcome: 'unknown' } },
    { answer: json(200, { code: 'Error', message: 'something' }), means: { outcome: 'unknown' } },
    {
      answer: json(200, { code: 'OK', message: 'thank you' }),
      means: { outcome: 'accepted', messageIds: [] },
    },
    { answer: { status: 200, body: 'x'.repeat(100_000) }, means: { outcome: 'unknown' } },
  ]
  it.each(rows)('$answer.status $answer.body: $means.outcome', async ({ answer, means }) => {
    msrc.answerWith = () => answer
    expect(await doorTo(msrc.url).deliver(submission, yes)).toMatchObject(means)
    expect(msrc.received).toHaveLength(1)
  })

  it('a wrong path is a matter of the settings: version 2.0 is gone', async () => {
    const answer = await doorTo(msrc.url.replace('v3.0', 'v2.0')).deliver(submission, yes)
    expect(answer).toMatchObject({ outcome: 'paused', reason: containing('Resource not found') })
  })

  it.each([
    { what: 'a line break', message: 'first\r\nsecond' },
    { what: 'thousands of characters', message: 'x'.repeat(5000) },
  ])('$what in its words makes one short line', async ({ message }) => {
    msrc.answerWith = () => json(400, { errors: { reportNotes: [message] } })
    const answer = await doorTo(msrc.url).deliver(submission, yes)
    const response = 'response' in answer ? answer.response : ''
    expect(response).toMatch(/^HTTP 400 reportNotes: [^\r\n]+$/)
    expect(response.length).toBeLessThanOrEqual(600)
  })
})

describe('the mark before the body leaves', () => {
  it('is written once, when the connection stands and nothing has been sent', async () => {
    const seen: number[] = []
    const handOver = async () => {
      seen.push(msrc.received.length)
      return true
    }
    await doorTo(msrc.url).deliver(submission, handOver)
    expect(seen).toEqual([0])
  })

  it.each([
    { what: 'says no', handOver: async () => false, means: { outcome: 'hung-up' } },
    {
      what: 'fails',
      handOver: () => Promise.reject(new Error('storage is down')),
      means: {
        outcome: 'hung-up',
        cause: new Error('storage is down'),
      },
    },
  ])('$what: not one byte leaves', async ({ handOver, means }) => {
    await withListener(async ({ url, bytes }) => {
      expect(await doorTo(url).deliver(submission, handOver)).toMatchObject(means)
      expect(bytes()).toBe(0)
    })
  })

  it('is not even asked for where nobody can be reached, and the report may be tried again', async () => {
    const gone = await startMsrc()
    await gone.close()
    let asked = 0
    const handOver = async () => {
      asked += 1
      return true
    }
    const answer = await doorTo(gone.url).deliver(submission, handOver)
    expect(answer).toMatchObject({ outcome: 'deferred', response: containing('ECONNREFUSED') })
    expect(asked).toBe(0)
  })

  it('a server without TLS is found out before the mark', async () => {
    await withListener(async ({ url, hangUp }) => {
      hangUp()
      const answer = await doorTo(url.replace('http:', 'https:')).deliver(submission, () => {
        throw new Error('asked')
      })
      expect(answer.outcome).toBe('deferred')
    })
  })

  it('a line closed while the mark is written has carried nothing', async () => {
    await withListener(async ({ url, close }) => {
      const answer = await doorTo(url).deliver(submission, async () => {
        await close()
        return true
      })
      expect(answer).toMatchObject({ outcome: 'deferred' })
    })
  })
})

describe('no answer after the body left is unknown', () => {
  it.each(['hang up', 'say nothing'] as const)('%s', async (what) => {
    msrc.answerWith = () => what
    expect(await doorTo(msrc.url, 300).deliver(submission, yes)).toMatchObject({ outcome: 'unknown' })
    expect(msrc.received).toHaveLength(1)
  })

  it('and nothing can be looked up', async () => {
    expect(await doorTo(msrc.url).lookUp?.({} as never)).toBe('unproven')
  })
})

describe('whether it can be reached', () => {
  it('any answer will do, and nothing is submitted', async () => {
    expect(await doorTo(msrc.url).tryLogin()).toEqual({ ok: true })
    expect(msrc.received).toEqual([])
  })

  it('says what to check where nothing answers', async () => {
    const gone = await startMsrc()
    await gone.close()
    expect(await doorTo(gone.url).tryLogin()).toMatchObject({
      ok: false,
      reason: containing('ECONNREFUSED'),
      remedy: containing('MSRC_URL'),
    })
  })
})

type Listener = {
  readonly url: string
  readonly bytes: () => number
  readonly hangUp: () => void
  readonly close: () => Promise<void>
}

/** A server that takes connections and counts bytes, and says nothing. */
async function withListener(use: (listener: Listener) => Promise<void>): Promise<void> {
  let bytes = 0
  let isHangingUp = false
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      bytes += chunk.length
      if (isHangingUp) socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  try {
    await use({
      url: `http://127.0.0.1:${port}/report`,
      bytes: () => bytes,
      hangUp: () => (isHangingUp = true),
      close,
    })
  } finally {
    await close()
    server.close()
  }
}
