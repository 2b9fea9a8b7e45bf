import { hostPart } from '../model/host-part'
import { type Hostname, parseHostname } from '../model/hostname'
import { refang } from '../model/refang'
import { CUSTOMER_SUFFIXES } from './customer-suffixes'
import { FIRST_PARTY_SUFFIXES } from './first-party-suffixes'
import { type HostRule, parentsOf } from './host-rules'
import type { Ownership } from './ownership'
import { regionOfLabel } from './regions'
import type { ListedHost, SourceName } from './source'

type HostSource = {
  readonly source: SourceName
  readonly date: string
  readonly hosts: readonly ListedHost[]
}
type Listing = { readonly source: SourceName; readonly date: string; readonly service: string }

const RULES: ReadonlyMap<string, HostRule> = new Map(
  [...FIRST_PARTY_SUFFIXES, ...CUSTOMER_SUFFIXES].map((rule) => [rule.suffix, rule]),
)

/** When the suffix tables were last gone through against Microsoft's lists. */
export const SUFFIXES_DATE = '2026-11-23'

/** Zones, slots and gateways between the customer's label and the suffix. */
const INNER_LABEL = /^(?:z\d{1,2}|\d{1,2}|privatelink|scm|mail|hcp|internal|crm\d*|api|prod-\d+)$/

/** Answers by name alone, from the suffix tables and what the sources list. A name that nobody lists is `other`. */
export function createHostOwnership(
  sources: readonly HostSource[],
  createdAt: Date,
): (text: string) => Ownership {
  const listings = new Map<string, Listing[]>()
  for (const { source, date, hosts } of sources) {
    for (const { pattern, service } of hosts) {
      listings.set(pattern, [...(listings.get(pattern) ?? []), { source, date, service }])
    }
  }
  return (text) => {
    const host = parseHostname(text) ?? hostIn(text)
    if (host === undefined) return notAHost(text, createdAt)
    const names = parentsOf(host)
    return { input: text, kind: 'host', ...judgeHost(host, names, listingsOf(listings, names)) }
  }
}

function hostIn(text: string): Hostname | undefined {
  const part = hostPart(refang(text))
  return part === undefined ? undefined : parseHostname(part)
}

type HostVerdict = Omit<Ownership, 'input' | 'kind'>
const NOTHING = {
  serviceTags: [],
  shared: false,
  sources: ['suffixes'],
  snapshotDate: SUFFIXES_DATE,
} as const

function judgeHost(host: Hostname, names: readonly string[], listed: readonly Listing[]): HostVerdict {
  if (!host.includes('.')) {
    return {
      ...NOTHING,
      owner: 'special',
      class: 'special',
      because: 'A single label is a name for local use',
    }
  }
  const simulation = listed.find(({ source }) => source === 'attack-simulation')
  if (simulation !== undefined) return simulationVerdict(host, simulation)
  const rule = ruleOf(names)
  if (rule !== undefined) return ruleVerdict(host, rule, listed)
  const [mention] = listed
  const because =
    mention === undefined
      ? 'The name is under no suffix of Microsoft’s; the address behind it may still be'
      : `Microsoft 365 needs it for ${mention.service}, but it is another company’s`
  return {
    ...NOTHING,
    owner: 'other',
    class: 'other',
    because,
    sources: ['suffixes', ...listed.map((l) => l.source)],
  }
}

function simulationVerdict(host: Hostname, { date }: Listing): HostVerdict {
  return {
    owner: 'microsoft',
    class: 'attack-simulation',
    serviceTags: [],
    prefix: host,
    shared: false,
    sources: ['attack-simulation'],
    snapshotDate: date,
    because: 'Microsoft uses it for its own attack simulation training',
  }
}

function ruleVerdict(host: Hostname, rule: HostRule, listed: readonly Listing[]): HostVerdict {
  const left = host === rule.suffix ? [] : host.slice(0, -rule.suffix.length - 1).split('.')
  const tenant = left.length === 0 ? undefined : tenantOf(left, rule)
  const region = left
    .slice(1)
    .map(regionOfLabel)
    .find((name) => name !== undefined)
  // The bare suffix of a customers' service is the platform's own name.
  const isPlatform = rule.class === 'customer-hosted' && rule.tenant !== 'none' && tenant === undefined
  return {
    owner: rule.class === 'special' ? 'special' : 'microsoft',
    class: isPlatform ? 'microsoft-service' : rule.class,
    ...(rule.cloud !== undefined && { cloud: rule.cloud }),
    serviceTags: [],
    ...(region !== undefined && { region }),
    prefix: rule.suffix,
    shared: rule.class === 'customer-hosted' && rule.tenant === 'none',
    ...(tenant !== undefined && { tenant }),
    ...(rule.desk !== undefined && { desk: rule.desk }),
    service: rule.service,
    sources: ['suffixes', ...new Set(listed.map(({ source }) => source))],
    snapshotDate: SUFFIXES_DATE,
    because: becauseOf(rule, isPlatform, tenant),
  }
}

function becauseOf(
  { suffix, service, class: ownershipClass, tenant: where }: HostRule,
  isPlatform: boolean,
  tenant?: string,
): string {
  if (ownershipClass === 'special') return `${suffix} is ${service}`
  if (ownershipClass === 'other-desk') return `${suffix}: ${service} has an abuse desk of its own`
  if (isPlatform || ownershipClass === 'microsoft-service') return `${suffix} is Microsoft’s own (${service})`
  if (where === 'none') return `${service} (${suffix}): content of many customers, told apart by the path`
  return `${service} (${suffix}): content of the customer ${tenant ?? ''}`
}

/** The customer's label; zones, regions and slots beside it are passed over as long as another label is left. */
function tenantOf(left: readonly string[], { tenant, suffix }: HostRule): string | undefined {
  if (tenant === 'none') return undefined
  if (tenant === 'leftmost') return left[0]
  let at = left.length - 1
  while (at > 0 && isInner(left[at] ?? '')) at--
  const label = left[at] ?? ''
  return suffix.startsWith('sharepoint.') ? label.replace(/-(?:my|admin)$/, '') : label
}

function isInner(label: string): boolean {
  return INNER_LABEL.test(label) || regionOfLabel(label) !== undefined
}

/** The longest suffix, at label boundaries: azurewebsites.net.evil.example is under none of ours. */
function ruleOf(names: readonly string[]): HostRule | undefined {
  for (const name of names) {
    const rule = RULES.get(name)
    if (rule !== undefined) return rule
  }
  return undefined
}

/** A training host is listed as `www.…`; the domain and its other names are the same company's. */
function listingsOf(
  listings: ReadonlyMap<string, readonly Listing[]>,
  [host = '', ...parents]: readonly string[],
): Listing[] {
  if (listings.size === 0) return []
  const found: Listing[] = []
  const add = (name: string, source?: SourceName): void => {
    for (const listing of listings.get(name) ?? [])
      if (source === undefined || listing.source === source) found.push(listing)
  }
  add(host)
  for (const parent of parents) add(`*.${parent}`)
  add(`www.${host}`, 'attack-simulation')
  for (const parent of parents) add(parent, 'attack-simulation')
  return found
}

function notAHost(input: string, createdAt: Date): Ownership {
  const snapshotDate = createdAt.toISOString().slice(0, 10)
  const because = 'Neither a host name nor an address'
  return {
    ...NOTHING,
    input,
    kind: 'host',
    owner: 'invalid',
    class: 'other',
    sources: [],
    snapshotDate,
    because,
  }
}
