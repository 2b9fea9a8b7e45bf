import { parseIpAddress } from '../../model/ip-address'
import { isRoutable } from '../../model/address-range'
import { readAddress } from '../../model/address-reading'
import type { CefLine } from './cef-line'
import type { Direction } from './connection'

type Product = {
  /** Tried against `vendor|product|name`. */
  readonly pattern: RegExp
  readonly direction: Direction | 'packet' | 'source-is-external'
}

/**
 * What products document about their ends. `packet`: their deviceDirection is that of a packet, an interface or an
 * answer, and says nothing about sides. `source-is-external`: it says whose the source is.
 */
const PRODUCTS: readonly Product[] = [
  // Web application firewalls and load balancers: the source asks, the destination is the protected site.
  { pattern: /^(?:imperva|incapsula)[^|]*\|/i, direction: 'inbound' },
  { pattern: /^f5[^|]*\|[^|]*(?:\basm\b|waf|application security|advanced waf)/i, direction: 'inbound' },
  { pattern: /^citrix[^|]*\|[^|]*\|appfw/i, direction: 'inbound' },
  { pattern: /^akamai\|(?:akamai[ _])?siem/i, direction: 'inbound' },
  {
    pattern: /^[^|]*\|[^|]*(?:\bwaf\b|\bwaas\b|fortiweb|appwall|web application firewall|kona)/i,
    direction: 'inbound',
  },
  // Managed machines report who attacked them.
  { pattern: /^kaspersky ?lab\|security ?center/i, direction: 'inbound' },
  // Forward proxies: the source is the user, the destination what the user opened.
  { pattern: /^zscaler\|(?:nss|zia)[^|]*/i, direction: 'outbound' },
  { pattern: /^(?:forcepoint|websense)\|(?:security|web)/i, direction: 'outbound' },
  { pattern: /^[^|]*\|[^|]*(?:proxysg|web gateway|web security appliance|swg)/i, direction: 'outbound' },
  // The infected client is the source, whatever it talks to.
  {
    pattern:
      /^(?:fireeye|trellix)[^|]*\|[^|]*\|(?:malware-callback|domain-match|infection-match|web-infection)/i,
    direction: 'outbound',
  },
  { pattern: /^(?:vectra|infoblox)[^|]*\|/i, direction: 'outbound' },
  { pattern: /^trend ?micro\|deep discovery inspector/i, direction: 'source-is-external' },
  { pattern: /^check ?point[^|]*\|/i, direction: 'packet' },
  { pattern: /^fortinet\|/i, direction: 'packet' },
]

/** How the line says the connection ran, as seen from us; undefined where it does not. */
export function directionOf(line: CefLine, extension: ReadonlyMap<string, string>): Direction | undefined {
  const known = PRODUCTS.find(({ pattern }) => pattern.test(`${line.vendor}|${line.product}|${line.name}`))
  const given = { '0': 'inbound', '1': 'outbound' }[extension.get('deviceDirection') ?? ''] as
    'inbound' | 'outbound' | undefined
  if (known?.direction === 'source-is-external' && given !== undefined) return given
  if (known !== undefined && !['packet', 'source-is-external'].includes(known.direction)) {
    return known.direction as Direction
  }
  const zones = byZones(extension)
  if (zones !== undefined) return zones
  const ends = byPrivateEnd(extension)
  if (ends !== undefined) return ends === 'both' ? undefined : ends
  return known?.direction === 'packet' || isAnswer(extension) ? undefined : given
}

/** Exactly one end in a private range: the other is outside, whoever began. */
function byPrivateEnd(extension: ReadonlyMap<string, string>): Direction | 'both' | undefined {
  const [source, destination] = [isPrivate(extension.get('src')), isPrivate(extension.get('dst'))]
  if (source && destination) return 'both'
  if (source) return extension.has('dst') ? 'outbound' : undefined
  return destination && extension.has('src') ? 'inbound' : undefined
}

function isPrivate(text: string | undefined): boolean {
  const address = parseIpAddress(text ?? '') ?? addressIn(text ?? '')
  return address !== undefined && !isRoutable(address)
}

function addressIn(text: string) {
  const reading = readAddress(text)
  return reading.kind === 'address' ? reading.address : undefined
}

const SOURCE_ZONE = /(?:^in|^inbound|src|source)(?:intf|interface)?(?:zone|role)(?:uri|name)?$/
const DESTINATION_ZONE =
  /(?:^out|^outbound|dst|dest|destination)(?:intf|interface)?(?:zone|role)(?:uri|name)?$/
const INSIDE =
  /\b(?:internal|inside|trust|trusted|lan|corp|corporate|private|intranet|dmz|local|monitored|protected)\b/
const OUTSIDE = /\b(?:external|outside|untrust|untrusted|wan|internet|public|extranet)\b/

/** Zones of both ends, by keys (`inzone`, `srcintfrole`, `sourceZoneURI`), by labels (`Source Zone`), or interfaces. */
function byZones(extension: ReadonlyMap<string, string>): Direction | undefined {
  let source = sideOfZone(extension.get('deviceInboundInterface'))
  let destination = sideOfZone(extension.get('deviceOutboundInterface'))
  for (const [key, value] of extension) {
    const name = extension.get(`${key}Label`) ?? key
    const bare = name
      .slice(-40)
      .replace(/[^a-z]/gi, '')
      .toLowerCase()
    if (SOURCE_ZONE.test(bare)) source = sideOfZone(value) ?? source
    if (DESTINATION_ZONE.test(bare)) destination = sideOfZone(value) ?? destination
  }
  if (source === 'inside' && destination === 'inside') return 'lateral'
  if (source === 'outside' && destination === 'outside') return undefined
  if (source === 'outside' || destination === 'inside') return source === undefined ? undefined : 'inbound'
  return destination === 'outside' ? 'outbound' : undefined
}

function sideOfZone(text: string | undefined): 'inside' | 'outside' | undefined {
  const words = (text ?? '')
    .slice(0, 200)
    .replace(/[_\d-]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  if (OUTSIDE.test(words)) return 'outside'
  return INSIDE.test(words) ? 'inside' : undefined
}

const WELL_KNOWN = new Set([
  21, 22, 25, 53, 80, 110, 143, 389, 443, 445, 587, 993, 995, 3389, 8000, 8080, 8443,
])

/** The line is about what the server sent back: then the server is the source. */
export function isAnswer(extension: ReadonlyMap<string, string>): boolean {
  const [from, to] = [Number(extension.get('spt') ?? 0), Number(extension.get('dpt') ?? 0)]
  return WELL_KNOWN.has(from) && to >= 1024 && !WELL_KNOWN.has(to)
}
