import type { Alert, AlertSource } from '../alert'
import { UnreadableAlertError } from '../unreadable-alert-error'
import type { CefLine } from './cef-line'
import { parseEvent } from './cef'

const LONGEST_LINE = 256 * 1024

/** A LEEF event (IBM QRadar Log Event Extended Format 1.0 and 2.0), maybe behind a syslog header. */
export function isLeef(line: string): boolean {
  return !/^\s*[[{]/.test(line) && /(?:^|[\s:])LEEF:\s?[12]/.test(line.slice(0, 1000))
}

/** LEEF is CEF in other words: read by the same rules under CEF's names, so what is true of one holds of the other. */
export function parseLeef(line: string, source: AlertSource): Alert {
  const event = readLeefLine(line)
  return { ...parseEvent(event, source, line), format: 'leef' }
}

/** @throws UnreadableAlertError when it is no LEEF. */
export function readLeefLine(line: string): CefLine {
  if (line.length > LONGEST_LINE) throw new UnreadableAlertError('it is longer than any LEEF event')
  const start = line.search(/LEEF:\s?[12]/)
  const [version = '', vendor = '', product = '', , eventId, ...rest] = line.slice(start).split('|')
  if (start < 0 || eventId === undefined || rest.length === 0) {
    throw new UnreadableAlertError('it is LEEF with less than five header fields')
  }
  const [delimiter, body] = delimited(version, rest)
  const attributes = readAttributes(body, delimiter)
  const get = (key: string) => attributes.get(key) ?? ''
  const name = get('name') || get('eventName') || eventId
  return {
    vendor,
    product,
    signatureId: eventId,
    name,
    severity: get('sev'),
    extension: underCefNames(attributes),
  }
}

/** LEEF 2.0 may name its delimiter, as a character or as `x7C` or `0x7C`; a field with `=` is no delimiter. */
function delimited(version: string, [first = '', ...rest]: readonly string[]): readonly [string, string] {
  const hex = /^(?:0?x)([\da-f]{2,4})$/i.exec(first)?.[1]
  const isNamed = !version.includes('1.') && !first.includes('=') && (hex !== undefined || first.length <= 1)
  if (!isNamed) return ['\t', [first, ...rest].join('|')]
  // An empty field between two bars is the default, and `||` names the bar itself as well as nobody.
  return [hex === undefined ? first || '\t' : String.fromCodePoint(parseInt(hex, 16)), rest.join('|')]
}

/**
 * Relays turn tabs into blanks, and some products write bars where they name no delimiter: without any, a value runs to
 * the next bar or blank before a `key=`.
 */
function readAttributes(body: string, delimiter: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const part of body.split(body.includes(delimiter) ? delimiter : separatorIn(body))) {
    const at = part.indexOf('=')
    if (at > 0) attributes.set(part.slice(0, at).trim(), part.slice(at + 1).trim())
  }
  return attributes
}

function separatorIn(body: string): RegExp {
  return /\|[A-Za-z][\w .-]{0,62}=/.test(body)
    ? /\|(?=[A-Za-z][\w .-]{0,62}=)/
    : /\s(?=[A-Za-z][\w.-]{0,62}=)/
}

/** LEEF's own attributes (QRadar DSM guide, predefined event attributes) and CEF's keys for them. */
const CEF_NAMES: ReadonlyMap<string, string> = new Map([
  ['srcPort', 'spt'],
  ['dstPort', 'dpt'],
  ['srcPostNAT', 'sourceTranslatedAddress'],
  ['dstPostNAT', 'destinationTranslatedAddress'],
  ['devTime', 'rt'],
  ['url', 'request'],
  ['URL', 'request'],
  ['dstHostName', 'dhost'],
  ['dsthost', 'dhost'],
  ['srcHostName', 'shost'],
  ['identHostName', 'shost'],
  ['eventId', 'externalId'],
  ['devname', 'dvchost'],
])

function underCefNames(attributes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const extension = new Map<string, string>()
  for (const [key, value] of attributes) {
    const name = CEF_NAMES.get(key) ?? key
    if (!extension.has(name)) extension.set(name, value)
  }
  return extension
}
