import type { Alert } from '../alerts/alert'
import { isWithin } from '../model/hostname'
import type { IpAddress } from '../model/ip-address'
import { isSharedByAll } from './content-hosts'
import type { ReadFinding } from './named-value'
import { type OwnAssets, whyOwnAddress, whyOwnHost, whyOwnMailbox } from './own-assets'
import { type ResourceHosts, resourceHosts } from './resource-hosts'
import { chosenTenantOf, tenantNameOf, tenantOfDomain } from './tenant-names'

/**
 * What is ours, as far as settings, the list they name, the platform and one alert say. Each answer is the reason,
 * as a sentence may end with it after "because"; undefined where nothing says that it is ours.
 */
export type Ours = {
  readonly whyAddress: (address: IpAddress) => string | undefined
  readonly whyHost: (host: string) => string | undefined
  readonly whyMailbox: (mailbox: string) => string | undefined
  /** Why a host may be ours, though nothing proves it: a person must say. */
  readonly whyPerhaps: (host: string) => string | undefined
}

/** Gathers what the alert's own fields give as ours; it counts for the whole alert. */
export function oursOf(
  { victims = [] }: Pick<Alert, 'victims'>,
  found: readonly ReadFinding[],
  own: OwnAssets,
): Ours {
  const stated = statedBy(found)
  const named = victims.flatMap(({ kind, name }) => (kind === 'resource' ? [name] : []))
  const resources = named.length === 0 ? NO_RESOURCES : resourceHosts(named)
  const { sure, perhaps } = sorted(stated, own)
  const whyHost = remembered((host) => whyOwnHost(own, host) ?? whyInAlert(host, sure, resources))
  return {
    whyAddress: (address) =>
      whyOwnAddress(own, address) ??
      (stated.addresses.has(address) ? inAlert(stated.addresses, address) : undefined),
    whyHost,
    whyMailbox: (mailbox) =>
      whyOwnMailbox(own, mailbox) ??
      (stated.mailboxes.has(mailbox) ? inAlert(stated.mailboxes, mailbox) : undefined),
    whyPerhaps: remembered((host) =>
      whyHost(host) === undefined ? whyDoubted(host, own, [...sure.keys()], perhaps, resources) : undefined,
    ),
  }
}

const NO_RESOURCES = resourceHosts([])

/** An alert names a host several times, and each is asked about for its side, its redaction and its reason. */
function remembered(why: (host: string) => string | undefined): (host: string) => string | undefined {
  let answers: Map<string, string | undefined> | undefined
  return (host) => {
    answers ??= new Map()
    if (!answers.has(host)) answers.set(host, why(host))
    return answers.get(host)
  }
}

/** Each value with the field that gives it as ours. */
type Stated = {
  readonly addresses: Map<string, string>
  readonly hosts: Map<string, string>
  readonly mailboxes: Map<string, string>
  readonly perhaps: Map<string, string>
}

function statedBy(found: readonly ReadFinding[]): Stated {
  const stated: Stated = { addresses: new Map(), hosts: new Map(), mailboxes: new Map(), perhaps: new Map() }
  for (const { reading, finding } of found) {
    if (finding.fieldSide !== 'own' && finding.fieldSide !== 'perhaps-own') continue
    const note = (into: Map<string, string>, value: string) => into.set(value, finding.from)
    const value = reading.type === 'url' ? reading.host : reading.value
    if (reading.type === 'email') note(stated.mailboxes, value)
    else if (reading.type === 'ip') note(stated.addresses, value)
    // Our page on a host that all customers share does not make the host ours.
    else if (!isSharedByAll(value)) note(finding.fieldSide === 'own' ? stated.hosts : stated.perhaps, value)
  }
  return stated
}

const inAlert = (stated: ReadonlyMap<string, string>, value: string): string =>
  `the alert gives it as ours (${stated.get(value) ?? ''})`

/**
 * Who signs in may be a guest from an attacker's tenant. The domain of a user is ours where settings or another field
 * of the alert know it, somebody else's where settings name our tenant and this is another, and else doubtful.
 */
function sorted({ hosts, mailboxes, perhaps }: Stated, own: OwnAssets) {
  if (perhaps.size === 0) return { sure: hosts, perhaps }
  const sure = new Map(hosts)
  const doubtful = new Map<string, string>()
  const known = [...hosts.keys(), ...[...mailboxes.keys()].map((mailbox) => mailbox.replace(/^.*@/, ''))]
  for (const [domain, from] of perhaps) {
    const tenant = tenantOfDomain(domain)
    if (known.some((host) => isWithin(host, domain))) sure.set(domain, from)
    else if (tenant === undefined || own.tenants.size === 0 || own.tenants.has(tenant))
      doubtful.set(domain, from)
  }
  return { sure, perhaps: doubtful }
}

/**
 * A name of the alert counts exactly as written: whether what lies below or beside it is ours too, only settings say.
 * A tenant or a resource that is ours has more names than the one that the alert writes.
 */
function whyInAlert(
  host: string,
  sure: ReadonlyMap<string, string>,
  resources: ResourceHosts,
): string | undefined {
  if (sure.has(host)) return inAlert(sure, host)
  const name = tenantNameOf(host)
  const domain = name && [...sure.keys()].find((known) => isNameOf(name, known))
  if (domain !== undefined) return inAlert(sure, domain)
  return resources.resourceOf(host) === undefined
    ? undefined
    : 'the alert names the Azure resource as ours that has this name'
}

function isNameOf(name: NonNullable<ReturnType<typeof tenantNameOf>>, domain: string): boolean {
  const tenant = tenantOfDomain(domain)
  if (tenant !== undefined) return name.tenants.includes(tenant)
  return name.dashedDomain !== undefined && domain.replaceAll('.', '-') === name.dashedDomain
}

function whyDoubted(
  host: string,
  own: OwnAssets,
  sure: readonly string[],
  perhaps: ReadonlyMap<string, string>,
  resources: ResourceHosts,
): string | undefined {
  if (perhaps.has(host)) return 'a user of the alert signs in with this domain'
  if (resources.maybeOf(host) !== undefined)
    return 'the alert names a resource of ours, and Azure gives such resources names like this'
  const slot = own.resourceHosts.maybeOf(host)
  if (slot !== undefined) return `${slot} is ours, and Azure gives its slots names like this`
  const chosen = chosenTenantOf(host)
  const known = [...own.domains, ...sure].find((domain) => tenantOfDomain(domain) === chosen)
  if (chosen !== undefined && known !== undefined) return `it is called as our tenant is (${known})`
  const name = tenantNameOf(host)
  if (name === undefined) return undefined
  if ([...perhaps.keys()].some((domain) => isNameOf(name, domain)))
    return 'a user of the alert belongs to a tenant with this name'
  // Most tenants are called as their company's domain; settings that name the tenant end the guessing.
  if (own.tenants.size > 0) return undefined
  const labels = [...own.domains, ...sure, ...perhaps.keys()].flatMap((domain) => mainLabel(domain) ?? [])
  return name.tenants.some((tenant) => labels.includes(tenant))
    ? 'the tenant is called like a domain of ours'
    : undefined
}

/** `contoso` of `contoso.com`, `contoso.co.uk` and `ad.contoso.com`. */
function mainLabel(domain: string): string | undefined {
  if (tenantOfDomain(domain) !== undefined) return undefined
  const labels = domain.split('.')
  const isPair = labels.length > 2 && /^[a-z]{2,3}\.[a-z]{2}$/.test(labels.slice(-2).join('.'))
  return labels.at(isPair ? -3 : -2)
}
