import type { Label, SourceName } from '../../shared/ownership/source'
import { TAG_CLASSES } from '../../shared/ownership/tag-classes'
import { embeddedSnapshot, serviceTagsJson, snapshotFrom, sourceFrom, sourceOf } from './feeds'

const tag = (name: string, source: SourceName = 'service-tags-public', cloud = 'Public'): Label => ({
  source,
  tag: name,
  cloud,
})
const microsoft365: Label = { source: 'microsoft-365', tag: 'Exchange Online' }
const publicIps: Label = { source: 'public-ips', tag: '' }
const as = (number: number, desk?: string): Label => ({
  source: 'asn',
  tag: `AS${number}`,
  ...(desk !== undefined && { desk }),
})

type Said = readonly [Label, string]
const answerFor = (address: string, ...said: readonly Said[]) =>
  snapshotFrom(...said.map(([label, prefix]) => sourceOf(label, [prefix]))).index.ofAddress(address)

describe('the class of an address, from everything that is said about it', () => {
  it.each<[string, readonly Said[], object]>([
    [
      'a virtual machine',
      [
        [tag('AzureCloud'), '20.0.0.0/16'],
        [{ ...tag('AzureCloud.eastus'), region: 'eastus' }, '20.0.0.0/16'],
      ],
      { class: 'customer-hosted', shared: false, region: 'eastus' },
    ],
    [
      'AzureCloud in no region is announced from everywhere',
      [[tag('AzureCloud'), '20.0.0.0/16']],
      { class: 'customer-hosted', shared: true },
    ],
    [
      'a shared front end',
      [
        [tag('AppService'), '20.0.1.0/24'],
        [tag('AzureCloud'), '20.0.0.0/16'],
      ],
      { class: 'customer-hosted', shared: true, prefix: '20.0.1.0/24' },
    ],
    [
      'a service outranks AzureCloud though its block is larger',
      [
        [tag('Storage'), '20.0.0.0/16'],
        [tag('AzureCloud'), '20.0.1.0/24'],
      ],
      { class: 'customer-hosted', shared: true },
    ],
    [
      'Microsoft’s own service',
      [
        [tag('AzureActiveDirectory'), '20.0.1.0/24'],
        [tag('AzureCloud'), '20.0.0.0/16'],
      ],
      { class: 'microsoft-service' },
    ],
    [
      'Front Door of customers',
      [[tag('AzureFrontDoor.Frontend'), '20.0.1.0/24']],
      { class: 'customer-hosted', shared: true },
    ],
    [
      'Front Door of Microsoft',
      [[tag('AzureFrontDoor.FirstParty'), '20.0.1.0/24']],
      { class: 'microsoft-service' },
    ],
    [
      'among services the most specific block decides',
      [
        [tag('Storage'), '20.0.0.0/16'],
        [tag('AzureMonitor'), '20.0.1.0/24'],
      ],
      { class: 'microsoft-service' },
    ],
    [
      'two services on one block: the cautious one',
      [
        [tag('LogicApps'), '20.0.1.0/24'],
        [tag('LogicAppsManagement'), '20.0.1.0/24'],
      ],
      { class: 'microsoft-service', shared: true },
    ],
    [
      'a tag that nobody knows, inside AzureCloud',
      [
        [tag('BrandNewThing'), '20.0.1.0/24'],
        [tag('AzureCloud'), '20.0.0.0/16'],
      ],
      { class: 'customer-hosted' },
    ],
    [
      'a tag that nobody knows, outside AzureCloud',
      [[tag('BrandNewThing'), '20.0.1.0/24']],
      { class: 'microsoft-service' },
    ],
    [
      'Microsoft 365',
      [
        [microsoft365, '20.0.0.0/16'],
        [publicIps, '20.0.0.0/8'],
      ],
      { class: 'microsoft-service', because: 'Microsoft 365 endpoint list: addresses of Exchange Online' },
    ],
    [
      'Microsoft 365 in AzureCloud',
      [
        [microsoft365, '20.0.0.0/16'],
        [tag('AzureCloud'), '20.0.1.0/24'],
      ],
      { class: 'microsoft-service' },
    ],
    [
      'US Government',
      [[tag('AppService', 'service-tags-us-government', 'AzureGovernment'), '20.0.1.0/24']],
      { class: 'customer-hosted', cloud: 'AzureGovernment' },
    ],
    [
      'China is run by 21Vianet',
      [[tag('AppService', 'service-tags-china', 'China'), '20.0.1.0/24']],
      { class: 'other-desk', cloud: 'China', desk: '21Vianet' },
    ],
    [
      'Germany was closed',
      [[tag('AppService', 'service-tags-germany', 'AzureGermany'), '20.0.1.0/24']],
      { class: 'announced-only', cloud: 'AzureGermany' },
    ],
    [
      'in Microsoft’s list, without a tag',
      [
        [publicIps, '20.0.0.0/16'],
        [as(8075), '20.0.0.0/15'],
      ],
      { class: 'microsoft-untagged', prefix: '20.0.0.0/16' },
    ],
    [
      'announced by Microsoft, but in no list of its own',
      [
        [as(8075), '20.0.0.0/16'],
        [publicIps, '40.0.0.0/16'],
      ],
      { class: 'announced-only' },
    ],
    ['announced by Microsoft, no list at hand', [[as(8075), '20.0.0.0/16']], { class: 'microsoft-untagged' }],
    [
      'an affiliate with a desk of its own',
      [
        [as(36459, 'GitHub'), '20.0.0.0/16'],
        [publicIps, '20.0.0.0/8'],
      ],
      { class: 'other-desk', desk: 'GitHub' },
    ],
    [
      'an affiliate’s machine in Azure is Azure’s',
      [
        [as(36459, 'GitHub'), '20.0.1.0/24'],
        [tag('AzureCloud.eastus'), '20.0.0.0/16'],
      ],
      { class: 'customer-hosted' },
    ],
    [
      'attack simulation outranks all but special',
      [
        [{ source: 'attack-simulation', tag: 'training' }, '20.0.1.7/32'],
        [tag('AzureCloud'), '20.0.0.0/16'],
      ],
      { class: 'attack-simulation' },
    ],
    ['nobody’s that we know', [[publicIps, '40.0.0.0/16']], { owner: 'other', class: 'other', sources: [] }],
  ])('%s', (_, said, expected) => {
    expect(answerFor('20.0.1.7', ...said)).toMatchObject({ owner: 'microsoft', ...expected })
  })

  it('every answer names sources, date and reason', () => {
    const old = sourceOf(tag('AzureCloud'), ['20.0.0.0/16'], '2023-06-19')
    const { index } = snapshotFrom(old, sourceOf(publicIps, ['20.0.0.0/8'], '2026-08-01'))
    expect(index.ofAddress('20.0.1.7')).toMatchObject({
      sources: ['service-tags-public', 'public-ips'],
      snapshotDate: '2023-06-19',
    })
    expect(index.ofAddress('20.99.1.7')).toMatchObject({
      sources: ['public-ips'],
      snapshotDate: '2026-08-01',
    })
    expect(index.ofAddress('8.8.8.8')).toMatchObject({
      snapshotDate: '2023-06-19',
      because: expect.stringContaining('2023-06-19') as string,
    })
  })
})

it('regions have the name Azure shows, whatever the list calls them', () => {
  const json = serviceTagsJson([
    { name: 'AzureCloud.germanywc', region: 'germanywc', prefixes: ['20.1.0.0/16'] },
    { name: 'AzureCloud.chilec', prefixes: ['20.2.0.0/16'] },
    { name: 'Storage.FranceCentral', region: 'centralfrance', prefixes: ['20.3.0.0/16'] },
  ])
  const { index } = snapshotFrom(sourceFrom(json))
  const regions = ['20.1.0.1', '20.2.0.1', '20.3.0.1'].map((text) => index.ofAddress(text).region)
  expect(regions).toEqual(['germanywestcentral', 'chilecentral', 'francecentral'])
})

it('every family in the table has a reason', () => {
  expect([...TAG_CLASSES].filter(([, { why }]) => why.length < 5)).toEqual([])
  expect(TAG_CLASSES.size).toBeGreaterThan(95)
})

describe('the embedded snapshot', () => {
  const { index, sources } = embeddedSnapshot()

  it('is coarse and says so', () => {
    expect(index.ofAddress('20.119.0.42')).toMatchObject({
      owner: 'microsoft',
      class: 'microsoft-untagged',
      serviceTags: [],
      sources: ['asn'],
      snapshotDate: '2026-06-17',
      because:
        'Announced by Microsoft’s network (AS8075); without service tags at hand, so what runs there is unknown',
    })
    expect(sources).toEqual([expect.objectContaining({ source: 'asn', date: '2026-06-17', from: 'a table' })])
  })

  it('goes by number, not by name: AZURE TECHNOLOGY CO is not Microsoft', () => {
    expect(sources[0]?.prefixes).toBe(641)
  })
})

it.each(['131.253.18.40', '157.55.39.40', '20.15.133.161'])(
  '%s is Microsoft’s own at work, though service tags list it as any customer’s',
  (address) => {
    const answer = answerFor(address, [tag('AzureCloud.westus2'), `${address}/32`])
    expect(answer).toMatchObject({ owner: 'microsoft', class: 'microsoft-service', shared: true })
  },
)
