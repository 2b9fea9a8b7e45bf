import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { SmallWorld } from './small-world'

const title = 'Connection to adversary infrastructure'
const alertOf = (id: string, ...evidence: object[]) =>
  fromGraph(graphAlert({ id, title }, [device, ...evidence]))
const [host, address] = ['safe-hse.com', '20.119.0.42']
let dns: NameServer
beforeAll(async () => {
  dns = await startNameServer([
    { type: 'A', name: host, data: address },
    { type: 'A', name: host, data: '10.0.0.1' },
    { type: 'A', name: 'elsewhere.example', data: '198.51.100.7' },
  ])
})
afterAll(() => dns.close())

const start = (more: Readonly<Record<string, string>> = {}) =>
  SmallWorld.start({ DNS_SERVERS: `127.0.0.1:${dns.port}`, ...more })

it('DNS names the pair of a host and an address that the alert accuses both', async () => {
  const world = await start()
  await world.openCase(alertOf('one', url(host), ip(address)))
  expect(await world.report()).toMatchObject({ Endpoint: host, Address: address, Grade: 'B' })
  await world.close()
})

it('a second alert does not ask again, whatever DNS says by then', async () => {
  const world = await start()
  await world.openCase(alertOf('one', url(host), ip(address)))
  const asked = dns.questions
  world.overrides = { resolveHost: () => () => Promise.reject(new Error('asked again')) }
  await world.openCase(alertOf('two', url(host), ip(address)))
  expect((await world.rows('Reports')).map(({ Endpoint }) => Endpoint)).toEqual([host])
  expect(await world.rows('Sightings')).toHaveLength(2)
  expect(dns.questions).toBe(asked)
  await world.close()
})

it('denied, the shared address is held and no host is reported with it', async () => {
  const world = await start()
  await world.openCase(alertOf('one', url('elsewhere.example'), ip(address)))
  const [report, ...more] = await world.rows('Reports')
  expect(more).toEqual([])
  expect(report).toMatchObject({ Endpoint: address, Status: 'awaiting-approval' })
  world.overrides = { resolveHost: () => () => Promise.reject(new Error('asked again')) }
  await world.openCase(alertOf('two', url('elsewhere.example'), ip(address)))
  expect(await world.rows('Reports')).toHaveLength(1)
  await world.close()
})

it('DNS supplies neither guilt nor ownership: a link alone, wherever it leads, is no report', async () => {
  const world = await start()
  const asked = dns.questions
  await world.openCase(alertOf('one', url(`https://${host}/login`)))
  expect(await world.rows('Reports')).toEqual([])
  expect(dns.questions).toBe(asked)
  await world.close()
})

it('where settings want no questions asked, the pair is unconfirmed and waits for a person', async () => {
  const asked = dns.questions
  const world = await start({ DNS_LOOKUPS: 'microsoft' })
  await world.openCase(alertOf('one', url(host), ip(address)))
  expect(await world.report()).toMatchObject({ Endpoint: host, Address: address, Grade: 'C' })
  expect(dns.questions).toBe(asked)
  await world.close()
})
