import { isObject } from '../alerts/fields'
import type { Alert } from '../alerts/alert'
import { NO_TIME } from '../alerts/collector'
import { unquoted } from '../alerts/labelled-value'
import { IPV4_IN_TEXT, isPlausibleHost, matchesIn, withoutPunctuation } from '../alerts/free-text'
import { listIn, objectIn } from '../alerts/sentinel/lower-keys'
import { readValue } from '../alerts/value-reading'
import { isRoutable } from '../model/address-range'
import { parseIpAddress } from '../model/ip-address'
import { refang } from '../model/refang'
import { readFinding } from './named-value'
import { isReferenceHost } from './reference-hosts'

/** Bounds on a hostile body: what is beyond them is not looked at. */
const MOST_LEAVES = 5000
const DEEPEST = 30
const LONGEST_LEAF = 4096
const MOST_MEMBERS = 20
const LONGEST_PATH = 120

/** Members that lead back to the product or tell people what to do; what they name accuses nobody. */
const REFERRING =
  /(?:web|incident|alert|ui|console|investigation|falcon|host)_?(?:url|uri|link)s?$|links?$|^href$|references?$|recommend|remediation|comments?$|odata|schema|^(?:topic|specversion)$|version$/i

/**
 * Members of an alert as it came whose text names a public address, a link or a host that no finding holds: what the
 * dialect did not read. Paths only, at most 20; nothing of what they hold.
 */
export function unreadMembers(alert: Alert, body: unknown): readonly string[] {
  const known = new Set<string>()
  for (const finding of alert.findings) {
    for (const { reading } of readFinding(finding)) {
      if (reading.type === 'ip' || reading.type === 'host') known.add(reading.value)
      if (reading.type === 'url') known.add(reading.host)
      if (reading.type === 'url' && finding.type === 'url') addPlaces(finding.value, known)
    }
  }
  const members = new Set<string>()
  for (const { path, text } of leavesOf(body)) {
    if (members.size >= MOST_MEMBERS) break
    if (placesIn(text).some((place) => !known.has(place) && isPublic(place)))
      members.add(path.slice(0, LONGEST_PATH))
  }
  return [...members]
}

/** True where nothing that could be the other side's was read. */
export function namesNobody(alert: Alert): boolean {
  return alert.findings.every(({ fieldSide }) => fieldSide === 'own' || fieldSide === 'reference')
}

/** Paths of known fields that could not be read and may have named the other side; at most 20. */
export function unreadParts({ unreadable = [] }: Alert): readonly string[] {
  const parts = unreadable.filter(({ reason }) => reason !== NO_TIME)
  return parts
    .slice(0, MOST_MEMBERS)
    .map(({ path }) => (path === '' ? 'beyond what is read' : path.slice(0, LONGEST_PATH)))
}

/** Where nothing of the other side was read: the members that may name it. */
export function readInVain(alert: Alert, body: unknown): readonly string[] {
  if (!namesNobody(alert)) return []
  const members = unreadMembers(alert, body)
  const parts = unreadParts(alert).filter((path) => !members.includes(path.replaceAll(/\[\d+\]/g, '[]')))
  return [...members, ...parts].slice(0, MOST_MEMBERS)
}

/** A wrapper's own host is read too, though its link stands for the one inside. */
function addPlaces(text: string, known: Set<string>): void {
  for (const place of placesIn(text)) known.add(place)
}

type Leaf = { readonly path: string; readonly text: string }

function* leavesOf(body: unknown): Generator<Leaf> {
  const left: { node: unknown; path: string; depth: number }[] = [{ node: body, path: '', depth: 0 }]
  for (let seen = 0; left.length > 0 && seen < MOST_LEAVES; seen++) {
    const { node, path, depth } = left.pop() ?? { node: undefined, path: '', depth: 0 }
    if (typeof node === 'string') {
      const parsed = path === '' ? undefined : (objectIn(node) ?? listIn(node))
      if (parsed === undefined && path === '') yield* valuesOf(node)
      else if (parsed === undefined) yield { path, text: node.slice(0, LONGEST_LEAF) }
      else left.push({ node: parsed, path, depth: depth + 1 })
    }
    if (depth >= DEEPEST || typeof node !== 'object' || node === null) continue
    const inner: readonly (readonly [string, unknown])[] = Array.isArray(node)
      ? node.slice(0, MOST_LEAVES).map((entry: unknown) => ['[]', entry] as const)
      : isObject(node)
        ? Object.entries(node).filter(([name]) => !REFERRING.test(name))
        : []
    for (const [name, value] of inner.toReversed())
      left.push({ node: value, path: name === '[]' ? `${path}[]` : joined(path, name), depth: depth + 1 })
  }
}

/** Where a `key=` begins in a line of CEF or LEEF. */
const BEFORE_KEY = /[\s|^](?=[A-Za-z][\w.]{0,62}=)/

/** The values of a line of CEF or LEEF by their keys, and its header. */
function* valuesOf(line: string): Generator<Leaf> {
  const [header = '', ...pairs] = line.split(BEFORE_KEY, MOST_LEAVES)
  yield { path: 'line', text: header.slice(0, LONGEST_LEAF) }
  for (const pair of pairs) {
    const [key = ''] = pair.split('=', 1)
    const value = pair.slice(key.length + 1, key.length + 1 + LONGEST_LEAF)
    yield { path: key, text: unquoted(value) }
  }
}

const joined = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

const LINK = /\bh(?:tt|xx)ps?:\/\/[^\s"'<>|^`{}\\]{3,2048}/gi
const ADDRESSES = new RegExp(IPV4_IN_TEXT.source, 'g')

/** Addresses and hosts of links in a text; a text that is a single word may be a host or an IPv6 address itself. */
function placesIn(written: string): readonly string[] {
  const text = refang(written)
  const links = [...matchesIn(text, LINK)].map(([link]) => withoutPunctuation(link))
  const addresses = [...matchesIn(text, ADDRESSES)].map(([address]) => address)
  return [
    ...links.flatMap((link) => placeOf('url', link)),
    ...addresses.flatMap((address) => placeOf('ip', address)),
    ...placesOfWord(text),
  ]
}

function placesOfWord(text: string): readonly string[] {
  if (!/^\S{3,2048}$/.test(text)) return []
  const isHost = isPlausibleHost(text.split(/[/:?]/, 1)[0] ?? '')
  return isHost ? placeOf('url', text) : placeOf('ip', text)
}

function placeOf(type: 'url' | 'ip' | 'host', text: string): readonly string[] {
  const reading = readValue(type, text)
  if (reading.type === 'url') return [reading.host]
  return reading.type === 'ip' || reading.type === 'host' ? [reading.value] : []
}

function isPublic(place: string): boolean {
  const address = parseIpAddress(place)
  return address === undefined ? !isReferenceHost(place) : isRoutable(address)
}
