import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkPlausible } from './feed-checks'
import { readFeed } from './read-feed'
import { withGround } from './ground'
import { type Snapshot, snapshotOf } from './snapshot'
import { FeedRefusedError, type Source } from './source'

/** What was found in a folder of feed files: the newest of each source, and what could not be used, with the reason. */
export type FeedFolder = {
  readonly sources: readonly Source[]
  readonly refused: readonly { readonly file: string; readonly because: string }[]
}

const MAX_FILE_IN_BYTES = 64 * 1024 * 1024

/**
 * Answers from a folder of feeds, and from the embedded snapshot for what no file says.
 * @throws when the folder cannot be read.
 */
export function openFeedFolder(
  folder: string,
  embedded: Snapshot,
  now: Date,
): { readonly snapshot: Snapshot; readonly refused: FeedFolder['refused'] } {
  const { sources, refused } = feedFolder(folder)
  return { snapshot: snapshotOf(withGround(sources, embedded), now), refused }
}

/** Reads every `.json` and `.csv` of a folder, recognised by content. @throws when the folder cannot be read. */
export function feedFolder(folder: string): FeedFolder {
  const newest = new Map<string, Source>()
  const refused: { file: string; because: string }[] = []
  for (const file of readdirSync(folder).toSorted()) {
    if (!/\.(?:json|csv)$/i.test(file)) continue
    try {
      const source = readFile(folder, file)
      const other = newest.get(keyOf(source))
      if (other === undefined || isNewer(source, other)) newest.set(keyOf(source), source)
    } catch (error) {
      if (!(error instanceof FeedRefusedError)) throw error
      refused.push({ file, because: error.message })
    }
  }
  return { sources: [...newest.values()], refused }
}

function readFile(folder: string, file: string): Source {
  const path = join(folder, file)
  const { size, mtime } = statSync(path)
  if (size > MAX_FILE_IN_BYTES) throw new FeedRefusedError(`larger than ${MAX_FILE_IN_BYTES} bytes`)
  const content = readFeed(readFileSync(path, 'utf8'))
  checkPlausible(content)
  return { ...content, date: dateInName(file) ?? mtime.toISOString().slice(0, 10), from: file }
}

/** Several announced-prefixes files, one per network, add up; of everything else the newest counts. */
function keyOf({ source, from }: Source): string {
  return source === 'asn' ? `asn ${from}` : source
}

function isNewer(one: Source, other: Source): boolean {
  const change = versionNumber(one) - versionNumber(other)
  return change === 0 || Number.isNaN(change) ? one.date > other.date : change > 0
}

function versionNumber({ version = '' }: Source): number {
  return parseInt(version.split(/\D/).at(-1) ?? '', 10)
}

/** `ServiceTags_Public_20251028.json` carries its date; other files only their time of change. */
function dateInName(file: string): string | undefined {
  const [, year, month, day] = /(20\d{2})-?([01]\d)-?([0-3]\d)/.exec(file) ?? []
  return year === undefined ? undefined : `${year}-${month ?? ''}-${day ?? ''}`
}
