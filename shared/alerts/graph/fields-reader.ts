import { addCommandLine } from '../command-line'
import { addFinding, addName, addVictim, type Collector, noteUnreadable } from '../collector'
import { isObject, type JsonObject, readObject, shape } from '../fields'
import { isVictimRole, parseVerdict } from '../words'
import { asName, domainOfUser } from '../own-names'
import { CLOUD_FIELDS } from './cloud-fields'
import { evidenceBase } from './evidence-fields'
import type { FieldRule, FieldRules, Reads } from './evidence-table'
import { NETWORK_FIELDS } from './network-fields'
import { OWN_FIELDS } from './own-fields'

/** Every member of every evidence type and of the structures inside them, with the side it names. */
export const EVIDENCE_FIELDS: Readonly<Record<string, FieldRules>> = {
  ...NETWORK_FIELDS,
  ...OWN_FIELDS,
  ...CLOUD_FIELDS,
}

/** Reads an entry of a type that is found inside another. */
export type ReadInner = (
  type: string,
  entry: unknown,
  path: string,
  collector: Collector,
  isSure: boolean,
) => void

/** Where one member of an entry is, and what the entry around it says. */
type Place = {
  readonly path: string
  readonly collector: Collector
  readonly verdict: string | number | null | undefined
  /** Whether the entry proves that a user in it is ours: guests sign in too. */
  readonly isSure: boolean
  readonly readInner: ReadInner
}

/** No product nests deeper; text that does was made to hurt. */
const LONGEST_PATH = 240

const base = shape(evidenceBase)

const READ: ReadonlyMap<string, readonly (readonly [string, FieldRule])[]> = new Map(
  Object.entries(EVIDENCE_FIELDS).map(([type, fields]) => [
    type,
    Object.entries(fields).filter(([, { reads }]) => reads !== 'nothing' && reads !== 'reader'),
  ]),
)

/** Reads the members of an entry that the table gives to our side, and the entries inside it. */
export function readFields(
  type: string,
  entry: JsonObject,
  path: string,
  collector: Collector,
  more: Pick<Place, 'isSure' | 'readInner'>,
): void {
  const fields = READ.get(type) ?? []
  if (fields.length === 0) return
  if (path.length > LONGEST_PATH) {
    noteUnreadable(collector, path.slice(0, 80), 'it is nested too deeply')
    return
  }
  let around: Omit<Place, 'path'> | undefined
  for (const [member, rule] of fields) {
    const value = entry[member]
    if (value === null || value === undefined || value === '') continue
    around ??= placeOf(entry, path, collector, more)
    readMember(rule, value, { ...around, path: `${path}.${member}` })
  }
}

function placeOf(
  entry: JsonObject,
  path: string,
  collector: Collector,
  { isSure, readInner }: Pick<Place, 'isSure' | 'readInner'>,
): Omit<Place, 'path'> {
  const { verdict, roles } = readObject(base, entry, path, collector) ?? { verdict: undefined, roles: [] }
  return { collector, verdict, readInner, isSure: isSure || isVictimRole(roles) }
}

const texts = (list: readonly unknown[]): string[] => list.filter((text) => typeof text === 'string')

function readMember({ reads }: FieldRule, value: unknown, place: Place): void {
  if (reads === 'mention') {
    readMention(value, place)
    return
  }
  if (!Array.isArray(value)) {
    readOne(reads, value, place)
    return
  }
  for (const [i, item] of value.entries()) {
    if (item !== null) readOne(reads, item, { ...place, path: `${place.path}[${i}]` })
  }
}

function readMention(value: unknown, { path, collector, verdict }: Place): void {
  const text = Array.isArray(value) ? texts(value).join(' ') : value
  if (typeof text === 'string') addCommandLine(collector, text, path, parseVerdict(verdict))
  const isText = Array.isArray(value)
    ? value.every((item) => item === null || typeof item === 'string')
    : text === value
  if (typeof text !== 'string' || !isText) noteUnreadable(collector, path, 'it is no text')
}

function readOne(reads: Reads, value: unknown, place: Place): void {
  const { path, collector } = place
  if (typeof reads === 'object') {
    if (isObject(value)) place.readInner(reads.inner, value, path, collector, place.isSure)
    else noteUnreadable(collector, path, 'it is no evidence entry')
    return
  }
  // An address may be an entry of its own, and an id a number.
  const text = isObject(value) && reads === 'ip' ? value['ipAddress'] : value
  if (text === null || text === undefined) return
  if (typeof text === 'string') addOwn(reads, text, place)
  else if (typeof text === 'number' && reads === 'name') addName(collector, String(text))
  else noteUnreadable(collector, path, 'it is no text')
}

function addOwn(
  reads: Exclude<Reads, object>,
  value: string,
  { path: from, collector, isSure }: Place,
): void {
  const own = { from, fieldSide: 'own' } as const
  switch (reads) {
    case 'ip':
      addFinding(collector, { ...own, type: 'ip', value })
      break
    case 'link':
      addFinding(collector, { ...own, type: 'url', value })
      break
    case 'host':
      addFinding(collector, { ...own, type: 'host', value: asName(value.replace(/^[\w-]+[:/]+/, '')) })
      addName(collector, value)
      break
    case 'device':
      addFinding(collector, { ...own, type: 'host', value: asName(value) })
      addVictim(collector, 'device', value)
      addName(collector, value)
      break
    case 'mailbox':
      if (!value.includes('@')) addName(collector, value)
      else addFinding(collector, { ...own, type: 'email', value })
      addVictim(collector, 'mailbox', value)
      break
    case 'user':
      addFinding(collector, {
        from,
        fieldSide: isSure ? 'own' : 'perhaps-own',
        type: 'host',
        value: domainOfUser(value),
      })
      addVictim(collector, 'user', value)
      break
    case 'resource':
      addVictim(collector, 'resource', value)
      break
    case 'name':
    case 'mention':
    case 'nothing':
    case 'reader':
      addName(collector, value)
      break
    default:
      reads satisfies never
  }
}
