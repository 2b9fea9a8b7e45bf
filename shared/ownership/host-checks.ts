import { getPublicSuffix } from 'tldts'
import { CUSTOMER_SUFFIXES } from './customer-suffixes'
import { FIRST_PARTY_SUFFIXES } from './first-party-suffixes'
import { createHostOwnership } from './host-ownership'
import { type FeedContent, FeedRefusedError, type ListedHost } from './source'

/** Of names alone, whatever the feeds say. */
const bySuffix = createHostOwnership([], new Date(0))
const SUFFIXES = [...FIRST_PARTY_SUFFIXES, ...CUSTOMER_SUFFIXES].map(({ suffix }) => suffix)

/**
 * A host of the list of training sites takes every name under it out of reporting.
 * @throws FeedRefusedError for one under which everybody, or every customer of a service, has names
 */
export function checkHosts({ source, hosts }: FeedContent): void {
  if (source !== 'attack-simulation') return
  for (const { pattern } of hosts) {
    const because = broadness(domainOf(pattern))
    if (because !== undefined) throw new FeedRefusedError(`the host ${JSON.stringify(pattern)} ${because}`)
  }
}

/** @throws FeedRefusedError for a training site that covers a host of another list */
export function checkHostsOfOthers({ source, hosts }: FeedContent, others: readonly FeedContent[]): void {
  if (source !== 'attack-simulation') return
  const listed = others.filter((other) => other.source !== source).flatMap((other) => other.hosts)
  for (const { pattern } of hosts) {
    const covered = listed.find((other) => isWithin(nameOf(other), domainOf(pattern)))
    if (covered !== undefined)
      throw new FeedRefusedError(
        `the host ${JSON.stringify(pattern)} covers ${covered.pattern}, which another list gives to ${covered.service}`,
      )
  }
}

function broadness(domain: string): string | undefined {
  if (getPublicSuffix(domain, { allowPrivateDomains: true }) === domain) return 'is a public suffix'
  if (SUFFIXES.some((suffix) => isWithin(suffix, domain))) return 'is the domain of a whole service'
  const answer = bySuffix(domain)
  if (answer.class !== 'customer-hosted') return undefined
  // A zone or region: each name below is another customer's.
  const isZone = bySuffix(`any-customer.${domain}`).tenant === 'any-customer'
  return isZone || answer.shared ? 'is shared by the customers of a service' : undefined
}

/** Listed as `www.`, the domain and its other names count too. */
const domainOf = (pattern: string): string => pattern.replace(/^www\./, '')
const nameOf = ({ pattern }: ListedHost): string => pattern.replace(/^\*\./, '')
const isWithin = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`)
