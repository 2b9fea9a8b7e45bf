import { openEmbeddedSnapshot } from '../ownership/embedded-snapshot'
import type { Feed } from '../ownership/feed-download'
import { fetchFeedOverHttp } from '../ownership/fetch-feed'
import { refreshOwnership } from '../ownership/refresh-ownership'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { snapshotBlob } from './ownership-in-use'

const feedTimeoutInMs = 60_000

/** One look at every feed. */
export async function runRefreshOwnership({ settings, storage, now }: AppContext, log: Log): Promise<void> {
  const { feeds } = settings.need('feeds')
  const blobs = storage().blobs('ownership')
  const result = await refreshOwnership({
    feeds: feedsOf(feeds),
    fetchFeed: fetchFeedOverHttp({ timeoutInMs: feedTimeoutInMs, userAgent: 'defender-abuse-reporter' }),
    loadSnapshot: async () => (await blobs.get(snapshotBlob))?.bytes,
    saveSnapshot: (bytes) => blobs.put(snapshotBlob, bytes, 'application/octet-stream'),
    embedded: () => openEmbeddedSnapshot(),
    now,
    log: (line) => log('ownership', { line }),
  })
  log('ownership refreshed', { sizeInBytes: result.sizeInBytes, refused: result.refused })
}

type FeedUrls = ReturnType<AppContext['settings']['need']>['feeds']

function feedsOf(urls: FeedUrls): Feed[] {
  const all = [
    { kind: 'service-tags', url: urls.serviceTagsUrl },
    { kind: 'public-ips', url: urls.publicIpsUrl },
    { kind: 'microsoft-365', url: urls.microsoft365EndpointsUrl },
    { kind: 'attack-simulation', url: urls.attackSimulationUrl },
  ] as const
  return all.flatMap(({ kind, url }) => (url === undefined ? [] : [{ kind, url }]))
}
