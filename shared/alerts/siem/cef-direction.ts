import { parseIpAddress } from '../../model/ip-address'
import { isOfPrivateNetwork } from '../../model/address-range'
import { readAddress } from '../../model/address-reading'
import type { CefProduct } from './cef-products'
import type { Direction } from './connection'
import { directionByZones, sideOfZone, type ZoneSide } from './zones'

type Extension = ReadonlyMap<string, string>

/** How the line says the connection ran, as seen from us; undefined where it does not. */
export function directionOf(known: CefProduct | undefined, extension: Extension): Direction | undefined {
  const documented = documentedBy(known, extension)
  if (documented !== undefined) return documented
  const zones = byZones(extension)
  if (zones !== undefined) return zones
  const ends = byPrivateEnd(extension)
  if (ends !== undefined) return ends === 'both' ? undefined : ends
  return known?.direction === 'packet' || isAnswer(extension) ? undefined : statedBy(extension)
}

function documentedBy(known: CefProduct | undefined, extension: Extension): Direction | undefined {
  switch (known?.direction) {
    case 'inbound':
    case 'outbound':
    case 'lateral':
      return known.direction
    case 'source-is-external':
      return statedBy(extension)
    case 'visited':
      return extension.has('dst') ? undefined : 'inbound'
    case 'packet':
    case undefined:
      return undefined
  }
}

const DIRECTION = /^(?:traffic|attack|network|connection|flow)?direction$/

/** `deviceDirection`, or a key or label that calls itself so: `cs2Label=Direction cs2=Outbound`. */
function statedBy(extension: Extension): Direction | undefined {
  const given = directionIn(extension.get('deviceDirection'))
  if (given !== undefined) return given
  for (const [key, value] of extension) {
    if (!DIRECTION.test(bareName(extension, key))) continue
    const stated = directionIn(value)
    if (stated !== undefined) return stated
  }
  return undefined
}

/** QRadar's words are of its network hierarchy: L2R is from local to remote. */
function directionIn(word: string | undefined): Direction | undefined {
  if (/^(?:0|in|inbound|incoming|ingress|r2l)$/i.test(word ?? '')) return 'inbound'
  return /^(?:1|out|outbound|outgoing|egress|l2r)$/i.test(word ?? '') ? 'outbound' : undefined
}

/** What a key, or a custom field's label, calls itself, in small letters. */
function bareName(extension: Extension, key: string): string {
  return (extension.get(`${key}Label`) ?? key)
    .slice(-40)
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
}

/** Exactly one end in a private network: the other is outside, whoever began. Zeros stand for no address. */
function byPrivateEnd(extension: Extension): Direction | 'both' | undefined {
  const [source, destination] = [extension.get('src'), extension.get('dst')].map((text) => isPrivate(text))
  if (source && destination) return 'both'
  if (source) return extension.has('dst') ? 'outbound' : undefined
  const isForwarded = isPrivate(extension.get('destinationTranslatedAddress'))
  return (destination || isForwarded) && extension.has('src') ? 'inbound' : undefined
}

function isPrivate(text: string | undefined): boolean {
  const address = parseIpAddress(text ?? '') ?? addressIn(text ?? '')
  return address !== undefined && isOfPrivateNetwork(address)
}

function addressIn(text: string) {
  const reading = readAddress(text)
  return reading.kind === 'address' ? reading.address : undefined
}

const SOURCE_ZONE =
  /(?:^in|^inbound|^from|ingress|src|source)(?:intf|interface|if|security)?(?:zone|role|intf|interface|if)(?:uri|name)?$/
const DESTINATION_ZONE =
  /(?:^out|^outbound|^to|egress|dst|dest|destination)(?:intf|interface|if|security)?(?:zone|role|intf|interface|if)(?:uri|name)?$/
/** Zones of both ends, by keys (`inzone`, `srcintfrole`, `sourceZoneURI`), by labels (`Source Zone`), or interfaces. */
function byZones(extension: Extension): Direction | undefined {
  let source = sideOfZone(extension.get('deviceInboundInterface'))
  let destination = sideOfZone(extension.get('deviceOutboundInterface'))
  for (const [key, value] of extension) {
    const bare = bareName(extension, key)
    // A zone's name means something to its owner even where we know none of its words; an interface's need not.
    const side = sideOfZone(value) ?? (bare.includes('zone') && value !== '' ? 'other' : undefined)
    if (SOURCE_ZONE.test(bare)) source = plainer(source, side)
    if (DESTINATION_ZONE.test(bare)) destination = plainer(destination, side)
  }
  return directionByZones(source, destination)
}

const plainer = (before: ZoneSide, now: ZoneSide): ZoneSide =>
  now === undefined || (now === 'other' && before !== undefined) ? before : now

const WELL_KNOWN = new Set([
  21, 22, 25, 53, 80, 110, 143, 389, 443, 445, 587, 993, 995, 3389, 8000, 8080, 8443,
])

/** The line is about what the server sent back: then the server is the source. */
export const isAnswer = (extension: Extension): boolean => serverEnd(extension) === 'source'

/** Which end is the server, by its ports; undefined where one is missing and the other may be anybody's. */
export function serverEnd(extension: Extension): 'source' | 'destination' | undefined {
  const [from, to] = [Number(extension.get('spt') ?? 0), Number(extension.get('dpt') ?? 0)]
  if (WELL_KNOWN.has(to)) return 'destination'
  if (from === 0 || to === 0) return undefined
  return WELL_KNOWN.has(from) && to >= 1024 ? 'source' : 'destination'
}
