import { toNumber } from '../fields'
import type { Collector } from '../collector'
import { readFieldLabel } from '../field-label'
import { addLabelledValue } from '../labelled-value'
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

/** What the product files the event under. LEEF has `Subtype` for Palo Alto's `cat`. */
export function logTypes(extension: Extension): readonly (string | undefined)[] {
  return [extension.get('cat'), extension.get('Subtype')]
}

const SIGNATURE =
  /^(?:FTNTFGT)?(?:attack|virus|threat|threat[ _]?(?:name|id|class|category)|signature(?:[ _]name)?|protection[ _]name|malware[ _]?(?:name|action)|sname)$/i

/** Names of what was detected: `FTNTFGTattack`, `ThreatID`, or a custom field labelled so. */
export function signaturesIn(extension: Extension): readonly string[] {
  const named = [...extension].filter(([key]) => SIGNATURE.test(extension.get(`${key}Label`) ?? key))
  return named.map(([, value]) => value)
}
