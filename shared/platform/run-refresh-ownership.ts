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
import { agendaOf } from '../reports/agenda'
import { listOpenReports } from '../reports/list-open'
import type { Storage } from '../storage/storage'
import { after, minuteInMs } from '../model/time'
import { refreshThreatActors } from '../alerts/threat-actors-in-use'

const feedTimeoutInMs = 60_000

/**
 * One look at every feed.
 * @param isTimeUp asked before each feed; what nobody had time for keeps its old data
 */
export async function runRefreshOwnership(
  { settings, storage, now }: AppContext,
  log: Log,
  isTimeUp = deadline(now),
): Promise<void> {
  const { feeds, own } = settings.need('feeds', 'own')
  const blobs = storage().blobs('ownership')
  const fetchFeed = inTime(
    fetchFeedOverHttp({ timeoutInMs: feedTimeoutInMs, userAgent: 'defender-abuse-reporter' }),
    isTimeUp,
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
  if (result.hasFirstTags) await judgeAllAgain(storage(), now())
  await refreshThreatActors({ storage: storage(), fetchFeed, now, log }, feeds['threat-actors'][0])
  await refreshOwnList({ storage: storage(), fetchFeed, now, log }, own.listUrl)
}

/** By when every process answers from the new snapshot. */
const isKnownAfterMs = 3 * minuteInMs

/** What coarse data held does not wait for its next look, an hour away. */
async function judgeAllAgain(storage: Storage, now: Date): Promise<void> {
  const agenda = agendaOf(storage)
  for await (const { id } of listOpenReports(storage))
    await agenda.askForLook(id, { chaseAt: after(now, isKnownAfterMs) })
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
