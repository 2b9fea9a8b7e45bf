import { addressWords, type Cidr, holdsWords, parseCidr } from '../model/cidr'
import { type Hostname, parseHostname } from '../model/hostname'
import type { IpAddress } from '../model/ip-address'

/** What is ours wherever it stands, as far as settings say. */
export type OwnAssets = {
  readonly addresses: readonly Cidr[]
  /** Each stands for itself and everything below it. */
  readonly domains: readonly Hostname[]
  /** Mailboxes the program works with, lower case. An alert that only they suffered is about our own reports. */
  readonly mailboxes: readonly string[]
  /** The program's own Azure resources: names or resource ids, lower case. */
  readonly resources: readonly string[]
}

export type OwnAssetTexts = {
  readonly addresses: readonly string[]
  readonly domains: readonly string[]
  readonly mailboxes: readonly string[]
  readonly resources?: readonly string[]
}

/** @throws RangeError naming the entry that is no address block or domain: what is ours is never guessed. */
export function parseOwnAssets(texts: OwnAssetTexts): OwnAssets {
  return {
    addresses: texts.addresses.map((text) => parseCidr(text.trim()) ?? refuse(text, 'address or block')),
    domains: texts.domains.map(
      (text) => parseHostname(text.trim().replace(/^\*?\./, '')) ?? refuse(text, 'domain'),
    ),
    mailboxes: texts.mailboxes.map((text) => text.trim().toLowerCase()),
    resources: (texts.resources ?? []).map((text) => text.trim().toLowerCase()),
  }
}

function refuse(text: string, what: string): never {
  throw new RangeError(`${JSON.stringify(text)} is no ${what}`)
}

export function isOwnAddress(own: OwnAssets, address: IpAddress): boolean {
  if (own.addresses.length === 0) return false
  const words = addressWords(address)
  return own.addresses.some((block) => holdsWords(block, words))
}

export function isOwnHost(own: OwnAssets, host: string): boolean {
  return own.domains.some((domain) => isWithin(host, domain))
}

export function isOwnMailbox(own: OwnAssets, mailbox: string): boolean {
  return own.mailboxes.includes(mailbox) || isOwnHost(own, mailbox.slice(mailbox.lastIndexOf('@') + 1))
}

/** The name itself or one below it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(domain) && host.at(-domain.length - 1) === '.')
}
