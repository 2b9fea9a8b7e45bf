import type { Endpoint } from './decision'

/** What stands for an endpoint in a table, on a page and in a subject: the host, the address or the canonical link. */
export function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'content':
      return endpoint.url
    case 'host':
      return endpoint.host
    case 'address':
      return endpoint.address
  }
}
