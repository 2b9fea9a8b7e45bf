import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { type FetchList, type ListAnswer, type ListConditions, validatorsOf } from '../model/web-list'
import { readFeed } from './read-feed'
import { type FeedContent, FeedRefusedError, type Source } from './source'

/** What a feed is expected to hold; something else at its address is refused. */
export type FeedKind = 'service-tags' | 'public-ips' | 'microsoft-365' | 'attack-simulation' | 'asn'
export type Feed = { readonly kind: FeedKind; readonly url: string }

export type Download =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'content'; readonly content: FeedContent; readonly answer: ListAnswer }

/** The largest official list has 4 MB. */
const MAX_BODY_IN_BYTES = 64 * 1024 * 1024

const DOWNLOAD_LINK =
  /https:\/\/download\.microsoft\.com\/[^\s"'<>\\]+?\/ServiceTags_[A-Za-z]+_(\d{8})\.json/g

/**
 * Fetches and reads one feed. A service tag feed may be Microsoft's download page, whose link changes weekly; a
 * Microsoft 365 feed of endpoints.office.com is asked for its version first, as its operator wishes.
 * @throws FeedRefusedError when the feed answered, but not with data of its kind; any error of `fetchFeed`.
 */
export async function downloadFeed(
  fetchFeed: FetchList,
  feed: Feed,
  old: Source | undefined,
): Promise<Download> {
  const latest = await latestVersion(fetchFeed, feed)
  if (latest !== undefined && latest === old?.version) return { kind: 'unchanged' }
  const answer = await fetchFeed(withClientRequestId(feed.url), conditionsFor(old))
  if (answer.status === 304 && old !== undefined) return { kind: 'unchanged' }
  requireSuccess(answer)
  const link = feed.kind === 'service-tags' ? newestLink(answer.body) : undefined
  const body = link === undefined ? answer.body : await followLink(fetchFeed, link)
  const content = readFeed(body)
  if (!content.source.startsWith(feed.kind))
    throw new FeedRefusedError(`holds ${content.source}, not ${feed.kind}`)
  return {
    kind: 'content',
    content: { ...content, ...(latest !== undefined && { version: latest }) },
    answer,
  }
}

function conditionsFor(old: Source | undefined): ListConditions {
  return { maxBodyInBytes: MAX_BODY_IN_BYTES, ...validatorsOf(old) }
}

function requireSuccess({ status }: ListAnswer): void {
  if (status !== 200) throw new FeedRefusedError(`answered HTTP ${status}`)
}

async function followLink(fetchFeed: FetchList, link: string): Promise<string> {
  const answer = await fetchFeed(link, { maxBodyInBytes: MAX_BODY_IN_BYTES })
  requireSuccess(answer)
  return answer.body
}

function newestLink(body: string): string | undefined {
  if (!body.trimStart().startsWith('<')) return undefined
  const links = [...body.matchAll(DOWNLOAD_LINK)]
  return links.toSorted((a, b) => (b[1] ?? '').localeCompare(a[1] ?? ''))[0]?.[0]
}

const versionAnswer = z.object({ latest: z.string().min(1) })
const ENDPOINTS_PATH = /^(https?:\/\/[^/]+)\/endpoints\/([A-Za-z]+)(?:\?|$)/

async function latestVersion(fetchFeed: FetchList, { kind, url }: Feed): Promise<string | undefined> {
  const [, origin, instance] = ENDPOINTS_PATH.exec(url) ?? []
  if (kind !== 'microsoft-365' || origin === undefined || instance === undefined) return undefined
  const id = new URL(withClientRequestId(url)).searchParams.get('ClientRequestId') ?? ''
  const answer = await fetchFeed(`${origin}/version/${instance}?ClientRequestId=${id}`, {
    maxBodyInBytes: 65_536,
  })
  requireSuccess(answer)
  const version = versionAnswer.safeParse(parseJson(answer.body))
  if (!version.success) throw new FeedRefusedError('answered its version in an unknown shape')
  return version.data.latest
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FeedRefusedError('answered its version, but not as JSON', { cause })
  }
}

/** endpoints.office.com refuses requests without an id of the client's own. */
function withClientRequestId(url: string): string {
  if (!ENDPOINTS_PATH.test(url) || /[?&]ClientRequestId=/i.test(url)) return url
  return `${url}${url.includes('?') ? '&' : '?'}ClientRequestId=${randomUUID()}`
}
