import { remembered } from '../../model/remembered'
import type { FieldSide, ObservableRole } from '../alert'
import { addCommandLine } from '../command-line'
import { type Collector, addFinding, noteUnreadable } from '../collector'
import { readFieldLabel } from '../field-label'
import { addLabelledMembers, addMember } from '../labelled-value'
import { boundedText, IPV4_IN_TEXT } from '../free-text'
import { type JsonObject, toNumber } from '../fields'
import { addPlace, listed } from '../siem/connection'
import { objectIn } from './lower-keys'

type Property = {
  readonly name: RegExp
  readonly fieldSide: FieldSide
  readonly holds: 'place' | 'link' | 'phrase' | 'command-line'
  readonly role?: ObservableRole
  /** The property with this value's port. */
  readonly port?: string
}

/** The properties that name somebody, by name without case, blanks and underscores. Everything else is never read. */
const PROPERTIES: readonly Property[] = [
  { name: /^attacker(?:source)?ip(?:address)?(?:es)?s?$/, fieldSide: 'remote', holds: 'place', role: 'attacker', port: 'attackerport' },
  { name: /^(?:malicious|suspicious|remote|c2|command&control)ip(?:address)?(?:es)?s?$/, fieldSide: 'remote', holds: 'place' },
  { name: /^sourceip(?:address)?(?:es)?s?$/, fieldSide: 'remote', holds: 'place', role: 'source', port: 'sourceport' },
  { name: /^(?:client)?ip(?:address)?(?:es)?s?$/, fieldSide: 'remote', holds: 'place', role: 'source' },
  { name: /^source$/, fieldSide: 'remote', holds: 'phrase', role: 'source' },
  { name: /^(?:victim|machine|compromised|host|local|internal)ip(?:address)?(?:es)?s?$/, fieldSide: 'own', holds: 'place' },
  { name: /^(?:compromisedhost|hostname|machinename|computer)$/, fieldSide: 'own', holds: 'place' },
  { name: /^managementurl$/, fieldSide: 'own', holds: 'link' },
  { name: /^(?:malicious|suspicious|phishing|attacker|c2)(?:url|link)s?$/, fieldSide: 'remote', holds: 'link' },
  { name: /^(?:malicious|suspicious|phishing|attacker|c2)?domain(?:name)?s?$/, fieldSide: 'remote', holds: 'place' },
  { name: /^(?:suspicious)?commandline$/, fieldSide: 'remote', holds: 'command-line' },
] // prettier-ignore

const PORTS = new Set(PROPERTIES.map(({ port }) => port))

/** Reads the known ones of an alert's extended properties, given as an object or as JSON in a text. */
export function readExtendedProperties(value: unknown, path: string, collector: Collector): void {
  if (value === undefined || value === null || value === '') return
  const properties = objectIn(value)
  if (properties === undefined) {
    noteUnreadable(collector, path, 'it is no object')
    return
  }
  const ports = portsIn(properties)
  for (const [name, text] of Object.entries(properties)) {
    const property = propertyOf(name)
    const from = `${path}[${JSON.stringify(name)}]`
    if (property === undefined) addUnlisted(collector, name, text, from)
    if (property === undefined || text === null || text === '') continue
    const isList = Array.isArray(text) && text.every((item) => typeof item === 'string')
    const one = isList ? JSON.stringify(text) : text
    if (typeof one !== 'string') noteUnreadable(collector, from, 'it is no text')
    else addProperty(collector, property, one, from, ports.get(property.port ?? ''))
  }
}

/** What the customer's rule adds, and properties whose name says whose they are: `Attackers`, `Victim addresses`. */
function addUnlisted(collector: Collector, name: string, held: unknown, from: string): void {
  if (bareName(name) === 'customdetails') {
    addLabelledMembers(collector, held, from)
    return
  }
  const label = readFieldLabel(name)
  if (label !== undefined && label.fieldSide !== 'unsaid') addMember(collector, label, held, from)
}

const bareName = remembered((name) => name.replace(/[\s_-]/g, '').toLowerCase())

const propertyOf = remembered((name) => PROPERTIES.find((known) => known.name.test(bareName(name))))

/** By bare name. Of several members with that name the last counts. Read once: a body may hold thousands of them. */
function portsIn(properties: JsonObject): ReadonlyMap<string, number | undefined> {
  const ports = new Map<string, number | undefined>()
  for (const [name, value] of Object.entries(properties)) {
    const isText = typeof value === 'string' || typeof value === 'number'
    if (PORTS.has(bareName(name))) ports.set(bareName(name), isText ? toNumber(value) : undefined)
  }
  return ports
}

function addProperty(
  collector: Collector,
  { fieldSide, holds, role }: Property,
  text: string,
  from: string,
  port: number | undefined,
): void {
  const where = { from, fieldSide, role, port }
  switch (holds) {
    case 'place': {
      addPlace(collector, { ...where, value: text })
      return
    }
    case 'link': {
      listed(collector, text, from).forEach((value) =>
        addFinding(collector, { ...where, type: 'url', value }),
      )
      return
    }
    case 'command-line': {
      addCommandLine(collector, text, from)
      return
    }
    case 'phrase':
      for (const [value] of boundedText(collector, text, from).matchAll(ADDRESS_IN_BRACKETS)) {
        addFinding(collector, { ...where, type: 'ip', value })
      }
  }
}

/** `FreeRDP (192.0.2.7)`, or the bare address. */
const ADDRESS_IN_BRACKETS = new RegExp(IPV4_IN_TEXT.source, 'g')
