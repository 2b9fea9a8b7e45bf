import { readValue } from '../alerts/value-reading'
import type { Finding, ObservableType } from '../alerts/alert'
import type { Hostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'
import { redactUrl } from './redact-url'
import { unwrapLink } from './wrapped-link'

/** One value that a finding names, in canonical spelling. A link names its host as well. */
export type NamedValue = {
  readonly type: ObservableType
  readonly value: string
  /** Where it is: the host of a link, the host or address itself; absent for a mail address. */
  readonly place?: Hostname | IpAddress
  readonly port?: number
  readonly finding: Finding
}

/** The link without its secrets, then its host; or the one value that the finding holds. */
export function namedValues(finding: Finding): readonly NamedValue[] {
  const reading = readValue(finding.type, finding.value)
  switch (reading.type) {
    case 'ip':
    case 'host':
      return [placeValue(finding, reading.type, reading.value, finding.port ?? reading.port)]
    case 'email':
      return [{ type: 'email', value: reading.value, finding }]
    case 'url':
      return linkValues(finding, reading.url)
    case 'nothing':
    case 'unreadable':
      return []
  }
}

function placeValue(
  finding: Finding,
  type: 'ip' | 'host',
  value: Hostname | IpAddress,
  port: number | undefined,
): NamedValue {
  return port === undefined
    ? { type, value, place: value, finding }
    : { type, value, place: value, port, finding }
}

function linkValues(finding: Finding, link: URL): readonly NamedValue[] {
  const url = unwrapLink(link)
  const text = redactUrl(url)
  const host = readValue('host', url.hostname)
  if (host.type !== 'host' && host.type !== 'ip') return []
  const port = finding.port ?? schemePort(url)
  const where = { place: host.value, ...(port !== undefined && { port }), finding }
  const link_ = { type: 'url', value: text, ...where } as const
  return [link_, { type: host.type, value: host.value, ...where }]
}

/** The port that a browser connects to: written out, or the scheme's own. */
function schemePort(url: URL): number | undefined {
  if (url.port !== '') return Number(url.port)
  if (url.protocol === 'https:') return 443
  return url.protocol === 'http:' ? 80 : undefined
}

export function isAddress(place: Hostname | IpAddress): place is IpAddress {
  return parseIpAddress(place) === place
}
