import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import { readFieldLabel } from '../field-label'
import { unquoted } from '../labelled-value'
import { toNumber } from '../fields'
import { addPhrases } from '../phrases'
import { senderSide } from '../graph/mail-evidence'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { directionOf, isAnswer } from './cef-direction'
import { shortKeys } from './cef-keys'
import { addLabelled, logTypes, signaturesIn } from './cef-labels'
import { type CefLine, readCefLine } from './cef-line'
import { addConnection, addPlace } from './connection'

type Extension = CefLine['extension']

/** A CEF event, maybe behind a syslog header. A line that begins as JSON is none, whatever it holds. */
export function isCef(line: string): boolean {
  return !/^\s*[[{]/.test(line) && /(?:^|[\s:])CEF:\s?\d/.test(line.slice(0, 1000))
}

export function parseCef(text: string, source: AlertSource): Alert {
  return parseEvent(readCefLine(text), source, text)
}

/** Also of dialects that write the same under other names. */
export function parseEvent(line: CefLine, source: AlertSource, text: string): Alert {
  const collector = newCollector()
  const { name, severity, signatureId } = line
  const extension = shortKeys(line.extension)
  const at = timeOf(collector, extension, 'start') ?? timeOf(collector, extension, 'rt')
  addEnds(collector, line, extension, at)
  addTranslated(collector, line, extension)
  addAsked(collector, line, extension)
  addMail(collector, line, extension)
  addLabelled(collector, extension)
  for (const key of ['dvc', 'dvchost', 'agt', 'ahost', 'deviceTranslatedAddress']) {
    addPlace(collector, { value: asPlace(extension.get(key)), from: key, fieldSide: 'own' })
  }
  addPhrases(collector, name, 'name')
  addPhrases(collector, extension.get('msg'), 'msg')
  const draft = {
    ...{ format: 'cef', id: extension.get('externalId'), title: name, severity: severityWord(severity) },
    category: categoryFrom(extension.get('cat'), name, signatureId),
    ...{ kindWords: logTypes(extension), signatures: signaturesIn(extension) },
    ...{ createdAt: timeOf(collector, extension, 'rt'), firstActivityAt: at },
    lastActivityAt: timeOf(collector, extension, 'end') ?? at,
  }
  return finishAlert(draft, collector, source, text)
}

/** What was requested, and the name it was asked for by, are the server's: the source's where the line is its answer. */
function addEnds(collector: Collector, line: CefLine, extension: Extension, at: Date | undefined): void {
  const places = (...keys: string[]) => keys.map((key) => [key, placeAt(extension, key)] as const)
  const translated = (key: string) => (isInspector(line) ? [] : [key])
  const answer = isAnswer(extension)
  const requested = linksIn(extension.get('request')).map((link) => ['request', link] as const)
  addConnection(collector, {
    source: {
      values: places(
        'src',
        'c6a2',
        'shost',
        ...translated('sourceTranslatedAddress'),
        ...(answer ? ['dhost'] : []),
      ),
      port: toNumber(extension.get('spt')),
      links: answer ? requested : [],
    },
    destination: {
      values: places(
        'dst',
        'c6a3',
        ...translated('destinationTranslatedAddress'),
        ...(answer ? [] : ['dhost']),
      ),
      port: toNumber(extension.get('dpt')),
      links: answer ? [] : requested,
    },
    direction: directionOf(line, extension),
    protocol: parseProtocol(extension.get('proto')),
    at,
  })
}

function isInspector({ product }: CefLine): boolean {
  return /^deep discovery inspector/i.test(product)
}

/** Deep Discovery Inspector keeps the monitored host and its peer here; others the same end before or after NAT. */
function addTranslated(collector: Collector, line: CefLine, extension: Extension): void {
  if (!isInspector(line)) return
  const [own, remote] = ['sourceTranslatedAddress', 'destinationTranslatedAddress'] as const
  addPlace(collector, { value: asPlace(extension.get(own)), from: own, fieldSide: 'own' })
  addPlace(collector, { value: asPlace(extension.get(remote)), from: remote, fieldSide: 'remote' })
}

/** A name that a DNS firewall answered for: `rewrite evil.example [A] via …`, or Infoblox's domain of the question. */
function addAsked(collector: Collector, { vendor }: CefLine, extension: Extension): void {
  if (!/^infoblox/i.test(vendor)) return
  const rewritten = /\brewrite\s(\S{3,253})/.exec(extension.get('msg')?.slice(0, 2000) ?? '')?.[1]
  const where = { type: 'host', fieldSide: 'remote' } as const
  addFinding(collector, { ...where, value: rewritten, from: 'msg' })
  for (const key of ['InfobloxDNSQName', 'InfobloxAtcQname', 'destinationDnsDomain']) {
    addFinding(collector, { ...where, value: asPlace(extension.get(key))?.replace(/\.$/, ''), from: key })
  }
}

/** A mail with sender and recipient: who sent what came in is the other side. */
function addMail(collector: Collector, line: CefLine, extension: Extension): void {
  const [from, to] = [unquoted(extension.get('suser') ?? ''), unquoted(extension.get('duser') ?? '')]
  if (!from.includes('@') || !to.includes('@')) return
  const fieldSide = senderSide(directionOf(line, extension))
  addFinding(collector, { type: 'email', value: from, from: 'suser', fieldSide, role: 'mail-sender' })
  if (fieldSide === 'remote') addVictim(collector, 'mailbox', to)
}

/** c6a2 and c6a3 are IPv6 source and destination only where their label says so and no more. */
function placeAt(extension: Extension, key: string): string | undefined {
  const label = key.startsWith('c6a') ? (extension.get(`${key}Label`) ?? '') : 'ip'
  return readFieldLabel(label)?.fieldSide === 'unsaid' ? asPlace(extension.get(key)) : undefined
}

/** Some products write `-`, a kind before the address, or quotes. */
function asPlace(text: string | undefined): string | undefined {
  const place = unquoted(text ?? '').replace(/^IPV[46]:\s?/i, '')
  return place === '' ? undefined : place
}

/** One link, or several with bars between; a path alone names no machine. */
function linksIn(text: string | undefined): readonly string[] {
  const links = unquoted(text ?? '')
    .split(/\s?\|(?=\w+:\/\/)/)
    .slice(0, 100)
  return links.filter((link) => link !== '' && (!link.startsWith('/') || link.startsWith('//')))
}

const WRITTEN_OUT = /^([A-Z][a-z]{2}) (\d{1,2}) (?:(\d{4}) )?(\d\d:\d\d:\d\d(?:\.\d+)?)(?: (.+))?$/
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** Milliseconds, ISO, or `Jan 18 2026 11:07:53 UTC`; without a year nobody knows when it was. */
function timeOf(collector: Collector, extension: Extension, key: string): Date | undefined {
  const text = extension.get(key)
  const [, month = '', day = '', year, clock = '', zone = 'UTC'] = WRITTEN_OUT.exec(text ?? '') ?? []
  if (clock === '') return readTime(collector, key, text)
  if (year === undefined || !/^(?:UTC|GMT|Z|[+-]\d\d:?\d\d)$/.test(zone)) return undefined
  const number = String(MONTHS.indexOf(month) / 3 + 1).padStart(2, '0')
  const offset = zone === 'GMT' ? 'Z' : zone
  return readTime(collector, key, `${year}-${number}-${day.padStart(2, '0')}T${clock}${offset}`)
}

/** 0–10 or a word. */
function severityWord(text: string): string {
  const number = toNumber(text)
  if (number === undefined) return text
  if (number >= 7) return 'high'
  return number >= 4 ? 'medium' : 'low'
}
