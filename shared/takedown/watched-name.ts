import type { Endpoint } from '../cases/decision'
import { type Hostname, parseHostname } from '../model/hostname'
import type { OwnershipIndex } from '../ownership/ownership'

/** A name whose end in the DNS proves something about an endpoint. */
export type WatchedName = {
  readonly name: Hostname
  /** `resource`: Microsoft made it with a customer's resource, and removes it with that. `foreign`: anybody's own domain. */
  readonly kind: 'resource' | 'foreign'
  /** A name that exists as long as the DNS below it works: the service's suffix, or the top-level domain. */
  readonly control: string
}

/** Tenants and mail domains live under these without a record that anybody could ask for. */
const WITHOUT_ADDRESSES: ReadonlySet<string> = new Set(['onmicrosoft.com', 'onmicrosoft.us', 'azurecomm.net'])

/**
 * The name to ask about, or undefined where the DNS proves nothing about the endpoint: a bare address, a host that
 * many customers share, a name of Microsoft's own, a private link.
 */
export function watchedName(endpoint: Endpoint, ownership: OwnershipIndex): WatchedName | undefined {
  const name = nameOf(endpoint)
  if (name === undefined) return undefined
  const { owner, class: ownershipClass, shared, tenant, prefix } = ownership.ofHost(name)
  if (owner === 'other' && endpoint.kind === 'host') {
    return { name, kind: 'foreign', control: name.slice(name.lastIndexOf('.') + 1) }
  }
  const isResource = ownershipClass === 'customer-hosted' && !shared && tenant !== undefined
  if (!isResource || prefix === undefined || WITHOUT_ADDRESSES.has(prefix)) return undefined
  return name.split('.').includes('privatelink') ? undefined : { name, kind: 'resource', control: prefix }
}

function nameOf(endpoint: Endpoint): Hostname | undefined {
  switch (endpoint.kind) {
    case 'host':
      return endpoint.host
    case 'content':
      return parseHostname(URL.parse(endpoint.url)?.hostname ?? '')
    case 'address':
      return undefined
  }
}
