import type { Cidr } from '../model/cidr'
import { checkHosts, checkHostsOfOthers } from './host-checks'
import { networkMask } from './intervals'
import {
  countPrefixes,
  type FeedContent,
  FeedChangedError,
  FeedRefusedError,
  type SourceName,
} from './source'
import { familyOf } from './tag-classes'

/** No block of Microsoft's is larger (40.64.0.0/10); a shorter prefix would claim other people's addresses. */
const SHORTEST_V4 = 10
/** The largest in any list of service tags is a /14. */
const SHORTEST_V4_OF_TAGS = 12
const SHORTEST_V6 = 20

/** Between two refreshes a list changes by a few per cent; a fifth means that something broke. */
const MOST_CHANGE = 0.2
/** A list of one may become a list of two. */
const LEAST_CHANGE = 1
/** As many addresses may always come on top, so that a short list may grow by a block. */
const LEAST_GROWTH_IN_ADDRESSES = 2 ** 17

/** @throws FeedRefusedError for a list that is empty, or holds a block or host that no company has to itself. */
export function checkPlausible(content: FeedContent): void {
  if (countPrefixes(content) === 0 && !isOfHosts(content))
    throw new FeedRefusedError('without a single address prefix')
  for (const { label, prefixes } of content.entries) {
    const broad = prefixes.find((prefix) => prefix.length < shortestOf(content.source, prefix))
    if (broad !== undefined)
      throw new FeedRefusedError(
        `the prefix ${broad.text} (${label.tag || label.source}) is too broad to be true`,
      )
  }
  checkHosts(content)
}

const isOfHosts = ({ source, hosts }: FeedContent): boolean =>
  source === 'attack-simulation' && hosts.length > 0

/** Training sites are listed by single addresses. */
function shortestOf(source: SourceName, { family }: Cidr): number {
  if (source === 'attack-simulation') return family === 4 ? 32 : 128
  if (family === 6) return SHORTEST_V6
  return isOfTags(source) ? SHORTEST_V4_OF_TAGS : SHORTEST_V4
}

const isOfTags = (source: SourceName): boolean => source.startsWith('service-tags-')

/** @throws FeedRefusedError for a list that claims what another list gives to others. */
export function checkAgainst(content: FeedContent, others: readonly FeedContent[]): void {
  checkHostsOfOthers(content, others)
  if (!isOfTags(content.source)) return
  const ours = new Set(
    content.entries.flatMap(({ prefixes }) => prefixes.map((prefix) => blockOf(prefix, prefix.length))),
  )
  for (const other of others) {
    if (!isOfTags(other.source) || other.source === content.source) continue
    const taken = other.entries.flatMap(({ prefixes }) => prefixes).find((prefix) => isCovered(prefix, ours))
    if (taken !== undefined)
      throw new FeedRefusedError(`it covers ${taken.text}, which is of another cloud (${other.source})`)
  }
}

function isCovered(prefix: Cidr, blocks: ReadonlySet<string>): boolean {
  for (let { length } = prefix; length > 0; length--) if (blocks.has(blockOf(prefix, length))) return true
  return false
}

/** The block of this length that holds the prefix. */
function blockOf({ words }: Cidr, length: number): string {
  return `${words.map((word, i) => (word & networkMask(length, i)) >>> 0).join(':')}/${length}`
}

/**
 * @throws FeedChangedError for a list that shrank or grew by more than a fifth, by prefixes, addresses or hosts, or
 * lost all prefixes of a family of tags
 */
export function checkChange(content: FeedContent, before: FeedContent): void {
  checkCount('prefixes', countPrefixes(before), countPrefixes(content))
  checkCount('hosts', before.hosts.length, content.hosts.length)
  const [old, now] = [addressesIn(before), addressesIn(content)]
  if (now > old * (1 + MOST_CHANGE) + LEAST_GROWTH_IN_ADDRESSES) throw changed('grew', old, now, 'addresses')
  const families = familiesIn(content)
  const gone = [...familiesIn(before)].filter((family) => !families.has(family))
  if (gone.length > 0)
    throw new FeedChangedError(`lost every prefix of ${gone.slice(0, 5).join(', ')} at once`)
}

function checkCount(what: string, old: number, now: number): void {
  if (Math.abs(now - old) <= Math.max(LEAST_CHANGE, old * MOST_CHANGE)) return
  throw changed(now < old ? 'shrank' : 'grew', old, now, what)
}

const changed = (how: string, old: number, now: number, what: string) =>
  new FeedChangedError(`${how} from ${old} to ${now} ${what}, more than a fifth at once`)

/** Of IPv4, each as often as it is listed. */
function addressesIn({ entries }: FeedContent): number {
  const v4 = entries.flatMap(({ prefixes }) => prefixes).filter(({ family }) => family === 4)
  return v4.reduce((sum, { length }) => sum + 2 ** (32 - length), 0)
}

function familiesIn({ entries, source }: FeedContent): ReadonlySet<string> {
  const filled = entries.filter(({ prefixes }) => prefixes.length > 0 && source !== 'attack-simulation')
  return new Set(filled.map(({ label }) => familyOf(label.tag)).filter((family) => family !== ''))
}
