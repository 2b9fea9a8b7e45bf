import { checkAgainst, checkChange, checkPlausible } from './feed-checks'
import type { FetchList, ListAnswer } from '../model/web-list'
import { downloadFeed, type Feed } from './feed-download'
import { withGround } from './ground'
import { isoDate, openSnapshot, packSnapshot, type Snapshot, SnapshotUnreadableError } from './snapshot'
import {
  countPrefixes,
  FeedChangedError,
  type FeedContent,
  FeedRefusedError,
  type Source,
  type SourceSummary,
} from './source'

export type RefreshDeps = {
  readonly feeds: readonly Feed[]
  readonly fetchFeed: FetchList
  /** The snapshot in use; undefined before the first refresh. */
  readonly loadSnapshot: () => Promise<Uint8Array | undefined>
  readonly saveSnapshot: (bytes: Uint8Array) => Promise<void>
  /** What ships with the program: the ground for what no feed says. */
  readonly embedded: () => Snapshot
  readonly now: () => Date
  readonly log: (line: string) => void
}

/** What one refresh did. `refused` names, per feed, why its old data stays. */
export type RefreshResult = {
  readonly sources: readonly SourceSummary[]
  readonly refused: readonly { readonly url: string; readonly because: string }[]
  readonly sizeInBytes: number
  /** Service tags came, and there were none before. */
  readonly hasFirstTags: boolean
}

type Outcome = {
  readonly sources: readonly Source[]
  readonly refused?: { readonly url: string; readonly because: string }
}

const TO_ACCEPT = 'If the new list is right, delete the snapshot blob and refresh again'
const TO_MEND = 'Look at the address in a browser, or set another one'

/**
 * Fetches every feed and packs one new snapshot. A feed that fails or is implausible is refused alone: its old data
 * stays, with a note that the health page and `check` show. @throws only when the snapshot cannot be loaded or saved.
 */
export async function refreshOwnership(deps: RefreshDeps): Promise<RefreshResult> {
  const old = await loadOld(deps)
  const outcomes: Outcome[] = []
  for (const feed of deps.feeds) {
    const fresh = outcomes.flatMap((outcome) => outcome.sources)
    outcomes.push(await refreshFeed(deps, feed, old, fresh))
  }
  const sources = withGround(distinct(outcomes.flatMap((outcome) => outcome.sources)), deps.embedded())
  const bytes = packSnapshot(sources, deps.now())
  const { sources: summaries } = openSnapshot(bytes)
  await deps.saveSnapshot(bytes)
  const refused = outcomes.map((outcome) => outcome.refused).filter((refusal) => refusal !== undefined)
  deps.log(
    `Ownership snapshot saved: ${sources.length} sources, ${bytes.length} bytes, ${refused.length} feeds refused`,
  )
  const hasFirstTags = sources.some(isTags) && !old.some(isTags)
  return { sources: summaries, refused, sizeInBytes: bytes.length, hasFirstTags }
}

const isTags = ({ source }: Source): boolean => source.startsWith('service-tags')

async function loadOld(deps: RefreshDeps): Promise<Source[]> {
  const bytes = await deps.loadSnapshot()
  if (bytes === undefined) return []
  try {
    return openSnapshot(bytes).unpack()
  } catch (error) {
    if (!(error instanceof SnapshotUnreadableError)) throw error
    deps.log(`${error.message}. It is replaced by what the feeds say now.`)
    return []
  }
}

async function refreshFeed(
  deps: RefreshDeps,
  feed: Feed,
  sources: readonly Source[],
  fresh: readonly Source[],
): Promise<Outcome> {
  const old = sources.find(({ from }) => from === feed.url)
  try {
    const download = await downloadFeed(deps.fetchFeed, feed, old)
    if (download.kind === 'unchanged')
      return { sources: old === undefined ? [] : [confirmed(old, deps.now())] }
    const { content, answer } = download
    checkPlausible(content)
    checkAgainst(content, [...sources, ...fresh])
    const before = old ?? sources.find(({ source }) => source === content.source && source !== 'asn')
    if (before !== undefined) checkChange(content, before)
    deps.log(`${feed.url}: ${countPrefixes(content)} prefixes, ${content.version ?? 'without a version'}`)
    return { sources: [sourceOf(content, answer, feed, deps.now())] }
  } catch (error) {
    return refuse(deps, feed, old === undefined ? sources.filter(isOfKind(feed)) : [old], error)
  }
}

/** A feed whose address was changed leaves its old data under the old address. */
const isOfKind =
  (feed: Feed) =>
  ({ source }: Source): boolean =>
    source.startsWith(feed.kind) && feed.kind !== 'asn'

function refuse(deps: RefreshDeps, feed: Feed, kept: readonly Source[], error: unknown): Outcome {
  const because = error instanceof Error ? reasonOf(error) : String(error)
  const remedy = error instanceof FeedChangedError ? TO_ACCEPT : TO_MEND
  const left =
    kept.length === 0 ? 'there is no older data of it' : `the data of ${kept[0]?.date ?? ''} stays in use`
  deps.log(`Feed ${feed.url} (${feed.kind}) refused: ${because}; ${left}. ${remedy}.`)
  return {
    sources: kept.map((source) => ({ ...source, refused: because })),
    refused: { url: feed.url, because },
  }
}

function reasonOf(error: Error): string {
  if (error instanceof FeedRefusedError) return error.message
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `could not be fetched (${error.message}${cause})`
}

function sourceOf(content: FeedContent, answer: ListAnswer, feed: Feed, now: Date): Source {
  const modified = new Date(answer.lastModified ?? NaN)
  return {
    ...content,
    from: feed.url,
    date: isoDate(Number.isNaN(modified.getTime()) ? now : modified),
    checkedAt: now.toISOString(),
    ...(answer.etag !== undefined && { etag: answer.etag }),
    ...(answer.lastModified !== undefined && { lastModified: answer.lastModified }),
  }
}

function confirmed({ refused: _, ...source }: Source, now: Date): Source {
  return { ...source, checkedAt: now.toISOString() }
}

/**
 * Where two feeds vouch for one source, the one that was not refused counts. Announced blocks of networks add up. The
 * order stays, because where sources say the same the first one is named.
 */
function distinct(sources: readonly Source[]): Source[] {
  const counts = new Map<string, Source>()
  for (const one of sources) {
    const other = counts.get(one.source)
    if (other === undefined || (other.refused !== undefined && one.refused === undefined))
      counts.set(one.source, one)
  }
  return sources.filter((one) => one.source === 'asn' || counts.get(one.source) === one)
}
