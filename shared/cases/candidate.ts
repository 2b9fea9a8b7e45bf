import { type Hostname, parseHostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'
import { contentUrl } from '../observables/content-hosts'
import type { Observable } from '../observables/observable'
import type { Endpoint } from './decision'
import { endpointText } from './endpoint'

/** An endpoint that the alert may be about, with everything that names it. */
export type Candidate = {
  readonly endpoint: Endpoint
  readonly host?: Hostname
  readonly address?: IpAddress
  /** The most telling link to it. */
  readonly url?: string
  readonly observables: readonly Observable[]
}

/**
 * One candidate per endpoint: content where many share a host by path, else the host, else the address. Values that
 * are references, or nowhere on the Internet, make none.
 */
export function candidatesOf(observables: readonly Observable[]): readonly Candidate[] {
  const single: Candidate[] = []
  for (const observable of observables) {
    if (observable.side === 'reference' || observable.side === 'unroutable') continue
    const candidate = candidateOf(observable)
    if (candidate !== undefined) single.push(candidate)
  }
  return merged(withoutHostsOfContent(single))
}

/** Hosts that stand in no field but those of links to content on them: `forms.office.com` is not what is meant. */
function withoutHostsOfContent(single: readonly Candidate[]): readonly Candidate[] {
  const fields = new Map<string, Set<string>>()
  for (const { endpoint, host = '', observables } of single) {
    if (endpoint.kind !== 'content') continue
    const known = fields.get(host) ?? new Set()
    for (const { from } of observables) for (const field of from) known.add(field)
    fields.set(host, known)
  }
  if (fields.size === 0) return single
  const isCovered = ({ type, value, from }: Observable): boolean => {
    const known = type === 'host' ? fields.get(value) : undefined
    return known !== undefined && from.every((field) => known.has(field))
  }
  return single.filter(({ observables }) => !observables.every(isCovered))
}

function candidateOf(observable: Observable): Candidate | undefined {
  const { type, value } = observable
  switch (type) {
    case 'ip':
      return placed(value, observable)
    case 'host':
      return placed(value, observable)
    case 'url':
      return linked(observable)
    case 'email':
      return senderTenant(observable)
  }
}

function linked(observable: Observable): Candidate | undefined {
  const url = URL.parse(observable.value)
  if (url === null) return undefined
  const content = contentUrl(url)
  const host = parseHostname(url.hostname)
  if (content !== undefined && host !== undefined) {
    return { endpoint: { kind: 'content', url: content }, host, url: content, observables: [observable] }
  }
  const candidate = placed(url.hostname.replace(/^\[|\]$/g, ''), observable)
  return candidate && { ...candidate, url: observable.value }
}

function placed(place: string, observable: Observable): Candidate | undefined {
  const address = parseIpAddress(place)
  if (address !== undefined) {
    return { endpoint: { kind: 'address', address }, address, observables: [observable] }
  }
  const host = parseHostname(place)
  return host && { endpoint: { kind: 'host', host }, host, observables: [observable] }
}

/** A sender's domain says nothing about hosting, except where Microsoft gave the name to a tenant. */
function senderTenant(observable: Observable): Candidate | undefined {
  const domain = observable.value.slice(observable.value.lastIndexOf('@') + 1)
  const isTenantName = observable.role === 'mail-sender' && /^[\w-]+\.onmicrosoft\.(?:com|us)$/.test(domain)
  return isTenantName ? placed(domain, observable) : undefined
}

function merged(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length < 2) return candidates
  const byEndpoint = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const key = `${candidate.endpoint.kind} ${endpointText(candidate.endpoint)}`
    const known = byEndpoint.get(key)
    if (known === undefined) {
      byEndpoint.set(key, candidate)
      continue
    }
    const url = known.url ?? candidate.url
    const observables = [...known.observables, ...candidate.observables]
    byEndpoint.set(key, { ...candidate, observables, ...(url !== undefined && { url }) })
  }
  return [...byEndpoint.values()]
}
