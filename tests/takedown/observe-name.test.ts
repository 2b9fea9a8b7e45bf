import type { Answer } from 'dns-packet'
import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import type { Endpoint } from '../../shared/cases/decision'
import { parseHostname } from '../../shared/model/hostname'
import { parseIpAddress } from '../../shared/model/ip-address'
import { systemDns } from '../../shared/ownership/system-dns'
import { observeName } from '../../shared/takedown/observe-name'
import { watchedName } from '../../shared/takedown/watched-name'
import { FOUNDING_TAGS, serviceTagsJson, snapshotFrom, sourceFrom } from '../ownership/feeds'

const { index } = snapshotFrom(
  sourceFrom(
    serviceTagsJson([...FOUNDING_TAGS, { name: 'AzureCloud.westus', prefixes: ['2603:1030::/32'] }]),
  ),
)
const a = (name: string, data: string): Answer => ({ type: 'A', name, data })
const alias = (name: string, data: string): Answer => ({ type: 'CNAME', name, data })
const soa = (name: string): Answer => ({ type: 'TXT', name, data: 'the zone stands' })

const zone: readonly Answer[] = [
  ...['azurewebsites.net', 'blob.core.windows.net', 'cloudapp.azure.com', 'com', 'org'].map(soa),
  a('shop.azurewebsites.net', '20.119.0.42'),
  alias('half.azurewebsites.net', 'waws-prod-1.eastus.cloudapp.azure.com'),
  { type: 'TXT', name: 'empty.azurewebsites.net', data: 'no address' },
  a('profile.trafficmanager.net', '93.184.215.14'),
  a('here.example.com', '20.119.0.42'),
  a('there.example.com', '93.184.215.14'),
  a('both.example.com', '93.184.215.14'),
  a('both.example.com', '20.119.0.42'),
  { type: 'AAAA', name: 'six.example.com', data: '2603:1030::42' },
  a('parked.example.com', '127.0.0.1'),
  a('sunk.example.com', '0.0.0.0'),
  alias('shop.example.com', 'shop.azurewebsites.net'),
  alias('dead.example.com', 'dead.azurewebsites.net'),
  alias('cdn.example.com', 'cdn.example.org'),
  a('cdn.example.org', '93.184.215.14'),
]

let server: NameServer
beforeAll(async () => {
  server = await startNameServer(zone)
})
afterAll(() => server.close())
beforeEach(() => {
  server.isSilent = false
  server.verdict = undefined
})

const hostEndpoint = (name: string): Endpoint => ({ kind: 'host', host: parseHostname(name)! })
async function observe(name: string, asked = server) {
  const servers = [`127.0.0.1:${asked.port}`]
  const resolveDns = systemDns({ timeoutInMs: 100, tries: 1, servers })
  return observeName(resolveDns, watchedName(hostEndpoint(name), index)!, index)
}

describe('a name that Microsoft made for a resource', () => {
  it.each([
    { is: 'resolves', name: 'shop.azurewebsites.net', kind: 'present' },
    { is: 'does not exist', name: 'nobody.azurewebsites.net', kind: 'absent' },
    { is: 'stands, though its target is missing for now', name: 'half.azurewebsites.net', kind: 'present' },
    { is: 'stands without an address', name: 'empty.azurewebsites.net', kind: 'present' },
    { is: 'leads out of Microsoft, and is still its', name: 'profile.trafficmanager.net', kind: 'present' },
    { is: 'is missing with its whole zone: no resolver to believe', name: 'x.azurefd.net', kind: 'none' },
  ])('$is: $kind', async ({ name, kind }) => {
    expect(await observe(name)).toMatchObject({ kind })
  })

  it('under a suffix that answers for every name is never gone', async () => {
    const wildcard = await startNameServer([a('nobody.azurewebsites.net', '20.119.0.42')])
    expect(await observe('nobody.azurewebsites.net', wildcard)).toEqual({ kind: 'present' })
    await wildcard.close()
  })
})

describe("an attacker's own domain", () => {
  it.each([
    { is: 'leads to Microsoft', name: 'here.example.com', kind: 'present' },
    { is: 'leads there in the other family', name: 'six.example.com', kind: 'present' },
    { is: 'leads elsewhere', name: 'there.example.com', kind: 'absent' },
    { is: 'leads there and elsewhere', name: 'both.example.com', kind: 'present' },
    { is: 'leads elsewhere by an alias', name: 'cdn.example.com', kind: 'absent' },
    { is: 'is an alias of a resource that stands', name: 'shop.example.com', kind: 'present' },
    { is: 'is an alias of one that does not', name: 'dead.example.com', kind: 'absent' },
    { is: 'does not exist', name: 'nobody.example.com', kind: 'absent' },
    { is: 'is parked on a special address', name: 'parked.example.com', kind: 'none' },
    { is: 'is sunk by a filter', name: 'sunk.example.com', kind: 'none' },
  ])('$is: $kind', async ({ name, kind }) => {
    expect(await observe(name)).toMatchObject({ kind })
  })

  it('nothing is concluded from a resolver that answers for names which cannot exist', async () => {
    const liar = await startNameServer([
      soa('com'),
      ...['nobody.example.com', 'no-such-host.invalid'].map((name) => a(name, '93.184.215.14')),
    ])
    expect(await observe('nobody.example.com', liar)).toMatchObject({ kind: 'none' })
    await liar.close()
  })
})

describe.each(['nobody.azurewebsites.net', 'there.example.com'])(
  'no answer about %s is no observation',
  (name) => {
    it.each([
      { how: 'SERVFAIL', verdict: 2 },
      { how: 'REFUSED', verdict: 5 },
      { how: 'no such name, about everything', verdict: 3 },
    ])('$how', async ({ verdict }) => {
      server.verdict = verdict
      expect(await observe(name)).toMatchObject({ kind: 'none' })
    })

    it('silence', async () => {
      server.isSilent = true
      expect(await observe(name)).toMatchObject({ kind: 'none' })
    })
  },
)

describe('which names are asked about', () => {
  const content = (url: string): Endpoint => ({ kind: 'content', url })
  it.each<{ what: string; endpoint: Endpoint; kind: string | undefined }>([
    { what: 'a web app', endpoint: hostEndpoint('shop.azurewebsites.net'), kind: 'resource' },
    { what: 'a machine', endpoint: hostEndpoint('vm.westeurope.cloudapp.azure.com'), kind: 'resource' },
    {
      what: 'content in an account of its own',
      endpoint: content('https://acct.blob.core.windows.net/c/x'),
      kind: 'resource',
    },
    { what: 'a domain of its own', endpoint: hostEndpoint('safe-hse.com'), kind: 'foreign' },
    {
      what: 'content on a host shared by many',
      endpoint: content('https://forms.office.com/r/abc'),
      kind: undefined,
    },
    {
      what: 'a tenant, which has no address',
      endpoint: hostEndpoint('evil.onmicrosoft.com'),
      kind: undefined,
    },
    {
      what: 'a private link',
      endpoint: hostEndpoint('acct.privatelink.blob.core.windows.net'),
      kind: undefined,
    },
    { what: 'the suffix itself', endpoint: hostEndpoint('azurewebsites.net'), kind: undefined },
    {
      what: 'an address',
      endpoint: { kind: 'address', address: parseIpAddress('20.119.0.42')! },
      kind: undefined,
    },
  ])('$what: $kind', ({ endpoint, kind }) => {
    expect(watchedName(endpoint, index)?.kind).toBe(kind)
  })
})
