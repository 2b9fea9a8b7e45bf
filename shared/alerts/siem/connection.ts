import { readAddress } from '../../model/address-reading'
import type { FieldSide, Finding, ObservableRole, ObservableType } from '../alert'
import { type Candidate, type Collector, addFinding, nextRecord, noteUnreadable } from '../collector'

/** One end of a connection, as a record of a SIEM names it: any number of fields, each with its path. */
export type ConnectionEnd = {
  readonly values: readonly (readonly [from: string, value: string | undefined])[]
  readonly port?: number | undefined
  /** Links that were requested from this end, and names it was asked for by. */
  readonly links?: readonly (readonly [from: string, value: string | undefined])[]
  readonly role?: ObservableRole | undefined
  /** Where the record says it of this end, whatever the direction. */
  readonly side?: FieldSide | undefined
  /** Neither the direction nor the other end tells of it. */
  readonly isAlone?: true
}

/** As seen from us: `lateral` is between two machines of ours. */
export type Direction = 'inbound' | 'outbound' | 'lateral'

export type Connection = {
  readonly source: ConnectionEnd
  readonly destination: ConnectionEnd
  readonly direction?: Direction | undefined
  readonly protocol?: 'tcp' | 'udp' | undefined
  readonly at?: Date | undefined
  readonly verdict?: Finding['verdict'] | undefined
}

/** Adds both ends as one record. Who began the connection is not who attacked: only the direction tells sides. */
export function addConnection(collector: Collector, connection: Connection): void {
  const record = nextRecord(collector)
  const { direction, protocol, at, verdict } = connection
  for (const end of ['source', 'destination'] as const) {
    const { values, links = [], port, role = end, side, isAlone } = connection[end]
    const stands = isAlone
      ? ({ fieldSide: 'unsaid' } as const)
      : { fieldSide: side ?? sideOf(end, direction), end, record }
    const base = { ...stands, role, protocol, at, verdict }
    for (const [from, value] of values) addPlace(collector, { ...base, from, value, port })
    for (const [from, value] of links) addFinding(collector, { ...base, type: 'url', from, value })
  }
}

function sideOf(end: 'source' | 'destination', direction: Connection['direction']): FieldSide {
  if (direction === undefined) return 'unsaid'
  if (direction === 'lateral') return 'own'
  return (direction === 'inbound') === (end === 'source') ? 'remote' : 'own'
}

/** A field that may hold an address or a name; several, where the product writes a list. */
export function addPlace(collector: Collector, candidate: Omit<Candidate, 'type'>): void {
  for (const value of listed(collector, candidate.value, candidate.from)) {
    addFinding(collector, { ...candidate, value, type: placeType(value) })
  }
}

export function placeType(value: string): ObservableType {
  return readAddress(value).kind === 'invalid' ? 'host' : 'ip'
}

/** More than an alert may name. */
const MOST_LISTED = 2000

/** `a, b`, `a;b`, `a b` and `["a","b"]`; what is too many is noted. */
export function listed(
  collector: Collector,
  text: string | null | undefined,
  from: string,
): readonly string[] {
  if (text === null || text === undefined) return []
  const trimmed = text.trim()
  const inner = trimmed.startsWith('[') && trimmed.endsWith(']') ? jsonList(trimmed) : undefined
  const list = (inner ?? trimmed.split(/[,;\s]+/)).filter((item) => item !== '')
  if (list.length > MOST_LISTED) noteUnreadable(collector, from, 'it has too many entries')
  return list.slice(0, MOST_LISTED)
}

function jsonList(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list)
      ? list.map((item: unknown) => (typeof item === 'string' ? item : JSON.stringify(item)))
      : undefined
  } catch {
    return undefined
  }
}
