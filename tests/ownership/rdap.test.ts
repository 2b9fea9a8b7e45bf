import { parseHostname } from '../../shared/model/hostname'
import { parseIpAddress } from '../../shared/model/ip-address'
import { rdap } from '../../shared/ownership/rdap'
import { TODAY } from './feeds'

const BOOTSTRAP = 'https://iana.example/rdap'
const registrant = (name: string) => ({
  roles: ['registrant'],
  handle: 'X',
  vcardArray: [
    'vcard',
    [
      ['version', {}, 'text', '4.0'],
      ['fn', {}, 'text', name],
    ],
  ],
})

const PAGES: Readonly<Record<string, unknown>> = {
  [`${BOOTSTRAP}/ipv4.json`]: {
    services: [
      [['20.0.0.0/8'], ['http://plain.example/', 'https://arin.example/registry/']],
      [['20.200.0.0/16', '41.0.0.0/8'], ['https://afrinic.example/']],
    ],
  },
  [`${BOOTSTRAP}/ipv6.json`]: { services: [[['2600::/12'], ['https://arin.example/registry/']]] },
  [`${BOOTSTRAP}/dns.json`]: { services: [[['com', 'net'], ['https://verisign.example/com/v1/']]] },
  'https://arin.example/registry/ip/20.119.0.42': {
    objectClassName: 'ip network',
    handle: 'NET-20-33-0-0-1',
    startAddress: '20.33.0.0',
    endAddress: '20.128.255.255',
    name: 'MSFT',
    events: [{ eventAction: 'registration', eventDate: '2017-10-18T00:00:00-04:00' }],
    entities: [registrant('Microsoft Corporation')],
  },
  'https://afrinic.example/ip/20.200.0.1': { startAddress: '20.200.0.0', endAddress: '20.200.255.255' },
  'https://verisign.example/com/v1/domain/safe-hse.com': {
    ldhName: 'SAFE-HSE.COM',
    events: [{ eventAction: 'registration', eventDate: '2023-06-12T08:00:00Z' }],
    entities: [{ ...registrant('A Registrar, Inc.'), roles: ['registrar'] }],
  },
  'https://verisign.example/com/v1/domain/odd.com': ['not', 'an', 'answer'],
}

function world() {
  const asked: string[] = []
  const slept: number[] = []
  const registry = rdap({
    bootstrapUrl: BOOTSTRAP,
    fetchJson: async (url) => {
      asked.push(url)
      return url in PAGES ? { status: 200, json: PAGES[url] } : { status: 404, json: undefined }
    },
    sleep: async (ms) => void slept.push(ms),
    now: () => TODAY,
  })
  return { registry, asked, slept }
}
const ip = (text: string) => parseIpAddress(text)!
const host = (text: string) => parseHostname(text)!

it('who holds the block of an address, by the registry IANA names', async () => {
  expect(await world().registry.ofAddress(ip('20.119.0.42'))).toMatchObject({
    handle: 'NET-20-33-0-0-1',
    name: 'MSFT',
    holder: 'Microsoft Corporation',
    registeredAt: '2017-10-18',
    from: 'https://arin.example/registry/',
  })
})

it('one answer serves its whole block', async () => {
  const { registry, asked } = world()
  await registry.ofAddress(ip('20.119.0.42'))
  await registry.ofAddress(ip('20.33.0.0'))
  await registry.ofAddress(ip('20.128.255.255'))
  expect(asked).toHaveLength(2)
})

it('a block carved out of a larger one answers at its own registry', async () => {
  expect(await world().registry.ofAddress(ip('20.200.0.1'))).toMatchObject({
    from: 'https://afrinic.example/',
  })
})

it('the registrable domain of a host: when it was registered, and through whom', async () => {
  expect(await world().registry.ofHost(host('www.safe-hse.com'))).toEqual({
    domain: 'safe-hse.com',
    registeredAt: '2023-06-12',
    registrar: 'A Registrar, Inc.',
    from: 'https://verisign.example/com/v1/',
  })
})

it('asks a registry once a second, and others at once', async () => {
  const { registry, slept } = world()
  await registry.ofHost(host('safe-hse.com'))
  await registry.ofAddress(ip('20.119.0.42'))
  await registry.ofHost(host('www.safe-hse.com'))
  expect(slept).toEqual([1000])
})

it.each([
  ['an address nobody answers for', 'ip', '192.0.2.1', /no registry/],
  ['an address the registry does not know', 'ip', '20.1.1.1', /HTTP 404/],
  ['a domain without a registry', 'host', 'a.example', /no registry/],
  ['an answer of another shape', 'host', 'odd.com', /HTTP 200/],
  ['a public suffix', 'host', 'com', /no registrable domain/],
])('%s: a reason, not an error', async (_, kind, text, because) => {
  const { registry } = world()
  const answer = await (kind === 'ip' ? registry.ofAddress(ip(text)) : registry.ofHost(host(text)))
  expect(answer).toEqual({ failed: expect.stringMatching(because) as string })
})

it('no bootstrap file: a reason, and the next question tries again', async () => {
  let isDown = true
  const registry = rdap({
    bootstrapUrl: BOOTSTRAP,
    fetchJson: async (url) =>
      isDown ? Promise.reject(new Error('no route')) : { status: 200, json: PAGES[url] },
    sleep: async () => undefined,
    now: () => TODAY,
  })
  expect(await registry.ofAddress(ip('20.119.0.42'))).toEqual({ failed: 'no route' })
  isDown = false
  expect(await registry.ofAddress(ip('20.119.0.42'))).toMatchObject({ name: 'MSFT' })
})
