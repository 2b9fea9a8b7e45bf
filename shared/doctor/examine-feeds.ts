import { dayInMs } from '../model/time'
import { openSnapshot, SnapshotUnreadableError } from '../ownership/snapshot'
import type { SourceSummary } from '../ownership/source'
import type { AppContext } from '../platform/app-context'
import { snapshotBlob } from '../ownership/ownership-in-use'
import type { Config } from '../settings/settings'
import { askServer } from './ask-server'
import { type Diagnosis, fail, ok, skipped, warn } from './diagnosis'

/** The feeds change twice a week at most; one that nobody has confirmed for so long is stale. */
const staleAfterDays = 14
/** Of the file itself, where its server says so. */
const abandonedAfterDays = 90

/** Every feed by its name. */
export async function examineFeeds({ settings, now }: AppContext): Promise<readonly Diagnosis[]> {
  const { feeds } = settings.need('feeds')
  const found = await Promise.all(feedsOf(feeds).map(([name, url]) => examineFeed(name, url, now())))
  return found.length > 0 ? found : [skipped('feeds', 'all of them are switched off')]
}

/** Where the program goes without a login. */
export function feedsOf(feeds: Config['feeds']): readonly (readonly [name: string, url: string])[] {
  return Object.entries(feeds).flatMap(([name, urls]) => urls.map((url) => [name, url] as const))
}

async function examineFeed(name: string, url: string, now: Date): Promise<Diagnosis> {
  const check = `feed ${name}`
  const { host } = new URL(url)
  const answer = await askServer(url)
  if ('silent' in answer)
    return fail(
      check,
      `${host}: ${answer.silent}`,
      `Allow the way to ${host}, or set ${name} to a mirror in FEEDS.`,
    )
  if (answer.status >= 400)
    return fail(
      check,
      `${host}: HTTP ${answer.status}`,
      `Check the address of ${name} in FEEDS; ${name}=off switches it off.`,
    )
  const days = answer.lastModified && daysBetween(answer.lastModified, now)
  return days === undefined || days <= abandonedAfterDays
    ? ok(check, `${host} answers`)
    : warn(
        check,
        `${host}: unchanged for ${days} days`,
        `See whether it has moved, and set ${name} in FEEDS.`,
      )
}

const daysBetween = (from: Date, to: Date): number => Math.floor((to.getTime() - from.getTime()) / dayInMs)

/** How old the data are that answer whose an address is, source by source. */
export async function examineSnapshot({ storage, now }: AppContext): Promise<readonly Diagnosis[]> {
  const check = 'ownership data'
  const run = 'See that refreshOwnership runs; the line about its timer tells when it did.'
  const blob = await storage().blobs('ownership').get(snapshotBlob)
  if (!blob)
    return [
      warn(check, 'nothing has been fetched yet: the coarse data that ship with the program answer', run),
    ]
  const sources = sourcesIn(blob.bytes)
  if (!sources)
    return [warn(check, 'the stored snapshot is of another version: the embedded data answer', run)]
  const fetched = sources.filter(({ checkedAt }) => checkedAt !== undefined)
  const troubles = fetched.flatMap((source) => troublesOf(source, now(), run))
  const names = fetched.map(({ source, date }) => `${source} of ${date.slice(0, 10)}`)
  return troubles.length > 0
    ? troubles
    : [ok(check, names.length > 0 ? names.join(', ') : 'embedded data only')]
}

function sourcesIn(bytes: Uint8Array): readonly SourceSummary[] | undefined {
  try {
    return openSnapshot(bytes).sources
  } catch (error) {
    if (error instanceof SnapshotUnreadableError) return undefined
    throw error
  }
}

function troublesOf(
  { source, checkedAt, refused }: SourceSummary,
  now: Date,
  run: string,
): readonly Diagnosis[] {
  const check = `ownership data ${source}`
  const days = daysBetween(new Date(checkedAt ?? ''), now)
  return [
    ...(days > staleAfterDays ? [fail(check, `last confirmed ${days} days ago`, run)] : []),
    ...(refused === undefined
      ? []
      : [
          warn(
            check,
            `newer data was refused: ${refused}`,
            'docs/runbook.md, event `ownership`, says what to do.',
          ),
        ]),
  ]
}
