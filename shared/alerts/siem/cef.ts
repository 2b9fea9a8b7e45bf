import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, nextRecord, readTime } from '../collector'
import { finishAlert } from '../draft'
import { readFieldLabel } from '../field-label'
import { unquoted } from '../labelled-value'
import { toNumber } from '../fields'
import { addPhrases } from '../phrases'
import { linkSide, senderSide } from '../graph/mail-evidence'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { directionOf, serverEnd } from './cef-direction'
import { shortKeys } from './cef-keys'
import { addAsked, asksResolver } from './cef-questions'
import { type CefProduct, productOf } from './cef-products'
import { asPlace, linksIn, requestIn } from './cef-values'
import { addLabelled, logTypes, signaturesIn } from './cef-labels'
import { type CefLine, readCefLine } from './cef-line'
import { addConnection, addPlace, type Direction } from './connection'

type Extension = CefLine['extension']

/** A CEF event, maybe behind a syslog header. A line that begins as JSON is none, whatever it holds. */
export function isCef(line: string): boolean {
  return !/^\s*[[{]/.test(line) && /(?:^|[\s:])CEF:\s?\d/.test(line.slice(0, 1000))
}

export function parseCef(text: string, source: AlertSource): Alert {
  return parseEvent(readCefLine(text), source, text)
}

/** Also of dialects that write the same under other names. */
export function parseEvent(written: CefLine, source: AlertSource, text: string): Alert {
  const collector = newCollector()
  const line = { ...written, extension: shortKeys(written.extension) }
  const { name, severity, signatureId, extension: given } = line
  const known = productOf(line)
  const extension = withoutKeysOf(collector, known, given)
  const at = timeOf(collector, extension, 'start') ?? timeOf(collector, extension, 'rt')
  const seen = { collector, extension, known, direction: directionOf(known, extension), at }
  if (isMail(extension)) addMail(seen)
  else addEnds(seen)
  addAsked(collector, line, seen.direction)
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

/** Adds what the product's own keys hold, and leaves the others. */
function withoutKeysOf(collector: Collector, known: CefProduct | undefined, extension: Extension): Extension {
  const { keys } = known ?? {}
  if (keys === undefined) return extension
  const rest = new Map(extension)
  for (const [key, side] of Object.entries(keys)) {
    const value = extension.get(key)
    if (value === undefined) continue
    rest.delete(key)
    if (side === 'reference') continue
    if (key === 'request') {
      for (const link of linksIn(value))
        addFinding(collector, { type: 'url', value: link, from: key, fieldSide: side })
    } else addPlace(collector, { value: asPlace(value)?.replace(/\.$/, ''), from: key, fieldSide: side })
  }
  return rest
}

/** A line, its product, and how the connection ran. */
type Seen = {
  readonly collector: Collector
  readonly extension: Extension
  readonly known: CefProduct | undefined
  readonly direction: Direction | undefined
  readonly at: Date | undefined
}

/** What was requested, and the name it was asked for by, are the server's: the source's where the line is its answer. */
function addEnds({ collector, extension, known, direction, at }: Seen): void {
  const places = (...keys: string[]) => keys.map((key) => [key, placeAt(extension, key)] as const)
  const server = serverOf({ extension, known, direction })
  const requested = requestIn(extension)
  const standing = (end: End) =>
    server === end ? { names: places('dhost'), links: requested } : { names: [], links: [] }
  const isResolver = asksResolver(extension) && direction !== 'inbound'
  addConnection(collector, {
    source: {
      values: [...places('src', 'c6a2', 'shost', 'sourceTranslatedAddress'), ...standing('source').names],
      // A load balancer's own port of the client, where `spt` is the site's.
      port: toNumber(extension.get(known?.direction === 'inbound' && extension.has('cpt') ? 'cpt' : 'spt')),
      links: standing('source').links,
    },
    destination: {
      values: [...places('dst', 'c6a3', 'destinationTranslatedAddress'), ...standing('destination').names],
      port: toNumber(extension.get('dpt')),
      links: standing('destination').links,
      side: isResolver ? 'reference' : undefined,
    },
    direction,
    protocol: parseProtocol(extension.get('proto')),
    at,
  })
  if (server !== undefined) return
  for (const [from, value] of places('dhost')) addPlace(collector, { value, from, fieldSide: 'unsaid', at })
  for (const [from, value] of requested)
    addFinding(collector, { type: 'url', value, from, fieldSide: 'unsaid', at })
}

type End = 'source' | 'destination'

/** The server's end; undefined where something came in and neither ports nor product tell whether it was an answer. */
function serverOf({
  extension,
  known,
  direction,
}: Pick<Seen, 'extension' | 'known' | 'direction'>): End | undefined {
  const byPorts = serverEnd(extension)
  const isPlain = direction !== 'inbound' || known?.direction === 'inbound'
  return byPorts ?? (isPlain ? 'destination' : undefined)
}

const mailboxesOf = (extension: Extension) =>
  [unquoted(extension.get('suser') ?? ''), unquoted(extension.get('duser') ?? '')] as const

function isMail(extension: Extension): boolean {
  return mailboxesOf(extension).every((mailbox) => mailbox.includes('@'))
}

/** A mail with sender and recipient: who sent what came in is the other side, and so is what the mail leads to. */
function addMail(seen: Seen): void {
  const { collector, extension, direction } = seen
  addEnds({ ...seen, extension: new Map([...extension].filter(([key]) => key !== 'request')) })
  const [from, to] = mailboxesOf(extension)
  const fieldSide = senderSide(direction)
  const where = { fieldSide, record: nextRecord(collector) } as const
  addFinding(collector, { ...where, type: 'email', value: from, from: 'suser', role: 'mail-sender' })
  for (const [key, value] of requestIn(extension))
    addFinding(collector, { type: 'url', value, from: key, fieldSide: linkSide(fieldSide) })
  if (fieldSide === 'remote') addVictim(collector, 'mailbox', to)
}

/** c6a2 and c6a3 are IPv6 source and destination only where their label says so and no more. */
function placeAt(extension: Extension, key: string): string | undefined {
  const label = key.startsWith('c6a') ? (extension.get(`${key}Label`) ?? '') : 'ip'
  return readFieldLabel(label)?.fieldSide === 'unsaid' ? asPlace(extension.get(key)) : undefined
}

const WRITTEN_OUT = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d:\d\d:\d\d(?:\.\d+)?)(?: (.+))?$/
/** As C prints it: `Thu Mar 18 10:05:12 2026`. */
const YEAR_LAST = /^[A-Z][a-z]{2} ([A-Z][a-z]{2} {1,2}\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** Milliseconds, ISO, or `Jan 18 2026 11:07:53 UTC`; without a year nobody knows when it was. */
function timeOf(collector: Collector, extension: Extension, key: string): Date | undefined {
  const text = extension.get(key)?.replace(YEAR_LAST, '$1 $3 $2')
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
