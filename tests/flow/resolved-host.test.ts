import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

const alert = fromGraph(
  graphAlert({ title: 'A link to a phishing page was opened' }, [device, url('https://safe-hse.com/login')]),
)
let dns: NameServer
beforeAll(async () => {
  dns = await startNameServer([
    { type: 'A', name: 'safe-hse.com', data: '20.119.0.42' },
    { type: 'A', name: 'safe-hse.com', data: '10.0.0.1' },
  ])
})
afterAll(() => dns.close())

it('a link to the attacker’s own domain is reported once its host resolves into Microsoft’s cloud', async () => {
  const world = await SmallWorld.start({ RESOLVE_HOSTS: 'true', DNS_SERVERS: `127.0.0.1:${dns.port}` })
  await world.openCase(alert)
  expect(await world.report()).toMatchObject({
    Endpoint: 'safe-hse.com',
    Address: '20.119.0.42',
    Status: 'collecting',
  })
  await world.close()
})

it('and is nobody’s business of ours where the settings want no questions asked', async () => {
  const before = dns.questions
  const world = await SmallWorld.start({ DNS_SERVERS: `127.0.0.1:${dns.port}` })
  await world.openCase(alert)
  expect(await world.rows('Reports')).toEqual([])
  expect(dns.questions).toBe(before)
  await world.close()
})
