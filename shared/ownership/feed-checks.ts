import { countPrefixes, type FeedContent, FeedRefusedError } from './source'

/** No block of Microsoft's is larger; a shorter prefix would claim other people's addresses. */
const SHORTEST_V4 = 8
const SHORTEST_V6 = 16

/** Between two refreshes a list changes by a few per cent; a fifth means that something broke. */
const MOST_CHANGE = 0.2

/** @throws FeedRefusedError for a list that is empty or holds a block no company has. */
export function checkPlausible(content: FeedContent): void {
  if (countPrefixes(content) === 0) throw new FeedRefusedError('without a single address prefix')
  for (const { label, prefixes } of content.entries) {
    const broad = prefixes.find(({ family, length }) => length < (family === 4 ? SHORTEST_V4 : SHORTEST_V6))
    if (broad !== undefined)
      throw new FeedRefusedError(
        `the prefix ${broad.text} (${label.tag || label.source}) is too broad to be true`,
      )
  }
}

/** @throws FeedRefusedError for a list that shrank or grew by more than a fifth, by prefixes. */
export function checkChange(content: FeedContent, before: FeedContent): void {
  const old = countPrefixes(before)
  const now = countPrefixes(content)
  if (Math.abs(now - old) <= old * MOST_CHANGE) return
  const how = now < old ? 'shrank' : 'grew'
  throw new FeedRefusedError(`${how} from ${old} to ${now} prefixes, more than a fifth at once`)
}
