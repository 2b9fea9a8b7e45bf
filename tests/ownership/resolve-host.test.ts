import type { Answer } from 'dns-packet'
import { type Hostname, parseHostname } from '../../shared/model/hostname'
import { hostResolver } from '../../shared/ownership/resolve-host'
import { systemDns } from '../../shared/ownership/system-dns'
import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import { TODAY } from './feeds'

const ZONE: readonly Answer[] = [
  { type: 'A', name: 'safe-hse.example', data: '20.119.0.42' },
  { type: 'AAAA', name: 'safe-hse.example', data: '2603:1030::42' },
  { type: 'CNAME', name: 'www.shop.example', data: 'shop.azurewebsites.net' },
  { type: 'CNAME', name: 'shop.azurewebsites.net', data: 'waws-prod-1.eastus.cloudapp.azure.com' },
  { type: 'A', name: 'www.shop.example', data: '20.119.0.42' },
  { type: 'A', name: 'rebind.example', data: '10.0.0.1' },
  { type: 'A', name: 'rebind.example', data: '169.254.169.254' },
  { type: 'A', name: 'rebind.example', data: '20.119.0.42' },
  { type: 'CNAME', name: 'loop-a.example', data: 'loop-b.example' },
  { type: 'CNAME', name: 'loop-b.example', data: 'loop-a.example' },
]

let server: NameServer
beforeAll(async () => {
  server = await startNameServer(ZONE)
})
afterAll(() => server.close())
beforeEach(() => {
  server.questions = 0
  server.isSilent = false
})

function resolver(now = () => TODAY) {
  const servers = [`127.0.0.1:${server.port}`]
  return hostResolver({
    resolveDns: systemDns({ timeoutInMs: 100, tries: 1, servers }),
    now,
    cacheInMs: 60_000,
  })
}
const name = (text: string): Hostname => parseHostname(text)!

it('asks in both families', async () => {
  expect(await resolver()(name('safe-hse.example'))).toEqual({
    chain: ['safe-hse.example'],
    addresses: ['20.119.0.42', '2603:1030::42'],
    ignored: [],
    failed: [],
  })
})

it('keeps the chain of aliases: it names the customer', async () => {
  const { chain } = await resolver()(name('www.shop.example'))
  expect(chain).toEqual([
    'www.shop.example',
    'shop.azurewebsites.net',
    'waws-prod-1.eastus.cloudapp.azure.com',
  ])
})

it('private and special answers are never followed', async () => {
  expect(await resolver()(name('rebind.example'))).toMatchObject({
    addresses: ['20.119.0.42'],
    ignored: [
      { address: '10.0.0.1', because: 'private' },
      { address: '169.254.169.254', because: 'azure-platform' },
    ],
  })
})

it('aliases in a circle end', async () => {
  expect((await resolver()(name('loop-a.example'))).chain).toEqual(['loop-a.example', 'loop-b.example'])
})

it('a name that does not exist is an answer; silence is a failure', async () => {
  expect(await resolver()(name('nobody.example'))).toMatchObject({ addresses: [], failed: [] })
  server.isSilent = true
  const { addresses, failed } = await resolver()(name('safe-hse.example'))
  expect([addresses, failed.length]).toEqual([[], 3])
})

it('remembers an answer until it is old', async () => {
  let now = TODAY
  const resolve = resolver(() => now)
  await resolve(name('safe-hse.example'))
  await resolve(name('safe-hse.example'))
  expect(server.questions).toBe(3)
  now = new Date(now.getTime() + 60_001)
  await resolve(name('safe-hse.example'))
  expect(server.questions).toBe(6)
})

describe('a flood of names', () => {
  const most = 5_000
  /** Asks about each name once, and counts the questions that reach the name servers. */
  const flood = () => {
    let asked = 0
    const resolveDns = async () => {
      asked += 1
      return []
    }
    const resolve = hostResolver({ resolveDns, now: () => TODAY })
    return async (from: number, to: number) => {
      const before = asked
      for (let n = from; n < to; n++) await resolve(name(`h${n}.example`))
      return (asked - before) / 3
    }
  }

  it('is remembered up to 5,000, and forgotten whole at the next', async () => {
    const ask = flood()
    expect(await ask(0, most)).toBe(most)
    expect(await ask(0, most)).toBe(0)
    expect(await ask(most, most + 1)).toBe(1)
    expect(await ask(0, 1)).toBe(1)
    expect(await ask(most, most + 1)).toBe(0)
  })

  it('never leaves more than 5,000 behind', async () => {
    const ask = flood()
    await ask(0, 2 * most + 700)
    expect(await ask(2 * most, 2 * most + 700)).toBe(0)
    expect(await ask(0, 2 * most)).toBe(2 * most)
  })
})
