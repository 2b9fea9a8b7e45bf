import type { Cidr } from '../model/cidr'

/** Where a statement about an address comes from; stands in `Ownership.sources`. */
export const SOURCE_NAMES = [
  'service-tags-public',
  'service-tags-us-government',
  'service-tags-china',
  'service-tags-germany',
  'microsoft-365',
  'attack-simulation',
  'public-ips',
  'asn',
  'special',
] as const
export type SourceName = (typeof SOURCE_NAMES)[number]

/** What is said about every prefix of an entry. */
export type Label = {
  readonly source: SourceName
  /** Service tag, Microsoft 365 service area, `AS8075`, or the name of a special range. */
  readonly tag: string
  readonly cloud?: string
  /** Normalised Azure region: `eastus`. */
  readonly region?: string
  readonly systemService?: string
  /** Who takes abuse reports, where that is not Microsoft. */
  readonly desk?: string
}

export type Entry = { readonly label: Label; readonly prefixes: readonly Cidr[] }

/** A host or `*.` pattern that a feed lists, with the service it lists it for. */
export type ListedHost = { readonly pattern: string; readonly service: string }

/** What one feed says, parsed. */
export type FeedContent = {
  readonly source: SourceName
  readonly entries: readonly Entry[]
  readonly hosts: readonly ListedHost[]
  /** The feed's own version, if it has one: `changeNumber 375`. */
  readonly version?: string
}

/** How the content was come by; printed with answers and kept for the next conditional fetch. */
export type Provenance = {
  /** ISO date of the data, as near as it is known. */
  readonly date: string
  /** URL or file name. */
  readonly from: string
  readonly etag?: string
  readonly lastModified?: string
  /** When it was last confirmed to be current, ISO. */
  readonly checkedAt?: string
  /** Why newer data was refused, if it was. */
  readonly refused?: string
}

export type Source = FeedContent & Provenance

/** A source without its data: what `check`, the health page and the log show. */
export type SourceSummary = Provenance & {
  readonly source: SourceName
  readonly version?: string
  readonly prefixes: number
  readonly hosts: number
}

/** A feed that must not replace what is there. The message names cause and remedy. */
export class FeedRefusedError extends Error {
  override readonly name = 'FeedRefusedError'
}

/** A feed that differs too much from what is in use; a person who finds it right can have it taken over. */
export class FeedChangedError extends FeedRefusedError {}

export function countPrefixes(content: Pick<FeedContent, 'entries'>): number {
  return content.entries.reduce((sum, { prefixes }) => sum + prefixes.length, 0)
}
