import { type Collector, addFinding, noteUnreadable } from './collector'
import { type FieldLabel, readFieldLabel } from './field-label'
import { isObject, type JsonObject } from './fields'
import { IPV4_IN_TEXT, boundedText, isPlausibleHost, matchesIn } from './free-text'
import { listIn, objectIn } from './sentinel/lower-keys'
import { addPlace } from './siem/connection'
import { readValue } from './value-reading'

type Labelled = { readonly value: string; readonly from: string; readonly port?: number | undefined }

/** Adds a value as its label says. Where the label names no kind of value, only what is plainly a place counts. */
export function addLabelledValue(collector: Collector, label: FieldLabel, given: Labelled): void {
  const { holds, ...weight } = label
  const where = { ...weight, ...given, value: unquoted(given.value) }
  if (holds === 'link' || /^[a-z]{2,8}:\/\//i.test(where.value)) {
    addFinding(collector, { ...where, type: 'url' })
  } else if (isSentence(where.value)) addAddresses(collector, where)
  else if (holds === 'place' || isPlainlyPlace(where.value)) addPlace(collector, where)
}

/** `IP Address: 203.0.113.7`, `203.0.113.7 (port 443)`: words around an address, and no list of places. */
function isSentence(text: string): boolean {
  return /[()]|:\s/.test(text)
}

function addAddresses(collector: Collector, where: Omit<FieldLabel, 'holds'> & Labelled): void {
  for (const [value] of matchesIn(boundedText(collector, where.value, where.from), ADDRESS)) {
    addFinding(collector, { ...where, type: 'ip', value })
  }
}

const ADDRESS = new RegExp(IPV4_IN_TEXT.source, 'g')

function isPlainlyPlace(text: string): boolean {
  const reading = readValue('url', text)
  if (reading.type === 'ip') return true
  return reading.type === 'url' || (reading.type === 'host' && isPlausibleHost(reading.value))
}

export function unquoted(text: string): string {
  const trimmed = text.trim()
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1)
    : trimmed
}

/** Members that customers or products named themselves, as an object or as JSON in a text: read by their names. */
export function addLabelledMembers(collector: Collector, value: unknown, path: string): void {
  const members = value === undefined || value === null || value === '' ? {} : objectIn(value)
  if (members === undefined) {
    noteUnreadable(collector, path, 'it is no object')
    return
  }
  for (const [name, held] of Object.entries(members)) {
    const label = readFieldLabel(name)
    const from = `${path}[${JSON.stringify(name)}]`
    if (label === undefined) continue
    if (label.fieldSide !== 'unsaid') addMember(collector, label, held, from)
    else for (const value of addressesIn(held)) addFinding(collector, { ...label, type: 'ip', value, from })
  }
}

/** Of a name such as `SourceIP`, which tells no side, only what is plainly an address. */
function addressesIn(held: unknown): readonly string[] {
  const list = listIn(held) ?? [held]
  return list.flatMap((value) =>
    typeof value === 'string' && readValue('ip', value).type === 'ip' ? [value] : [],
  )
}

/** A text, a list of them, or either as JSON in a text. */
export function addMember(collector: Collector, label: FieldLabel, held: unknown, from: string): void {
  const list = listIn(held) ?? [held]
  for (const value of list) {
    if (typeof value === 'string') addLabelledValue(collector, label, { value, from })
    else if (isObject(value)) addEntry(collector, label, value, from)
    else if (value !== null && value !== undefined) noteUnreadable(collector, from, 'it is no text')
  }
}

/** `{"Address": "203.0.113.7"}`, as lists of attackers have it. */
function addEntry(collector: Collector, label: FieldLabel, entry: JsonObject, from: string): void {
  const inner = Object.entries(entry).filter(([name]) => readFieldLabel(name) !== undefined)
  if (inner.length === 0) noteUnreadable(collector, from, 'it names no address')
  for (const [name, value] of inner) {
    if (typeof value === 'string')
      addLabelledValue(collector, { ...label, holds: 'any' }, { value, from: `${from}.${name}` })
    else if (value !== null) noteUnreadable(collector, `${from}.${name}`, 'it is no text')
  }
}
