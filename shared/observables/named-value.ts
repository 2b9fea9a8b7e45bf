import { readValue, type ValueReading } from '../alerts/value-reading'
import type { Finding, ObservableRole, ObservableType } from '../alerts/alert'
import { readLink } from '../alerts/wrapped-link'
import type { Hostname } from '../model/hostname'
import type { IpAddress } from '../model/ip-address'
import { parseV4 } from '../model/ip-words'

/** What of a link and of a host name may be stored, shown and sent. */
export type RedactLink = {
  readonly link: (url: URL) => string
  readonly host: (host: Hostname) => Hostname
  /** It is what is left of a name in a domain of its owner's own, which may lead elsewhere than the whole did. */
  readonly isRest: (host: string) => boolean
}

/** A finding whose text was understood; a wrapped link is already unwrapped. */
export type ReadFinding = {
  readonly finding: Finding
  readonly reading: Exclude<ValueReading, { readonly type: 'nothing' | 'unreadable' }>
}

/** One value that a finding names, in canonical spelling. A link names its host as well. */
export type NamedValue = {
  readonly type: ObservableType
  readonly value: string
  /** Where it is: the host of a link, the host or address itself; absent for a mail address. */
  readonly place?: Hostname | IpAddress
  readonly port?: number
  readonly finding: Finding
}

/** None where the text names nothing; several where a link has others inside. */
export function readFinding(finding: Finding): readonly ReadFinding[] {
  const reading = readValue(finding.type, finding.value)
  if (reading.type === 'nothing' || reading.type === 'unreadable') return []
  if (reading.type !== 'url') return [{ finding, reading }]
  const { link, inside } = readLink(reading.url)
  return [linkFinding(finding, link), ...inside.map((url) => linkFinding(insideOf(finding), url))].flat()
}

function linkFinding(finding: Finding, url: URL): readonly ReadFinding[] {
  const host = readValue('host', url.hostname)
  if (host.type !== 'host' && host.type !== 'ip') return []
  return [{ finding, reading: { type: 'url', url, host: host.value } }]
}

/** Where a link of these leads is what it is for; what a server, an end or a sender links to is not what they are. */
const LEADS_ON: ReadonlySet<ObservableRole> = new Set(['phish-url', 'download', 'contextual'])

/**
 * What is said of a link's verdict, port and end is not said of the link inside it; whose side it is on, neither. A role
 * that a field states of the outer one is no more than assumed of the inner.
 */
function insideOf({ verdict: _, port: __, end: ___, record: ____, ...finding }: Finding): Finding {
  const isKept = finding.isRoleAssumed === true || LEADS_ON.has(finding.role)
  const role = isKept ? finding.role : 'unknown'
  const fieldSide = finding.fieldSide === 'own' ? 'unsaid' : finding.fieldSide
  return { ...finding, role, fieldSide, ...(role !== 'contextual' && { isRoleAssumed: true as const }) }
}

/** The link without its secrets, then its host; or the one value that the finding holds. */
export function namedValues({ finding, reading }: ReadFinding, redact: RedactLink): readonly NamedValue[] {
  switch (reading.type) {
    case 'ip':
      return [placeValue(finding, 'ip', reading.value, finding.port ?? reading.port)]
    case 'host':
      return [placeValue(finding, 'host', redact.host(reading.value), finding.port ?? reading.port)]
    case 'email':
      return [{ type: 'email', value: reading.value, finding }]
    case 'url':
      return linkValues(finding, reading.url, reading.host, redact)
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

function linkValues(
  finding: Finding,
  url: URL,
  host: Hostname | IpAddress,
  redact: RedactLink,
): readonly NamedValue[] {
  const port = finding.port ?? schemePort(url)
  const place = isAddress(host) ? host : redact.host(host)
  const where = { place, ...(port !== undefined && { port }), finding }
  const type = isAddress(host) ? 'ip' : 'host'
  return [
    { type: 'url', value: redact.link(url), ...where },
    { type, value: place, ...where },
  ]
}

/** The port that a browser connects to: written out, or the scheme's own. */
function schemePort(url: URL): number | undefined {
  if (url.port !== '') return Number(url.port)
  if (url.protocol === 'https:') return 443
  return url.protocol === 'http:' ? 80 : undefined
}

export function isAddress(place: Hostname | IpAddress): place is IpAddress {
  return place.includes(':') || parseV4(place) >= 0
}
