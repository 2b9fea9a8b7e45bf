import { type Collector, noteUnreadable } from '../collector'
import { readDefenderEntity } from '../defender-api/entity'
import { boundedEntries } from '../draft'
import { isObject, type JsonObject } from '../fields'
import { readEvidence } from '../graph/evidence'
import { objectIn } from '../sentinel/lower-keys'
import type { Dotted } from './dotted'

/** Where Elastic's integrations keep the evidence of a Defender alert: Graph's, of an incident's alerts, and of the API. */
const EVIDENCE = [
  'm365_defender.alert.evidence',
  'm365_defender.incident.alert.evidence',
  'microsoft.defender_endpoint.evidence',
] as const

const ORIGINALS = ['kibana.alert.original_event.original', 'event.original'] as const

const ROOTS = ['m365_defender.alert', 'm365_defender.incident.alert', 'microsoft.defender_endpoint'] as const

/** A member of a document of those integrations. */
export function isDefenderKey(key: string, value: unknown): boolean {
  if (key === 'm365_defender' || key === 'microsoft')
    return isObject(value) && ['alert', 'incident', 'defender_endpoint'].some((member) => member in value)
  return ROOTS.some((root) => key.startsWith(root))
}

/** What Defender itself says of the alert, under the names that the integrations give it. */
export function defenderWord(seen: Dotted, member: string): string | undefined {
  return seen.text(...ROOTS.map((root) => `${root}.${member}`))
}

/** Reads the evidence where the integration keeps it, else the original event, where it was preserved. */
export function addDefenderEvidence(collector: Collector, seen: Dotted): void {
  const before = collector.findings.length
  for (const path of EVIDENCE) readList(seen.value(path), path, collector)
  if (collector.findings.length > before) return
  for (const path of ORIGINALS) {
    for (const text of seen.texts(path)) {
      const original = text.includes('vidence') ? objectIn(text) : undefined
      if (original !== undefined) readList(original['evidence'], `${path}.evidence`, collector)
    }
  }
}

function readList(value: unknown, path: string, collector: Collector): void {
  if (value === undefined || value === null) return
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  for (const [i, entry] of boundedEntries(collector, entries, path)) {
    if (isObject(entry)) readEntry(camelCased(entry, 0), `${path}[${i}]`, collector)
    else if (entry !== null) noteUnreadable(collector, `${path}[${i}]`, 'it is no evidence')
  }
}

function readEntry(entry: JsonObject, path: string, collector: Collector): void {
  if ('entityType' in entry) readDefenderEntity(entry, path, collector)
  else readEvidence(entry, path, collector)
}

const DEEPEST = 6

/** Graph's names again: `ip_address` is `ipAddress`, `process.command_line` is `processCommandLine`. */
function camelCased(entry: JsonObject, depth: number): JsonObject {
  const members = Object.entries(entry).map(([key, value]): [string, unknown] => [
    nameOf(key),
    inner(value, depth),
  ])
  const named = Object.fromEntries(members)
  const { process } = entry
  if (isObject(process) && !('processCommandLine' in named))
    return { ...named, processCommandLine: process['command_line'] }
  return named
}

function inner(value: unknown, depth: number): unknown {
  if (depth >= DEEPEST) return value
  if (Array.isArray(value)) return value.map((entry: unknown) => inner(entry, depth + 1))
  return isObject(value) ? camelCased(value, depth + 1) : value
}

function nameOf(key: string): string {
  if (key === 'odata_type') return '@odata.type'
  return key.replaceAll(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())
}
