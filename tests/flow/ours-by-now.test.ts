import { everythingIn } from '../reports/read-back'
import { analysis } from '../helpers/fake-virustotal'
import { type EnrichmentDesk, startEnrichmentDesk } from './enrichment-desk'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { answer } from './person'
import { SmallWorld } from './small-world'

/** Names no address, unlike the founding case. */
const plain = { title: 'Suspicious connection' }
const named = 'https://ws-0105-login.azurewebsites.net/x'
const knowing = (id: string) => fromGraph(graphAlert({ id, ...plain }, [device, url(named)]))
const unknowing = (id: string) => fromGraph(graphAlert({ id, ...plain }, [url(named)]))

let desk: EnrichmentDesk | undefined
afterEach(async () => {
  await desk?.close()
  desk = undefined
})

async function pass(world: SmallWorld, hours: number): Promise<void> {
  for (let quarters = 0; quarters < hours * 4; quarters++) {
    world.pass(0.25)
    await world.chaseReports()
    await world.fileReports()
  }
}

describe('a host that holds a name of ours leaves by a person’s word alone', () => {
  it.each([
    { what: 'the alert that knows the name comes first', alerts: [knowing('a'), unknowing('b')] },
    { what: 'it comes last', alerts: [unknowing('a'), knowing('b')] },
  ])('where $what', async ({ alerts }) => {
    const world = await SmallWorld.start()
    for (const alert of alerts) await world.openCase(alert)
    await pass(world, 3)
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval' })
    expect(world.mails).toEqual([])
    await answer(world, 'approve')
    await pass(world, 0.5)
    expect(world.mails).toHaveLength(1)
    await world.close()
  })

  it('and VirusTotal is not asked about it', async () => {
    desk = await startEnrichmentDesk({ HUNTING: 'false' })
    desk.virusTotal.known.set('/api/v3/domains/ws-0105-login.azurewebsites.net', analysis(9, 74))
    await desk.open({ id: 'a', ...plain }, [device, url(named)])
    await desk.file()
    expect(desk.virusTotal.requests).toEqual([])
    await desk.open({ id: 'b', ...plain }, [device, url('https://evil-abc.azurewebsites.net/x')])
    await desk.file()
    expect(desk.virusTotal.requests).toHaveLength(1)
  })
})

describe('what has become known as ours since the row was written', () => {
  it('the host itself: the report is withdrawn before anything leaves', async () => {
    const world = await SmallWorld.start()
    await world.openCase(fromGraph(graphAlert(plain, [device, url('https://shop-a.azurewebsites.net/x')])))
    world.changes = { OWN_DOMAINS: 'corp.example shop-a.azurewebsites.net' }
    await pass(world, 2)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    expect(world.mails).toEqual([])
    await world.close()
  })

  it.each([
    { what: 'no later copy comes', later: [] },
    {
      what: 'a later copy of the same alert comes',
      later: [{ lastActivityDateTime: '2026-11-23T10:10:00Z' }],
    },
    {
      what: 'later copies come, and one of before',
      later: [{ lastUpdateDateTime: '2026-11-23T10:20:00Z' }, { lastUpdateDateTime: '2026-11-23T09:40:00Z' }],
    },
  ])('an address of a sighting that is known: withdrawn, where $what', async ({ later }) => {
    const connection = {
      '@odata.type': '#microsoft.graph.security.networkConnectionEvidence',
      ...{ verdict: 'malicious', roles: [], destinationPort: 443, protocol: 'tcp' },
      sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
      destinationAddress: { ipAddress: '4.180.1.9', roles: [] },
    }
    const copy = (fields: object) => fromGraph(graphAlert({ ...plain, ...fields }, [device, connection]))
    const world = await SmallWorld.start()
    await world.openCase(copy({}))
    expect(await world.report()).toMatchObject({ Status: 'collecting' })
    world.changes = { OWN_ADDRESSES: '203.0.113.0/24 4.180.1.9' }
    for (const fields of later) await world.openCase(copy(fields))
    await pass(world, 3)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    expect(world.mails).toEqual([])
    await world.close()
  })

  it.each([
    { order: [0, 1, 2] },
    { order: [1, 2, 0] },
    { order: [2, 0, 1] },
    { order: [0, 2, 1] },
    { order: [2, 1, 0] },
  ])(
    'an address that another alert gives as ours, though that one is ruled out, waits for a person: copies $order',
    async ({ order }) => {
      const connection = {
        '@odata.type': '#microsoft.graph.security.networkConnectionEvidence',
        ...{ verdict: 'malicious', roles: [], destinationPort: 443, protocol: 'tcp' },
        sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
        destinationAddress: { ipAddress: '4.180.1.9', roles: [] },
      }
      const server = { ...device, deviceDnsName: 'srv.corp.example', lastExternalIpAddress: '4.180.1.9' }
      const other = { ...plain, id: 'other' }
      const alerts = [
        graphAlert({ ...other, status: 'resolved' }, [device, connection]),
        graphAlert({ ...other, lastUpdateDateTime: '2026-11-23T09:59:00Z' }, [device, server, connection]),
        graphAlert(plain, [device, connection]),
      ]
      const world = await SmallWorld.start()
      for (const i of order) await world.openCase(fromGraph(alerts[i] ?? {}))
      await pass(world, 3)
      expect(await world.report()).toMatchObject({
        Status: 'awaiting-approval',
        Note: 'it is ours by now: an alert about it gives it as ours',
      })
      expect(world.mails).toEqual([])
      await world.close()
    },
  )

  it.each([
    { setting: 'OWN_DOMAINS', value: 'corp.example shop-a.net', because: undefined },
    { setting: 'OWN_MAILBOXES', value: 'shop.a@corp.example', because: 'a name of ours' },
  ])('$setting=$value: held because $because', async ({ setting, value, because }) => {
    const world = await SmallWorld.start()
    await world.openCase(fromGraph(graphAlert(plain, [device, url('https://shop-a.azurewebsites.net/x')])))
    world.changes = { [setting]: value }
    await pass(world, 2)
    const report = await world.report()
    if (because === undefined) expect(report).toMatchObject({ Status: 'sent' })
    else
      expect([report['Status'], JSON.stringify(await world.rows('Questions'))]).toEqual([
        'awaiting-approval',
        expect.stringContaining(because),
      ])
    expect(world.mails).toHaveLength(because === undefined ? 1 : 0)
    await world.close()
  })

  it('is cut out of links that were stored before', async () => {
    const world = await SmallWorld.start()
    const link = 'https://evil-abc.blob.core.windows.net/c/portal.newco.example/login.html'
    await world.openCase(fromGraph(graphAlert(plain, [device, url(link)])))
    expect((await world.report())['Endpoint']).toBe(link)
    world.changes = { OWN_DOMAINS: 'corp.example newco.example' }
    await pass(world, 2)
    expect(world.mails).toHaveLength(1)
    const layers = await everythingIn(world.mails[0]?.raw ?? Buffer.alloc(0))
    expect(layers).toContain('https://evil-abc.blob.core.windows.net/c/REDACTED/login.html')
    expect(layers).not.toContain('newco')
    await world.close()
  })
})

it('an address that the alert alone gives as ours is not told as the endpoint’s, though hunting sees it', async () => {
  desk = await startEnrichmentDesk()
  const proxy = '4.180.9.9'
  const host = 'login.contoso-app.azurewebsites.net'
  desk.rows = [{ Timestamp: '2026-11-23T09:36:44.5Z', RemoteIP: proxy, RemotePort: 3128, RemoteUrl: host }]
  await desk.open(plain, [{ ...device, lastExternalIpAddress: proxy }, url(`https://${host}/`)])
  await desk.file()
  expect(desk.world.mails).toHaveLength(1)
  const layers = await everythingIn(desk.world.mails[0]?.raw ?? Buffer.alloc(0))
  expect(layers).toContain(host)
  expect(layers).not.toMatch(/4\.180\.9\.9|3128/)
})
