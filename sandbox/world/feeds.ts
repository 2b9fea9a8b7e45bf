import { createHash } from 'node:crypto'
import { listenHttp } from './listen'
import type { Listening } from './listen'
import { ATTACK_SIMULATION, MICROSOFT_365_ENDPOINTS, PUBLIC_IPS_CSV, SERVICE_TAGS } from './feed-content'

export type FeedName = 'serviceTags' | 'publicIps' | 'microsoft365' | 'attackSimulation'

export type FakeFeeds = Listening & {
  /** Every answer so far: 304 to whoever names the ETag of what is still there. */
  readonly answered: { readonly feed: FeedName; readonly status: number }[]
  readonly serviceTagsUrl: string
  readonly publicIpsUrl: string
  readonly microsoft365Url: string
  readonly attackSimulationUrl: string
  /** The first three, as FEEDS has them. */
  readonly asSetting: string
  /** Replaces what a feed answers; `undefined` puts the true content back. */
  readonly replace: (
    feed: FeedName,
    answer: { readonly status?: number; readonly body: string } | undefined,
  ) => void
}

type Answer = { readonly status?: number; readonly type: string; readonly body: string }

const TRUE_CONTENT: Readonly<Record<FeedName, Answer>> = {
  serviceTags: { type: 'application/json', body: JSON.stringify(SERVICE_TAGS) },
  publicIps: { type: 'text/csv', body: PUBLIC_IPS_CSV },
  microsoft365: { type: 'application/json', body: JSON.stringify(MICROSOFT_365_ENDPOINTS) },
  attackSimulation: { type: 'application/json', body: JSON.stringify(ATTACK_SIMULATION) },
}

const PATHS: Readonly<Record<string, FeedName>> = {
  '/ServiceTags_Public.json': 'serviceTags',
  '/MSFT_PublicIPs.csv': 'publicIps',
  '/OfficeWorldWide-IPRanges.json': 'microsoft365',
  '/microsoft-attack-simulator.json': 'attackSimulation',
}

/** The four ownership feeds on loopback, in their true format, cut down to what the stories need. */
export async function startFeeds(): Promise<FakeFeeds> {
  const replaced = new Map<FeedName, Answer>()
  const answered: FakeFeeds['answered'] = []
  const { url, port, close } = await listenHttp((request, response) => {
    const feed = PATHS[new URL(request.url ?? '/', 'http://feeds').pathname]
    if (feed === undefined) {
      response.writeHead(404).end()
      return
    }
    const answer = replaced.get(feed) ?? TRUE_CONTENT[feed]
    const etag = `"${createHash('sha1').update(answer.body).digest('hex')}"`
    const isKnown = answer.status === undefined && request.headers['if-none-match'] === etag
    const status = isKnown ? 304 : (answer.status ?? 200)
    answered.push({ feed, status })
    const headers = status === 200 ? { 'content-type': answer.type, etag } : { 'content-type': answer.type }
    response.writeHead(status, headers).end(isKnown ? undefined : answer.body)
  })
  return {
    port,
    close,
    answered,
    serviceTagsUrl: `${url}/ServiceTags_Public.json`,
    publicIpsUrl: `${url}/MSFT_PublicIPs.csv`,
    microsoft365Url: `${url}/OfficeWorldWide-IPRanges.json`,
    attackSimulationUrl: `${url}/microsoft-attack-simulator.json`,
    asSetting: `service-tags=${url}/ServiceTags_Public.json public-ips=${url}/MSFT_PublicIPs.csv microsoft-365=${url}/OfficeWorldWide-IPRanges.json`,
    replace: (feed, answer) => {
      if (answer === undefined) replaced.delete(feed)
      else replaced.set(feed, { type: 'text/html', ...answer })
    },
  }
}
