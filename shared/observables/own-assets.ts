import { addressWords, type Cidr, holdsWords, parseCidr } from '../model/cidr'
import { type Hostname, isWithin, parseHostname } from '../model/hostname'
import { type IpAddress, ipv4AddressOf } from '../model/ip-address'
import { type ResourceHosts, resourceHosts } from './resource-hosts'
import { addressesIn } from './addresses-in-text'
import { addressedPart } from './spelling'
import { tenantNameOf, tenantOfDomain } from './tenant-names'

/** What is ours wherever it appears: by settings, by the list that they name, and by what the platform says. */
export type OwnAssets = {
  readonly addresses: readonly Cidr[]
  /** Each stands for itself and everything below it. */
  readonly domains: readonly Hostname[]
  /** Mailboxes the program works with, lower case. An alert that only they suffered is about our own reports. */
  readonly mailboxes: readonly string[]
  /** The program's own Azure resources: names or resource ids, lower case. */
  readonly resources: readonly string[]
  /** Labels of our Entra tenants, which follow from the domains. */
  readonly tenants: ReadonlySet<string>
  /** Our domains as Microsoft writes them into the names of mail servers. */
  readonly dashedDomains: ReadonlySet<string>
  readonly resourceHosts: ResourceHosts
}

export type OwnAssetTexts = {
  readonly addresses: readonly string[]
  readonly domains: readonly string[]
  readonly mailboxes: readonly string[]
  readonly resources?: readonly string[]
}

/** @throws RangeError naming the entry that is no address block or domain: what is ours is never guessed. */
export function parseOwnAssets(texts: OwnAssetTexts): OwnAssets {
  const domains = texts.domains.map(
    (text) => parseHostname(text.trim().replace(/^\*?\./, '')) ?? refuse(text, 'domain'),
  )
  const resources = (texts.resources ?? []).map((text) => text.trim().toLowerCase())
  return {
    addresses: texts.addresses.map((text) => parseCidr(text.trim()) ?? refuse(text, 'address or block')),
    domains,
    mailboxes: texts.mailboxes.map((text) => text.trim().toLowerCase()),
    resources,
    tenants: new Set(domains.flatMap((domain) => tenantOfDomain(domain) ?? [])),
    dashedDomains: new Set(domains.map((domain) => domain.replaceAll('.', '-'))),
    resourceHosts: resourceHosts(resources, domains),
  }
}

function refuse(text: string, what: string): never {
  throw new RangeError(`${JSON.stringify(text)} is no ${what}`)
}

export function isOwnAddress(own: OwnAssets, address: IpAddress): boolean {
  return whyOwnAddress(own, address) !== undefined
}

/** Why an address is ours. Every spelling of it is the same address here. */
export function whyOwnAddress(own: OwnAssets, address: IpAddress): string | undefined {
  if (own.addresses.length === 0) return undefined
  const words = addressWords(address)
  const whole = own.addresses.find((known) => holdsWords(known, words))
  if (whole !== undefined) return holding(whole)
  const inside = isatapWithin(address)
  const block = inside && own.addresses.find((known) => holdsWords(known, addressWords(inside)))
  return block && `ISATAP form of ${inside}, and ${holding(block)}`
}

const holding = ({ text }: Cidr): string => `OWN_ADDRESSES or the list of OWN_ADDRESSES_URL holds ${text}`

/** RFC 5214 §6.1: the v4 address of the machine stands in its interface identifier, in whichever network it is. */
function isatapWithin(address: IpAddress): IpAddress | undefined {
  if (!address.includes(':')) return undefined
  const words = addressWords(address)
  return ((words[2] ?? 0) & 0xfdffffff) >>> 0 === 0x5efe ? ipv4AddressOf(words[3] ?? 0) : undefined
}

/** Why a host is ours: by a domain, by the tenant that a domain names, or as a resource of this program. */
export function whyOwnHost(own: OwnAssets, host: string): string | undefined {
  const domain = own.domains.find((known) => isWithin(host, known))
  if (domain !== undefined) return `OWN_DOMAINS or this app itself names ${domain}`
  const name = tenantNameOf(host)
  const tenant = name?.tenants.find((label) => own.tenants.has(label))
  if (tenant !== undefined) return `OWN_DOMAINS names the tenant ${tenant}`
  if (name?.dashedDomain !== undefined && own.dashedDomains.has(name.dashedDomain))
    return 'it takes in the mail of a domain in OWN_DOMAINS'
  const resource = own.resourceHosts.resourceOf(host)
  if (resource !== undefined)
    return own.domains.some((known) => known === resource)
      ? `it is another name of ${resource}, which OWN_DOMAINS names`
      : 'it is a resource of this program'
  const part = addressedPart(host)
  const address = part && addressesIn(part).find((inside) => whyOwnAddress(own, inside) !== undefined)
  return address && `it leads to ${address}, and ${whyOwnAddress(own, address) ?? ''}`
}

export function whyOwnMailbox(own: OwnAssets, mailbox: string): string | undefined {
  if (own.mailboxes.includes(mailbox)) return 'OWN_MAILBOXES or the settings for mail name it'
  return whyOwnHost(own, mailbox.slice(mailbox.lastIndexOf('@') + 1))
}

/** Is it, by its name or its resource id, a resource that this program itself works with? */
export function isOwnResource(own: OwnAssets, name: string): boolean {
  return own.resources.some((resource) => name === resource || name.endsWith(`/${resource}`))
}
