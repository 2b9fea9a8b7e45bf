import type { Subject } from '../../shared/cases/enrichment'
import { rememberedAnswers } from '../../shared/cases/remembered-answers'
import { pathOf, virusTotalSource } from '../../shared/cases/virustotal'
import type { Endpoint } from '../../shared/cases/decision'
import { parseHostname } from '../../shared/model/hostname'
import { parseIpAddress } from '../../shared/model/ip-address'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { quotaOf } from '../../shared/storage/quota'
import { analysis, type FakeVirusTotal, startVirusTotal } from '../helpers/fake-virustotal'
import { rowsOf } from '../helpers/faulty-storage'
import { freshStorage } from '../helpers/storage'

const host: Endpoint = { kind: 'host', host: parseHostname('safe-hse.com')! }
const other: Endpoint = { kind: 'host', host: parseHostname('login.contoso-app.azurewebsites.net')! }
const address: Endpoint = { kind: 'address', address: parseIpAddress('2603:1030:20e:3::23c')! }
const link: Endpoint = { kind: 'content', url: 'https://forms.office.com/pages/response?id=a_b-c' }
const about = (endpoint: Endpoint): Subject => ({
  endpoint,
  sharedFrontEnd: false,
  firstSeenAt: at,
  isOurs: () => false,
  onlyInside: false,
  lastSeenAt: at,
})

let at = new Date()
let virusTotal: FakeVirusTotal
beforeEach(async () => {
  at = new Date('2026-11-23T10:00:00Z')
  virusTotal = await startVirusTotal()
  virusTotal.known.set('/api/v3/domains/safe-hse.com', analysis(17, 74))
})
afterEach(() => virusTotal.close())

function source({
  storage = freshStorage(),
  apiKey = 'vt-key-of-the-tests',
  perDay = 500,
  url = virusTotal.origin,
} = {}) {
  const checkpoints = checkpointsOf(storage)
  const now = () => at
  return virusTotalSource({
    url,
    apiKey,
    quota: quotaOf(checkpoints, 'virustotal', { perMinute: 4, perDay }, now),
    answers: rememberedAnswers(checkpoints, 'virustotal-answers', now),
    timeoutInMs: 5_000,
    now,
  })
}

it.each([
  { endpoint: host, path: '/api/v3/domains/safe-hse.com' },
  { endpoint: address, path: '/api/v3/ip_addresses/2603%3A1030%3A20e%3A3%3A%3A23c' },
  {
    endpoint: link,
    path: '/api/v3/urls/aHR0cHM6Ly9mb3Jtcy5vZmZpY2UuY29tL3BhZ2VzL3Jlc3BvbnNlP2lkPWFfYi1j',
  },
])('$endpoint.kind is asked for at $path', ({ endpoint, path }) => {
  expect(pathOf(endpoint)).toBe(path)
})

it('17 of 91 engines: numbers and their day, and nothing else of the answer', async () => {
  await expect(source().ask(about(host))).resolves.toEqual({
    kind: 'found',
    finding: { engines: { flagged: 17, total: 91, asOf: new Date(1_795_400_000_000) } },
  })
  expect(virusTotal.requests).toMatchObject([
    { url: '/api/v3/domains/safe-hse.com', headers: { 'x-apikey': 'vt-key-of-the-tests' } },
  ])
})

it('what nobody there knows is an answer too', async () => {
  await expect(source().ask(about(other))).resolves.toEqual({ kind: 'found', finding: {} })
})

it('the same endpoint is asked about once a day', async () => {
  const storage = freshStorage()
  await source({ storage }).ask(about(host))
  at = new Date('2026-11-24T09:00:00Z')
  await expect(source({ storage }).ask(about(host))).resolves.toMatchObject({
    finding: { engines: { flagged: 17 } },
  })
  expect(virusTotal.requests).toHaveLength(1)
  at = new Date('2026-11-24T10:00:01Z')
  await source({ storage }).ask(about(host))
  expect(virusTotal.requests).toHaveLength(2)
})

it('beyond the quota nobody is asked, and the answer says until when', async () => {
  const storage = freshStorage()
  await source({ storage, perDay: 1 }).ask(about(host))
  const answer = await source({ storage, perDay: 1 }).ask(about(other))
  expect(answer).toMatchObject({ kind: 'later', all: true })
  expect(JSON.stringify(answer)).toContain('2026-11-24T00:00:00')
  expect(virusTotal.requests).toHaveLength(1)
})

it('after a 429 it is left alone for as long as it says, a minute at least', async () => {
  const storage = freshStorage()
  virusTotal.instead.push({ status: 429, headers: { 'Retry-After': '120' } }, 429)
  await expect(source({ storage }).ask(about(host))).resolves.toMatchObject({
    kind: 'later',
    cause: 'HTTP 429',
  })
  at = new Date('2026-11-23T10:01:59Z')
  await expect(source({ storage }).ask(about(host))).resolves.toMatchObject({ kind: 'later' })
  expect(virusTotal.requests).toHaveLength(1)
  at = new Date('2026-11-23T10:02:00Z')
  await source({ storage }).ask(about(host))
  expect(virusTotal.requests).toHaveLength(2)
  at = new Date('2026-11-23T10:02:59Z')
  await source({ storage }).ask(about(host))
  expect(virusTotal.requests).toHaveLength(2)
})

it.each([401, 403, 500, 302])('HTTP %d is no answer, and is not remembered as one', async (status) => {
  const storage = freshStorage()
  virusTotal.instead.push({ status, headers: { location: '/elsewhere' } })
  await expect(source({ storage }).ask(about(host))).resolves.toMatchObject({ kind: 'later', all: true })
  expect(virusTotal.requests).toHaveLength(1)
  await expect(source({ storage }).ask(about(host))).resolves.toMatchObject({ kind: 'found' })
})

it('HTTP 400 concerns that question alone, which is asked once', async () => {
  const storage = freshStorage()
  virusTotal.instead.push(400)
  await expect(source({ storage }).ask(about(link))).resolves.toMatchObject({ kind: 'later', all: false })
  await expect(source({ storage }).ask(about(link))).resolves.toEqual({ kind: 'found', finding: {} })
  await expect(source({ storage }).ask(about(host))).resolves.toMatchObject({ finding: { engines: {} } })
  expect(virusTotal.requests).toHaveLength(2)
})

it.each([{}, { data: {} }, analysis(-1, 3), analysis(1.5, 3), []])(
  'an answer that is no analysis is none: %j',
  async (answer) => {
    virusTotal.known.set('/api/v3/domains/safe-hse.com', answer)
    await expect(source().ask(about(host))).resolves.toMatchObject({ kind: 'later', all: false })
  },
)

it('a closed port says so, without the key', async () => {
  const { origin } = virusTotal
  await virusTotal.close()
  const answer = await source({ url: origin }).ask(about(host))
  expect(answer).toMatchObject({ kind: 'later', cause: expect.stringMatching(/ECONNREFUSED/) as string })
  expect(JSON.stringify(answer)).not.toContain('vt-key')
  virusTotal = await startVirusTotal()
})

it('neither the key nor the endpoint stands in what is remembered', async () => {
  const storage = freshStorage()
  await source({ storage }).ask(about(host))
  const rows = JSON.stringify(await rowsOf(storage, 'Checkpoints'))
  expect(rows).toContain('flagged')
  expect(rows).not.toMatch(/vt-key|safe-hse|canary/)
})
