import type { Alert, AlertSource, ObservableRole } from '../alert'
import { addFinding, newCollector, noteUnreadable, readTime } from '../collector'
import { boundedEntries, finishAlert } from '../draft'
import {
  isObject,
  type JsonObject,
  oneOf,
  optionalText,
  optionalTime,
  readMembers,
  readObject,
  required,
  shape,
  textOrNumber,
  things,
  toNumber,
} from '../fields'
import { addPhrases } from '../phrases'

const plainAlert = shape({
  id: textOrNumber,
  title: optionalText,
  severity: optionalText,
  observables: things,
})

const ROLES = [
  ...['c2', 'attacker', 'source', 'destination', 'download', 'phish-url', 'mail-sender', 'contextual'],
  'unknown',
] as const satisfies readonly ObservableRole[]

const plainObservable = shape({
  type: required(oneOf(['ip', 'host', 'url', 'email'])),
  value: required(optionalText),
  role: oneOf(ROLES),
  at: optionalTime,
  port: textOrNumber,
})

/** Our own form, for anybody's script: docs/plain-alert.schema.json. */
export function isPlainAlert(body: JsonObject): boolean {
  const { observables } = body
  if (!Array.isArray(observables) || 'class_uid' in body || 'severity_id' in body) return false
  return (
    observables.length === 0 ||
    observables.some((entry) => !isObject(entry) || 'type' in entry || 'value' in entry)
  )
}

/** Whoever writes the plain form names the other side; what is ours is sorted out by settings as everywhere. */
export function parsePlainAlert(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const alert = readObject(plainAlert, body, '', collector)
  const times: number[] = []
  for (const [i, entry] of boundedEntries(collector, alert?.observables ?? [], 'observables')) {
    const path = `observables[${i}]`
    const { read, malformed } = isObject(entry)
      ? readMembers(plainObservable, entry)
      : { read: plainObservable.blank, malformed: ['it'] }
    if (malformed.length > 0) {
      noteUnreadable(
        collector,
        path,
        `it is not as the plain form has it (${malformed.join(', ').slice(0, 60)})`,
      )
      continue
    }
    const { type, value, role, port } = read
    const at = readTime(collector, `${path}.at`, read.at)
    if (at !== undefined) times.push(at.getTime())
    const where = { from: `${path}.value`, fieldSide: 'remote', role: role ?? 'unknown' } as const
    addFinding(collector, { ...where, type, value, at, port: toNumber(port) })
  }
  addPhrases(collector, alert?.title, 'title')
  const draft = { ...alert, format: 'plain', id: alert?.id, ...activityOf(times) }
  return finishAlert(draft, collector, source, body)
}

function activityOf(times: readonly number[]) {
  if (times.length === 0) return {}
  return { firstActivityAt: new Date(Math.min(...times)), lastActivityAt: new Date(Math.max(...times)) }
}
