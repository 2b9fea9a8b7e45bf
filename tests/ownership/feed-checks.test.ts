import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCidr } from '../../shared/model/cidr'
import { checkAgainst, checkChange, checkPlausible } from '../../shared/ownership/feed-checks'
import { readFeed } from '../../shared/ownership/read-feed'
import { FeedChangedError, FeedRefusedError, type FeedContent } from '../../shared/ownership/source'
import { serviceTagsJson, snapshotFrom } from './feeds'

const DATA = join(__dirname, '../../../shared/data/ownership')
const onRealData = existsSync(DATA) ? describe : describe.skip
const published = (file: string) => readFeed(readFileSync(join(DATA, file), 'utf8'))

const HOSTS = ['portal.training.example', 'www.prizes.example', 'payroll.example']
const ADDRESS = '20.0.113.7'
const training = (list: readonly string[]): FeedContent =>
  readFeed(JSON.stringify({ name: 'Microsoft attack simulation', version: 1, list }))
const blocks = (...texts: readonly string[]): FeedContent => ({
  source: 'public-ips',
  entries: [
    {
      label: { source: 'public-ips', tag: '' },
      prefixes: texts.map(parseCidr).filter((cidr) => cidr !== undefined),
    },
  ],
  hosts: [],
})
const tags = (prefixesOf: Readonly<Record<string, readonly string[]>>, cloud = 'Public') =>
  readFeed(
    serviceTagsJson(
      Object.entries(prefixesOf).map(([name, prefixes]) => ({ name, prefixes })),
      cloud,
    ),
  )

/** Why the check refuses; nothing where it does not. */
function refusalOf(...checks: readonly (() => void)[]): string | undefined {
  try {
    for (const check of checks) check()
    return undefined
  } catch (error) {
    if (error instanceof FeedRefusedError) return error.message
    throw error
  }
}

describe('the list of training sites takes names out of reporting, so each is looked at', () => {
  it.each([
    ['com', 'is a public suffix'],
    ['co.uk', 'is a public suffix'],
    ['azurewebsites.net', 'is a public suffix'],
    ['www.azurewebsites.net', 'is a public suffix'],
    ['sharepoint.com', 'is the domain of a whole service'],
    ['www.sharepoint.com', 'is the domain of a whole service'],
    ['core.windows.net', 'is the domain of a whole service'],
    ['microsoft.com', 'is the domain of a whole service'],
    ['office.com', 'is the domain of a whole service'],
    ['privatelink.azure-api.net', 'is shared by the customers of a service'],
    ['z99.web.core.windows.net', 'is shared by the customers of a service'],
  ])('%s %s', (host, because) => {
    expect(() => {
      checkPlausible(training([...HOSTS, host]))
    }).toThrow(new FeedRefusedError(`the host ${JSON.stringify(host)} ${because}`))
  })

  it.each(['one-customer.azurewebsites.net', 'one-customer.sharepoint.com', 'training.example'])(
    '%s is one company’s',
    (host) => {
      expect(refusalOf(() => checkPlausible(training([...HOSTS, host, ADDRESS])))).toBeUndefined()
    },
  )

  it('what another list gives to another company stays theirs', () => {
    const others = [
      readFeed(JSON.stringify([{ id: 1, serviceArea: 'Common', urls: ['*.cdn.partner.example'] }])),
    ]
    const covering = () => {
      checkAgainst(training([...HOSTS, 'partner.example']), others)
    }
    expect(covering).toThrow(/covers \*\.cdn\.partner\.example, which another list gives to Common/)
    expect(
      refusalOf(() => checkAgainst(training([...HOSTS, 'other-partner.example']), others)),
    ).toBeUndefined()
  })

  it.each(['20.0.0.0/8', '20.0.113.0/24', '20.0.113.6/31', '2603:1000::/24', '2603:1000:0:1::/64'])(
    '%s is no single address',
    (block) => {
      expect(() => {
        checkPlausible(training([...HOSTS, block]))
      }).toThrow(/too broad/)
    },
  )

  it('hosts alone make a list', () => {
    const before = training([...HOSTS, ADDRESS])
    expect(refusalOf(() => checkPlausible(training(HOSTS)))).toBeUndefined()
    expect(refusalOf(() => checkChange(training(HOSTS), before))).toBeUndefined()
  })
})

describe('a list against the one before', () => {
  it('one may become two, and two one', () => {
    const [one, two] = [training([...HOSTS, ADDRESS]), training([...HOSTS, ADDRESS, '20.0.113.9'])]
    expect(refusalOf(() => checkChange(two, one))).toBeUndefined()
    expect(refusalOf(() => checkChange(one, two))).toBeUndefined()
    const [block, blockMore] = [blocks('20.33.0.0/16'), blocks('20.33.0.0/16', '20.34.0.0/16')]
    expect(refusalOf(() => checkChange(blockMore, block))).toBeUndefined()
  })

  it.each<[string, FeedContent, FeedContent, RegExp]>([
    [
      'one becomes three',
      training([...HOSTS, ADDRESS, '20.0.113.9', '20.0.113.10']),
      training([...HOSTS, ADDRESS]),
      /grew from 1 to 3 prefixes/,
    ],
    ['hosts go', training(['payroll.example']), training(HOSTS), /shrank from 3 to 1 hosts/],
    [
      'a block far larger than all before',
      blocks('20.33.0.0/16', '20.34.0.0/16', '20.35.0.0/16', '20.36.0.0/16', '20.64.0.0/11'),
      blocks('20.33.0.0/16', '20.34.0.0/16', '20.35.0.0/16', '20.36.0.0/16'),
      /grew from 262144 to 2359296 addresses/,
    ],
    [
      'a family of tags goes, though the total hardly changes',
      tags({ AzureCloud: many(50), 'AppService.EastUS': [], AppService: [] }),
      tags({ AzureCloud: many(48), 'AppService.EastUS': ['20.119.0.0/20'], AppService: ['20.119.0.0/20'] }),
      /lost every prefix of AppService at once/,
    ],
  ])('%s: refused, until a person says that it is right', (_, now, before, because) => {
    const check = () => {
      checkChange(now, before)
    }
    expect(check).toThrow(because)
    expect(check).toThrow(FeedChangedError)
  })

  it('a region of a family may go', () => {
    const before = tags({
      AzureCloud: many(48),
      'AppService.EastUS': ['20.119.0.0/20'],
      AppService: ['20.119.0.0/20'],
    })
    const now = tags({ AzureCloud: many(48), AppService: ['20.119.0.0/20'] })
    expect(refusalOf(() => checkChange(now, before))).toBeUndefined()
  })
})

function many(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `20.40.${n}.0/24`)
}

describe('one cloud against another', () => {
  it('the public list may not cover what the list of Azure China holds', () => {
    const china = tags({ AppService: ['20.0.1.0/24'] }, 'China')
    const covering = () => {
      checkAgainst(tags({ AzureCloud: ['20.0.0.0/16'] }), [china])
    }
    expect(covering).toThrow('it covers 20.0.1.0/24, which is of another cloud (service-tags-china)')
    expect(refusalOf(() => checkAgainst(tags({ AzureCloud: ['20.0.2.0/24'] }), [china]))).toBeUndefined()
  })
})

onRealData('the published lists', () => {
  it('each is plausible, beside all others and after its predecessor', () => {
    const files = [
      'ServiceTags_Public_20251028.json',
      'ServiceTags_China_20260720.json',
      'ServiceTags_AzureGovernment_20260720.json',
      'MSFT_PublicIPs.csv',
      'OfficeWorldWide-IPRanges.json',
      'microsoft-attack-simulator.json',
    ]
    const lists = files.map(published)
    for (const list of lists) {
      const checks = [checkPlausible, () => checkAgainst(list, lists), () => checkChange(list, list)]
      expect(refusalOf(...checks.map((check) => () => check(list)))).toBeUndefined()
    }
  })

  it('every prefix of Azure China’s own list answers 21Vianet, whatever other lists say', () => {
    const from = (file: string) => ({ ...published(file), from: file, date: '2026-11-01' })
    const china = from('ServiceTags_China_20260720.json')
    const { index } = snapshotFrom(
      china,
      from('ServiceTags_Public_20251028.json'),
      from('MSFT_PublicIPs.csv'),
      from('OfficeWorldWide-IPRanges.json'),
    )
    const first = china.entries.flatMap(({ prefixes }) =>
      prefixes.map(({ text }) => text.replace(/\/\d+$/, '')),
    )
    const answers = new Set(first.map((address) => index.ofAddress(address).desk))
    expect([...answers]).toEqual(['21Vianet'])
  })
})
