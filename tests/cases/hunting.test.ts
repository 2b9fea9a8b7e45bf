import { type FakeGraph, startGraph } from '../../sandbox/world/graph'
import { graphHunting } from '../../shared/alerts/graph-hunting'
import type { Endpoint } from '../../shared/cases/decision'
import type { Subject } from '../../shared/cases/enrichment'
import { huntingQuery, huntingSource } from '../../shared/cases/hunting'
import { parseHostname } from '../../shared/model/hostname'
import { parseIpAddress } from '../../shared/model/ip-address'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { quotaOf } from '../../shared/storage/quota'
import { freshStorage } from '../helpers/storage'

const host: Endpoint = { kind: 'host', host: parseHostname('safe-hse.com')! }
const address: Endpoint = { kind: 'address', address: parseIpAddress('20.119.0.42')! }
const link: Endpoint = { kind: 'content', url: 'https://forms.office.com/pages/response?id=a' }

let at = new Date()
const subject = (endpoint: Endpoint, more: Partial<Subject> = {}): Subject => ({
  endpoint,
  ...(endpoint.kind === 'host' && { host: endpoint.host }),
  ...(endpoint.kind === 'address' && { address: endpoint.address }),
  sharedFrontEnd: false,
  firstSeenAt: new Date('2026-11-23T09:36:44.209Z'),
  isOurs: () => false,
  onlyInside: false,
  lastSeenAt: new Date('2026-11-23T09:40:00Z'),
  ...more,
})
const range = { from: new Date('2026-11-23T08:36:44.209Z'), to: new Date('2026-11-23T10:00:00Z') }

describe('the query', () => {
  it('asks for an address in each spelling, an hour around the sightings, and selects nothing of ours', () => {
    expect(huntingQuery(subject(address), range)).toBe(
      [
        'DeviceNetworkEvents',
        '| where Timestamp between (datetime(2026-11-23T08:36:44.209Z) .. datetime(2026-11-23T10:00:00.000Z))',
        "| where RemoteIP in ('20.119.0.42', '::ffff:20.119.0.42')",
        "| where ActionType !in ('ConnectionFailed', 'DnsConnectionInspected')",
        '| project Timestamp, RemoteIP, RemotePort, RemoteUrl',
        '| top 1000 by Timestamp asc',
      ].join('\n'),
    )
  })

  it.each([
    {
      name: 'a host by its name, and by its address too',
      of: subject(host, { address: '20.119.0.42' }),
      where: "RemoteUrl has 'safe-hse.com' or RemoteIP in ('20.119.0.42', '::ffff:20.119.0.42')",
    },
    {
      name: 'a host where many customers answer by its name alone',
      of: subject(host, { address: '20.119.0.42', sharedFrontEnd: true }),
      where: "RemoteUrl has 'safe-hse.com'\n",
    },
    {
      name: 'an address of IPv6 in its one spelling',
      of: subject({ kind: 'address', address: parseIpAddress('2603:1030:20e:3::23c')! }),
      where: "RemoteIP in ('2603:1030:20e:3::23c')",
    },
  ])('finds $name', ({ of, where }) => {
    expect(huntingQuery(of, range)).toContain(`| where ${where}`)
  })

  it('is not asked about content on a host that many share: nothing tells it from the rest', () => {
    expect(huntingQuery(subject(link, { host: 'forms.office.com' }), range)).toBeUndefined()
  })

  it.each(["x' or 1==1 //", '20.119.0.42\n| union DeviceInfo', ''])(
    'takes no text that is no address: %j',
    (text) => {
      expect(huntingQuery(subject(host, { host: text, address: text }), range)).toBeUndefined()
    },
  )
})

const row = (time: string, more: object = {}) => ({
  Timestamp: `2026-11-23T${time}.1234567Z`,
  RemoteIP: '20.119.0.42',
  RemotePort: 443,
  RemoteUrl: 'safe-hse.com',
  ...more,
})

describe('the answer', () => {
  let graph: FakeGraph
  let rows: readonly object[] = []
  beforeEach(async () => {
    at = new Date('2026-11-23T11:00:00Z')
    rows = []
    graph = await startGraph({ hunt: () => rows })
  })
  afterEach(() => graph.close())

  const storage = freshStorage()
  const source = (perMinute = 30) =>
    huntingSource({
      runQuery: graphHunting({
        endpoint: graph.url,
        credential: { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) },
        timeoutInMs: 5_000,
      }),
      quota: quotaOf(checkpointsOf(storage), `hunting-${graph.port}`, { perMinute }, () => at),
      isReportable: (found) => found.startsWith('20.'),
      now: () => at,
    })
  const find = async (of: Subject) => {
    const answer = await source().ask(of)
    return answer.kind === 'found' ? answer.finding.connections : answer
  }

  it('gives times, the usual port, and the address that a host stands at', async () => {
    rows = [
      row('09:50:00', {
        RemoteIP: '::ffff:20.119.0.42',
        RemoteUrl: 'https://SAFE-HSE.com:443/path?victim=a',
      }),
      row('09:36:44'),
      row('09:37:00', { RemotePort: 8443 }),
      row('09:37:00', { RemotePort: 8443 }),
      row('09:37:01', { RemotePort: '8443' }),
    ]
    await expect(find(subject(host))).resolves.toEqual({
      count: 5,
      firstAt: new Date('2026-11-23T09:36:44.123Z'),
      lastAt: new Date('2026-11-23T09:50:00.123Z'),
      port: 8443,
      address: '20.119.0.42',
      listed: [
        { at: new Date('2026-11-23T09:36:44Z'), port: 443 },
        { at: new Date('2026-11-23T09:37:00Z'), port: 8443 },
        { at: new Date('2026-11-23T09:37:01Z'), port: 8443 },
        { at: new Date('2026-11-23T09:50:00Z'), port: 443 },
      ],
    })
  })

  it.each([
    { name: 'another host', of: subject(host), more: { RemoteUrl: 'www.safe-hse.com' } },
    { name: 'a host that only ends alike', of: subject(host), more: { RemoteUrl: 'not-safe-hse.com' } },
    { name: 'a time outside', of: subject(host), more: { Timestamp: '2026-11-22T09:00:00Z' } },
    { name: 'no time', of: subject(host), more: { Timestamp: 'yesterday' } },
    {
      name: 'another customer at the shared address',
      of: subject(address, { sharedFrontEnd: true }),
      more: { RemoteUrl: 'our-shop.azurewebsites.net' },
    },
    {
      name: 'a host that cannot be read, at the shared address',
      of: subject(address, { sharedFrontEnd: true }),
      more: { RemoteUrl: 'a b c' },
    },
  ])('does not count a row with $name', async ({ of, more }) => {
    rows = [row('09:40:00', more)]
    await expect(find(of)).resolves.toBeUndefined()
  })

  it('counts a connection without a name at a shared address, for the alert is about it', async () => {
    rows = [row('09:40:00', { RemoteUrl: '' })]
    await expect(find(subject(address, { sharedFrontEnd: true }))).resolves.toMatchObject({
      count: 1,
      port: 443,
    })
  })

  it.each(['10.1.1.1', '203.0.113.8', '', null, 'a proxy'])(
    'through %j, which is no address of the endpoint: the time stays, address and port do not',
    async (RemoteIP) => {
      rows = [row('09:40:00', { RemoteIP, RemotePort: 3128 })]
      await expect(find(subject(host))).resolves.toEqual({
        count: 1,
        firstAt: new Date('2026-11-23T09:40:00.123Z'),
        lastAt: new Date('2026-11-23T09:40:00.123Z'),
        listed: [{ at: new Date('2026-11-23T09:40:00Z') }],
      })
    },
  )

  it('two addresses of a host prove none of them', async () => {
    rows = [row('09:40:00'), row('09:41:00', { RemoteIP: '20.119.0.43' })]
    await expect(find(subject(host))).resolves.not.toHaveProperty('address')
  })

  it('of very many connections fifty are listed, the last among them', async () => {
    rows = Array.from({ length: 600 }, (_, n) =>
      row(new Date(Date.UTC(2026, 10, 23, 9, 0, n)).toISOString().slice(11, 19)),
    )
    const found = await find(subject(host))
    expect(found).toMatchObject({ count: 600 })
    expect(found).toHaveProperty('listed.length', 50)
    expect(found).toHaveProperty('listed.49.at', new Date('2026-11-23T09:09:59Z'))
  })

  it('what lies further back than hunting reaches is not asked for', async () => {
    at = new Date('2027-02-01T00:00:00Z')
    await expect(find(subject(host))).resolves.toBeUndefined()
    expect(graph.requests).toEqual([])
  })

  it('a 429 is heeded by everybody until its time is over', async () => {
    graph.faults.push({ status: 429, headers: { 'Retry-After': '300' } })
    await expect(find(subject(host))).resolves.toMatchObject({ kind: 'later', all: true })
    at = new Date('2026-11-23T11:04:59Z')
    await expect(find(subject(host))).resolves.toMatchObject({ kind: 'later' })
    expect(graph.requests).toHaveLength(1)
    at = new Date('2026-11-23T11:05:00Z')
    await expect(find(subject(host))).resolves.toBeUndefined()
    expect(graph.requests).toHaveLength(2)
  })

  it('a minute sees no more queries than its limit', async () => {
    await source(1).ask(subject(host))
    await expect(source(1).ask(subject(host))).resolves.toMatchObject({ kind: 'later' })
    expect(graph.requests).toHaveLength(1)
  })

  it.each([
    { status: 400, words: 'HUNTING' },
    { status: 403, words: 'ThreatHunting.Read.All' },
  ])('HTTP $status names its remedy', async ({ status, words }) => {
    graph.faults.push({ status, body: '{}' })
    await expect(find(subject(host))).resolves.toMatchObject({
      remedy: expect.stringContaining(words) as string,
    })
  })
})
