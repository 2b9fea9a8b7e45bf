import * as z from 'zod'
import type { Cidr } from '../model/cidr'
import { requireCidr } from './service-tags'
import type { Entry, FeedContent, ListedHost } from './source'

const endpointSet = z.object({
  id: z.number(),
  serviceArea: z.string(),
  serviceAreaDisplayName: z.string().optional(),
  urls: z.array(z.string()).catch([]),
  ips: z.array(z.string()).optional(),
})

/** What endpoints.office.com answers for `/endpoints/{instance}`. */
export const microsoft365Endpoints = z.array(endpointSet).min(1)

/** One entry per service area; an address or host in several endpoint sets of an area counts once. */
export function readMicrosoft365(sets: z.infer<typeof microsoft365Endpoints>): FeedContent {
  const areas = new Map<string, Map<string, Cidr>>()
  const hosts = new Map<string, ListedHost>()
  for (const set of sets) {
    const service = set.serviceAreaDisplayName ?? set.serviceArea
    const prefixes = areas.get(service) ?? new Map<string, Cidr>()
    areas.set(service, prefixes)
    for (const text of set.ips ?? []) {
      const cidr = requireCidr(text, `Microsoft 365 endpoint set ${set.id}`)
      prefixes.set(cidr.text, cidr)
    }
    for (const url of set.urls) addHost(hosts, url.toLowerCase(), service)
  }
  return { source: 'microsoft-365', entries: [...areas].map(entryOf), hosts: [...hosts.values()] }
}

function entryOf([service, prefixes]: readonly [string, ReadonlyMap<string, Cidr>]): Entry {
  return { label: { source: 'microsoft-365', tag: service }, prefixes: [...prefixes.values()] }
}

/** The list writes `*cdn.onenote.net` and `autodiscover.*.onmicrosoft.com`: a star inside means any name under the rest. */
function addHost(hosts: Map<string, ListedHost>, url: string, service: string): void {
  const star = url.lastIndexOf('*')
  const rest = url.slice(star + 1).replace(/^\./, '')
  const pattern = star < 0 ? url : `*.${rest}`
  if (!hosts.has(pattern)) hosts.set(pattern, { pattern, service })
}
