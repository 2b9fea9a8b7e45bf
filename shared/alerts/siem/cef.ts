import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import { toNumber } from '../fields'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { type CefLine, readCefLine } from './cef-line'
import { addConnection, addPlace } from './connection'

type Extension = CefLine['extension']

export function parseCef(line: string, source: AlertSource): Alert {
  const collector = newCollector()
  const { name, severity, signatureId, extension } = readCefLine(line)
  const at = timeOf(collector, extension, 'start') ?? timeOf(collector, extension, 'rt')
  addEnds(collector, extension, at)
  addLabelled(collector, extension)
  for (const key of ['dvc', 'dvchost', 'deviceTranslatedAddress']) {
    addPlace(collector, { value: asPlace(extension.get(key)), from: key, fieldSide: 'own' })
  }
  addPhrases(collector, name, 'name')
  addPhrases(collector, extension.get('msg'), 'msg')
  const draft = {
    ...{ format: 'cef', id: extension.get('externalId'), title: name, severity: severityWord(severity) },
    category: categoryFrom(extension.get('cat'), name, signatureId),
    ...{ createdAt: timeOf(collector, extension, 'rt'), firstActivityAt: at },
    lastActivityAt: timeOf(collector, extension, 'end') ?? at,
  }
  return finishAlert(draft, collector, source, line)
}

function addEnds(collector: Collector, extension: Extension, at: Date | undefined): void {
  const places = (...keys: string[]) => keys.map((key) => [key, asPlace(extension.get(key))] as const)
  addConnection(collector, {
    source: {
      values: places('src', 'c6a2', 'sourceTranslatedAddress', 'shost').filter(([key]) =>
        isAddressKey(extension, key),
      ),
      port: toNumber(extension.get('spt')),
    },
    destination: {
      values: places('dst', 'c6a3', 'destinationTranslatedAddress', 'dhost').filter(([key]) =>
        isAddressKey(extension, key),
      ),
      port: toNumber(extension.get('dpt')),
      links: [['request', asLink(extension.get('request'))]],
    },
    direction: { '0': 'inbound', '1': 'outbound' }[extension.get('deviceDirection') ?? ''] as
      'inbound' | 'outbound' | undefined,
    protocol: parseProtocol(extension.get('proto')),
    at,
  })
}

/** c6a2 and c6a3 are IPv6 source and destination only where their label says so. */
function isAddressKey(extension: Extension, key: string): boolean {
  if (!key.startsWith('c6a')) return true
  return /address/i.test(extension.get(`${key}Label`) ?? '')
}

/** Some products write `-`, a user or a path where a place belongs; the last is no place at all. */
function asPlace(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text?.trim()
}

function asLink(text: string | undefined): string | undefined {
  return text?.startsWith('/') && !text.startsWith('//') ? undefined : text
}

const BLAMING =
  /\b(?:attacker|malicious|c2|c&c|cnc|threat|bad|suspicious)\b.*\b(?:ip|address|host|domain|url)\b/i

/** `cs1Label=Malicious URL cs1=…`: the label says what the value is. References, rules and names are not read. */
function addLabelled(collector: Collector, extension: Extension): void {
  for (const [key, label] of extension) {
    const field = /^(cs\d|deviceCustomString\d)Label$/.exec(key)?.[1]
    if (field === undefined || !BLAMING.test(label)) continue
    const where = { from: field, fieldSide: 'remote', role: 'attacker' } as const
    const value = extension.get(field)
    if (/url/i.test(label)) addFinding(collector, { ...where, type: 'url', value })
    else addPlace(collector, { ...where, value })
  }
  for (const key of ['cncHost', 'cncAddress']) {
    const port = toNumber(extension.get('cncPort'))
    addPlace(collector, { value: extension.get(key), from: key, fieldSide: 'remote', role: 'c2', port })
  }
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
