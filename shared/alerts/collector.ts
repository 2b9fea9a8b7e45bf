import type { FieldSide, Finding, ObservableRole, ObservableType, UnreadablePart, Victim } from './alert'
import { parseInstant } from './instant'
import { readValue } from './value-reading'
import { readLink } from './wrapped-link'

/** What the parsers of one alert gather, field by field. */
export type Collector = {
  readonly findings: Finding[]
  readonly victims: Victim[]
  readonly ownAttackers: Victim[]
  /** Names of ours that no address and no victim gives: accounts, display names, ids. */
  readonly names: Set<string>
  readonly unreadable: UnreadablePart[]
  /** The last record number given away. */
  records: number
}

/** More than any product names in one alert; the rest is noted as unread instead of eating memory. */
const MOST_FINDINGS = 2000

export function newCollector(): Collector {
  return { findings: [], victims: [], ownAttackers: [], names: new Set(), unreadable: [], records: 0 }
}

/** A number that no other record of this alert has. */
export function nextRecord(collector: Collector): number {
  collector.records += 1
  return collector.records
}

/** A finding before it is known whether its field holds anything. */
export type Candidate = {
  readonly type: ObservableType
  readonly value: string | null | undefined
  readonly from: string
  readonly fieldSide: FieldSide
  readonly role?: ObservableRole | undefined
  readonly verdict?: Finding['verdict'] | undefined
  readonly port?: number | undefined
  readonly protocol?: 'tcp' | 'udp' | undefined
  readonly at?: Date | undefined
  readonly record?: number | undefined
  readonly end?: 'source' | 'destination' | undefined
  readonly mention?: true | undefined
  readonly inWords?: true | undefined
  readonly isAnswer?: true | undefined
  readonly isRoleAssumed?: true | undefined
}

/** Keeps what the field names. An empty field is none; one whose text is not what it should be is noted. */
export function addFinding(collector: Collector, candidate: Candidate): void {
  const { type, value, from } = candidate
  if (value === null || value === undefined) return
  const reading = readValue(type, value)
  if (reading.type === 'nothing') return
  if (reading.type === 'unreadable') {
    // People name their machines as they like; what is no DNS name can be confused with no remote one.
    const isFreeName = type === 'host' && candidate.fieldSide === 'own'
    if (!isFreeName) noteUnreadable(collector, from, reading.reason)
    return
  }
  if (reading.type === 'url' && readLink(reading.url).isCut)
    noteUnreadable(collector, from, 'it holds more links in each other than are read')
  if (collector.findings.length >= MOST_FINDINGS) {
    if (collector.unreadable.at(-1)?.path !== '') noteUnreadable(collector, '', 'it names too many values')
    return
  }
  collector.findings.push(findingOf(candidate, value, 'port' in reading ? reading.port : undefined))
}

function findingOf(candidate: Candidate, value: string, portInText: number | undefined): Finding {
  const { type, from, fieldSide, role = 'unknown', verdict, protocol, at, record, end, mention } = candidate
  const port = usablePort(candidate.port) ?? portInText
  // One by one, because there are more findings than anything else; as `known` would.
  const finding: { -readonly [K in keyof Finding]: Finding[K] } = { type, value, role, fieldSide, from }
  if (verdict !== undefined) finding.verdict = verdict
  if (port !== undefined) finding.port = port
  if (protocol !== undefined) finding.protocol = protocol
  if (at !== undefined) finding.at = at
  if (record !== undefined) finding.record = record
  if (end !== undefined) finding.end = end
  if (mention !== undefined) finding.mention = mention
  if (candidate.inWords !== undefined) finding.inWords = candidate.inWords
  if (candidate.isRoleAssumed !== undefined) finding.isRoleAssumed = candidate.isRoleAssumed
  if (candidate.isAnswer !== undefined) finding.isAnswer = candidate.isAnswer
  return finding
}

function usablePort(port: number | undefined): number | undefined {
  return port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

export function addVictim(collector: Collector, kind: Victim['kind'], name: string | null | undefined): void {
  const canonical = name?.trim().toLowerCase() ?? ''
  if (canonical === '' || canonical.length > 1024) return
  if (collector.victims.length < MOST_FINDINGS) collector.victims.push({ kind, name: canonical })
}

/** A machine of ours that the alert calls the attacker. */
export function addOwnAttacker(collector: Collector, name: string | null | undefined): void {
  const canonical = name?.trim().toLowerCase() ?? ''
  if (canonical.length > 1024 || collector.ownAttackers.length >= MOST_NOTES) return
  collector.ownAttackers.push({ kind: 'device', name: canonical === '' ? 'a machine of ours' : canonical })
}

const LONGEST_NAME = 256

/** Notes a name of ours, so that it is cut out of every link that leaves. */
export function addName(collector: Collector, name: string | null | undefined): void {
  const text = name?.trim() ?? ''
  if (text === '' || text.length > LONGEST_NAME) return
  if (collector.names.size < MOST_FINDINGS) collector.names.add(text)
}

const MOST_NOTES = 50

export function noteUnreadable(collector: Collector, path: string, reason: string): void {
  if (collector.unreadable.length < MOST_NOTES) collector.unreadable.push({ path, reason })
}

/** Why a time is noted: it names nobody. */
export const NO_TIME = 'it is no time'

/** A time of a known field: undefined where there is none, noted where there is something else. */
export function readTime(
  collector: Collector,
  path: string,
  value: string | number | null | undefined,
): Date | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const at = parseInstant(value)
  const never = typeof value === 'number' || /^(?:0001|9999)-/.test(value)
  if (at === undefined && !never) noteUnreadable(collector, path, NO_TIME)
  return at
}
