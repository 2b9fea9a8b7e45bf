import { toNumber } from '../fields'
import { type Collector, addFinding } from '../collector'
import { type FieldLabel, readFieldLabel } from '../field-label'
import { isPlausibleHost } from '../free-text'
import { readValue } from '../value-reading'
import { addPlace } from './connection'
import { isDictionaryKey } from './cef-keys'

type Extension = ReadonlyMap<string, string>

/**
 * Custom fields by what their label says (`cs5Label=cncHost cs5=…`, `c6a3Label=Attacker IP`), and keys of products'
 * own by their name (`attackerIp`). References, rules and names of threats are not read.
 */
export function addLabelled(collector: Collector, extension: Extension): void {
  const ports = portsByParty(extension)
  for (const [key, value] of extension) {
    const name = customName(extension, key)
    const label = name === undefined ? undefined : readFieldLabel(name)
    if (label === undefined || label.fieldSide === 'unsaid') continue
    addLabelledValue(collector, label, { value, from: key, port: ports.get(label.role ?? '') })
  }
}

function customName(extension: Extension, key: string): string | undefined {
  const label = extension.get(`${key}Label`)
  if (label !== undefined) return label
  return isDictionaryKey(key) || key.endsWith('Label')
    ? undefined
    : key.replace(/^(?:ad\.|FTNTFGT|PanOS)/, '')
}

/** `cn3Label=cncPort cn3=443`: the port of the party that the same word names. */
function portsByParty(extension: Extension): ReadonlyMap<string, number> {
  const ports = new Map<string, number>()
  for (const [key, value] of extension) {
    const name = /^(.{1,40}?)[\s_]?port$/i.exec(extension.get(`${key}Label`) ?? key)?.[1]
    const role = name === undefined ? undefined : readFieldLabel(`${name} IP`)?.role
    const port = toNumber(value)
    if (role !== undefined && port !== undefined) ports.set(role, port)
  }
  return ports
}

type Labelled = { readonly value: string; readonly from: string; readonly port?: number | undefined }

/** Adds a value as its label says. Where the label names no kind of value, only what is plainly a place counts. */
export function addLabelledValue(collector: Collector, label: FieldLabel, given: Labelled): void {
  const { holds, ...weight } = label
  const where = { ...weight, ...given }
  if (holds === 'link') addFinding(collector, { ...where, type: 'url', value: unquoted(given.value) })
  else if (holds === 'place') addPlaceOrLink(collector, where)
  else if (isPlainlyPlace(given.value)) addPlaceOrLink(collector, where)
}

function addPlaceOrLink(collector: Collector, where: Omit<FieldLabel, 'holds'> & Labelled): void {
  const isLink = /^[a-z]{2,8}:\/\//i.test(where.value)
  if (isLink) addFinding(collector, { ...where, type: 'url' })
  else addPlace(collector, where)
}

function isPlainlyPlace(text: string): boolean {
  const reading = readValue('url', text)
  if (reading.type === 'ip') return true
  return reading.type === 'url' || (reading.type === 'host' && isPlausibleHost(reading.value))
}

export function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/s, '$1')
}
