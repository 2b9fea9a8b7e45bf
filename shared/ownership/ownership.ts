export const ownershipClasses = [
  'customer-hosted',
  'microsoft-service',
  'microsoft-untagged',
  'announced-only',
  'other-desk',
  'attack-simulation',
  'special',
  'other',
] as const

/** What kind of Microsoft space an address or a host lies in; decides what policy may do with it. */
export type OwnershipClass = (typeof ownershipClasses)[number]

/** The answer to "whose is this, and what runs there?". Plain JSON, so it can be stored and printed as it is. */
export type Ownership = {
  /** The text that was asked about, unchanged. */
  readonly input: string
  readonly kind: 'ip' | 'host'
  readonly owner: 'microsoft' | 'other' | 'special' | 'ambiguous' | 'invalid'
  readonly class: OwnershipClass
  /** `Public`, `AzureGovernment`, `China` … of the most specific service tag. */
  readonly cloud?: string
  /** Every matching service tag, most specific prefix first: `AppService.EastUS`, `AppService`, … */
  readonly serviceTags: readonly string[]
  /** Normalised Azure region: `eastus`. */
  readonly region?: string
  /** The most specific matching prefix, or for a host the matching DNS suffix. */
  readonly prefix?: string
  /** Many customers answer on this address or name, so it alone does not say who. */
  readonly shared: boolean
  /** The customer's label in the name: `contoso` in contoso.sharepoint.com. */
  readonly tenant?: string
  /** Who takes abuse reports, where that is not Microsoft: `21Vianet`, `GitHub`, … */
  readonly desk?: string
  /** Which sources said so: `service-tags-public`, `public-ips`, `microsoft-365`, `asn`, `suffixes`, … */
  readonly sources: readonly string[]
  /** ISO date of the data that answered. */
  readonly snapshotDate: string
  /** One sentence for people: why this class. */
  readonly because: string
  /** With `ambiguous`: every address that some program reads in the input. */
  readonly readings?: readonly string[]
  /** The v4 address that the input is a v6 spelling of: mapped, NAT64, 6to4, Teredo. */
  readonly embeddedAddress?: string
  /** For a host: the service behind the name, `Azure App Service`. */
  readonly service?: string
}

/** Look-ups in one snapshot. Never waits, never throws: bad input answers `owner: 'invalid'`. */
export type OwnershipIndex = {
  readonly ofAddress: (text: string) => Ownership
  readonly ofHost: (text: string) => Ownership
}
