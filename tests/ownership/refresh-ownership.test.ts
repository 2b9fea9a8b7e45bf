import type { ListAnswer, ListConditions } from '../../shared/model/web-list'
import type { Feed } from '../../shared/ownership/feed-download'
import { refreshOwnership, type RefreshDeps } from '../../shared/ownership/refresh-ownership'
import { openSnapshot, type Snapshot } from '../../shared/ownership/snapshot'
import { embeddedSnapshot, FOUNDING_TAGS, serviceTagsJson, TODAY } from './feeds'

const TAGS_URL = 'https://feeds.example/tags.json'
const IPS_URL = 'https://feeds.example/ips.csv'
const FEEDS: readonly Feed[] = [
  { kind: 'service-tags', url: TAGS_URL },
  { kind: 'public-ips', url: IPS_URL },
]
const IPS =
  'Prefix,Type\r\n20.33.0.0/16, MSFT Public IP Address Block\r\n\r\n20.119.0.0/16, MSFT Public IP Address Block\r\n'

type World = {
  readonly answers: Map<string, ListAnswer | Error>
  readonly asked: (ListConditions & { url: string })[]
  readonly log: string[]
  stored: Uint8Array | undefined
  readonly refresh: (feeds?: readonly Feed[]) => ReturnType<typeof refreshOwnership>
  readonly snapshot: () => Snapshot
}

const ok = (body: string, more: Partial<ListAnswer> = {}): ListAnswer => ({ status: 200, body, ...more })

function world(): World {
  const made: World = {
    answers: new Map([
      [TAGS_URL, ok(serviceTagsJson(FOUNDING_TAGS), { etag: '"one"' })],
      [IPS_URL, ok(IPS)],
    ]),
    asked: [],
    log: [],
    stored: undefined,
    refresh: (feeds = FEEDS) => refreshOwnership({ ...deps, feeds }),
    snapshot: () => openSnapshot(made.stored ?? new Uint8Array()),
  }
  const deps: Omit<RefreshDeps, 'feeds'> = {
    fetchFeed: async (url, conditions) => {
      made.asked.push({ url, ...conditions })
      const answer = made.answers.get(url) ?? ok('', { status: 404 })
      if (answer instanceof Error) throw answer
      return answer
    },
    loadSnapshot: async () => made.stored,
    saveSnapshot: async (bytes) => void (made.stored = bytes),
    embedded: embeddedSnapshot,
    now: () => TODAY,
    log: (line) => made.log.push(line),
  }
  return made
}

describe('all feeds answer', () => {
  it('one snapshot holds them all, with the embedded data for what no feed says', async () => {
    const at = world()
    await at.refresh()
    expect(at.snapshot().sources.map(({ source, from, date }) => [source, from, date])).toEqual([
      ['service-tags-public', TAGS_URL, '2026-11-23'],
      ['public-ips', IPS_URL, '2026-11-23'],
      ['asn', 'a table', '2026-06-17'],
    ])
    expect(at.snapshot().index.ofAddress('20.119.0.42')).toMatchObject({
      class: 'customer-hosted',
      serviceTags: ['AppService.EastUS', 'AppService', 'AzureCloud.eastus', 'AzureCloud'],
      sources: ['service-tags-public', 'public-ips', 'asn'],
    })
  })

  it('the date of the data is when the feed says it changed', async () => {
    const at = world()
    at.answers.set(IPS_URL, ok(IPS, { lastModified: 'Wed, 04 Nov 2026 08:00:00 GMT' }))
    await at.refresh()
    expect(at.snapshot().sources[1]).toMatchObject({ source: 'public-ips', date: '2026-11-04' })
  })

  it('a feed that has not changed is asked conditionally and keeps data and date', async () => {
    const at = world()
    await at.refresh()
    at.asked.length = 0
    at.answers.set(TAGS_URL, { status: 304, body: '' })
    await at.refresh()
    expect(at.asked[0]).toMatchObject({ url: TAGS_URL, etag: '"one"' })
    expect(at.snapshot().index.ofAddress('20.119.0.42').class).toBe('customer-hosted')
  })

  it('a feed that is no longer configured leaves with its data', async () => {
    const at = world()
    await at.refresh()
    await at.refresh(FEEDS.slice(0, 1))
    expect(at.snapshot().sources.map(({ source }) => source)).toEqual(['service-tags-public', 'asn'])
  })
})

const shrunk = serviceTagsJson(FOUNDING_TAGS.slice(0, 4))
const grown = serviceTagsJson([
  ...FOUNDING_TAGS,
  { name: 'Storage', prefixes: ['20.60.0.0/24', '20.60.1.0/24'] },
])
const withPrefix = (prefix: string): string =>
  serviceTagsJson([...FOUNDING_TAGS.slice(0, 4), { name: 'Storage', prefixes: [prefix] }])

describe('a feed that is not to be believed is refused alone; its old data stays', () => {
  it.each<[string, ListAnswer | Error, RegExp]>([
    ['HTML', ok('<!doctype html><html><body>moved</body></html>'), /HTML/],
    ['cut off', ok(serviceTagsJson(FOUNDING_TAGS).slice(0, 300)), /cut off/],
    ['empty', ok(''), /empty/],
    ['JSON of another shape', ok('{"values":[]}'), /shape/],
    ['an empty list', ok(serviceTagsJson([])), /without a single/],
    ['another feed', ok(IPS), /holds public-ips, not service-tags/],
    ['an unknown cloud', ok(serviceTagsJson(FOUNDING_TAGS, 'Moon')), /unknown cloud/],
    ['not a prefix', ok(withPrefix('20.60.0.0/33')), /no address prefix/],
    ['host bits set', ok(withPrefix('20.60.0.1/24')), /no address prefix/],
    ['a prefix shorter than \/8', ok(withPrefix('20.0.0.0/7')), /too broad/],
    ['a v6 prefix shorter than \/16', ok(withPrefix('2600::/15')), /too broad/],
    [
      'shrank by more than a fifth',
      ok(shrunk.replace('"13.107.246.0/24"', '"13.107.246.0/24"').replace('["20.119.0.0/20"]', '[]')),
      /shrank from 6 to 4/,
    ],
    ['grew by more than a fifth', ok(grown), /grew from 6 to 8/],
    ['not found', ok('', { status: 404 }), /HTTP 404/],
    ['throttled', ok('', { status: 429 }), /HTTP 429/],
    ['down', new Error('fetch failed', { cause: new Error('connect ECONNREFUSED') }), /ECONNREFUSED/],
  ])('%s', async (_, answer, because) => {
    const at = world()
    await at.refresh()
    at.answers.set(TAGS_URL, answer)
    at.answers.set(IPS_URL, ok(IPS.replace('20.33.0.0/16', '20.34.0.0/16')))
    const { refused } = await at.refresh()

    expect(refused).toEqual([{ url: TAGS_URL, because: expect.stringMatching(because) as string }])
    expect(at.snapshot().index.ofAddress('20.119.0.42').class).toBe('customer-hosted')
    expect(at.snapshot().index.ofAddress('20.34.0.1').owner).toBe('microsoft')
    expect(at.snapshot().sources[1]?.refused ?? at.snapshot().sources[0]?.refused).toMatch(because)
    expect(at.log.filter((line) => line.includes('refused: '))).toEqual([
      expect.stringMatching(/the data of 2026-11-23 stays in use\. .+\.$/),
    ])
  })

  it('the note goes when the feed is sound again', async () => {
    const at = world()
    await at.refresh()
    at.answers.set(TAGS_URL, new Error('down'))
    await at.refresh()
    at.answers.set(TAGS_URL, { status: 304, body: '' })
    await at.refresh()
    expect(at.snapshot().sources.flatMap(({ refused }) => refused ?? [])).toEqual([])
  })

  it('nothing at all to be had: the embedded data answers', async () => {
    const at = world()
    at.answers.clear()
    await at.refresh()
    expect(at.snapshot().index.ofAddress('20.119.0.42')).toMatchObject({
      class: 'microsoft-untagged',
      sources: ['asn'],
    })
    expect(at.log.join('\n')).toContain('there is no older data of it')
  })

  it('a damaged snapshot is replaced by what the feeds say', async () => {
    const at = world()
    at.stored = Buffer.from('garbage')
    await at.refresh()
    expect(at.snapshot().sources).toHaveLength(3)
    expect(at.log[0]).toContain('not an ownership snapshot')
  })

  it('two clouds: the feed that fails does not bring back old data of the one that answered', async () => {
    const at = world()
    const government: Feed = { kind: 'service-tags', url: 'https://feeds.example/government.json' }
    await at.refresh([...FEEDS, government])
    expect(at.snapshot().sources.filter(({ source }) => source === 'service-tags-public')).toHaveLength(1)
  })
})

describe('feeds with ways of their own', () => {
  it('the download page: the newest link on it is followed', async () => {
    const at = world()
    const folder = 'https://download.microsoft.com/download/7/1/D/x'
    const links = ['20261102', '20261116', '20261109'].map(
      (day) => `<a href="${folder}/ServiceTags_Public_${day}.json">`,
    )
    at.answers.set(TAGS_URL, ok(`<html>${links.join('')}</html>`))
    at.answers.set(`${folder}/ServiceTags_Public_20261116.json`, ok(serviceTagsJson(FOUNDING_TAGS)))
    await at.refresh()
    expect(at.snapshot().index.ofAddress('20.119.0.42').class).toBe('customer-hosted')
  })

  const endpoints: Feed = { kind: 'microsoft-365', url: 'https://endpoints.example/endpoints/worldwide' }
  const sets = JSON.stringify([
    { id: 1, serviceArea: 'Exchange', urls: ['outlook.office.com'], ips: ['40.92.0.0/15'] },
  ])

  it('endpoints.office.com: the version first, the list only when it changed, an id of our own', async () => {
    const at = world()
    const answers = { '/version/worldwide': ok('{"latest":"2026111600"}'), '/endpoints/worldwide': ok(sets) }
    const asked: string[] = []
    const fetchFeed = async (url: string): Promise<ListAnswer> => {
      const { pathname, searchParams } = new URL(url)
      expect(searchParams.get('ClientRequestId')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
      asked.push(pathname)
      return Object.entries(answers).find(([path]) => path === pathname)?.[1] ?? ok('', { status: 404 })
    }
    const deps: RefreshDeps = {
      feeds: [endpoints],
      fetchFeed,
      loadSnapshot: async () => at.stored,
      saveSnapshot: async (bytes) => void (at.stored = bytes),
      embedded: embeddedSnapshot,
      now: () => TODAY,
      log: () => undefined,
    }
    await refreshOwnership(deps)
    await refreshOwnership(deps)
    expect(asked).toEqual(['/version/worldwide', '/endpoints/worldwide', '/version/worldwide'])
    expect(at.snapshot().index.ofAddress('40.92.1.1')).toMatchObject({ class: 'microsoft-service' })
  })
})

it('nothing is saved when storage refuses, and the caller hears of it', async () => {
  const at = world()
  const deps: RefreshDeps = {
    feeds: FEEDS,
    fetchFeed: async () => ok(IPS),
    loadSnapshot: async () => undefined,
    saveSnapshot: async () => Promise.reject(new Error('storage is down')),
    embedded: embeddedSnapshot,
    now: () => TODAY,
    log: (line) => at.log.push(line),
  }
  await expect(refreshOwnership(deps)).rejects.toThrow('storage is down')
  expect(at.log.join()).not.toContain('saved')
})
