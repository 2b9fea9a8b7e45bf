import { openEmbeddedSnapshot } from '../ownership/embedded-snapshot'
import type { FetchList } from '../model/web-list'
import type { Feed } from '../ownership/feed-download'
import { fetchFeedOverHttp } from '../ownership/fetch-feed'
import { refreshOwnership } from '../ownership/refresh-ownership'
import type { AppContext } from './app-context'
import { deadline } from '../telemetry/deadline'
import type { Log } from '../telemetry/log'
import { refreshOwnList } from '../ownership/own-list-in-use'
import { snapshotBlob } from '../ownership/ownership-in-use'
import { refreshThreatActors } from '../alerts/threat-actors-in-use'

const feedTimeoutInMs = 60_000

/** One look at every feed. */
export async function runRefreshOwnership({ settings, storage, now }: AppContext, log: Log): Promise<void> {
  const { feeds, own } = settings.need('feeds', 'own')
  const blobs = storage().blobs('ownership')
  const fetchFeed = inTime(
    fetchFeedOverHttp({ timeoutInMs: feedTimeoutInMs, userAgent: 'defender-abuse-reporter' }),
    deadline(now),
  )
  const result = await refreshOwnership({
    feeds: feedsOf(feeds),
    fetchFeed,
    loadSnapshot: async () => (await blobs.get(snapshotBlob))?.bytes,
    saveSnapshot: (bytes) => blobs.put(snapshotBlob, bytes, 'application/octet-stream'),
    embedded: () => openEmbeddedSnapshot(),
    now,
    log: (line) => log('ownership', { line }),
  })
  log('ownership refreshed', { sizeInBytes: result.sizeInBytes, refused: result.refused })
  await refreshThreatActors({ storage: storage(), fetchFeed, now, log }, feeds['threat-actors'][0])
  await refreshOwnList({ storage: storage(), fetchFeed, now, log }, own.listUrl)
}

/** A list that nobody had time for keeps its old data, as one that cannot be fetched does. */
const inTime =
  (fetchFeed: FetchList, isTimeUp: () => boolean): FetchList =>
  async (url, limits) => {
    if (isTimeUp()) throw new Error('the time for this run is over')
    return fetchFeed(url, limits)
  }

type FeedUrls = ReturnType<AppContext['settings']['need']>['feeds']

function feedsOf(urls: FeedUrls): Feed[] {
  const all = [
    ['service-tags', urls['service-tags']],
    ['public-ips', urls['public-ips']],
    ['microsoft-365', urls['microsoft-365']],
    ['attack-simulation', urls['attack-simulation']],
    ['asn', urls['announced-prefixes']],
  ] as const
  return all.flatMap(([kind, list]) => list.map((url) => ({ kind, url })))
}
