import type { FieldSide, Finding, ObservableType } from '../alert'
import { type Collector, addFinding, noteUnreadable } from '../collector'
import { readFieldLabel } from '../field-label'
import { anything, objectOf, optionalText, readObject, shape, textOrNumber, toNumber } from '../fields'

const observable = shape({
  name: optionalText,
  type_id: textOrNumber,
  type: optionalText,
  value: anything,
  reputation: objectOf({ score_id: textOrNumber }),
})
const TYPES: ReadonlyMap<number, ObservableType> = new Map([[1, 'host'], [2, 'ip'], [5, 'email'], [6, 'url'], [23, 'url']]) // prettier-ignore
const TYPE_NAMES: readonly (readonly [RegExp, ObservableType])[] = [
  [/^host ?name$/i, 'host'],
  [/^ip address$/i, 'ip'],
  [/^email address$/i, 'email'],
  [/^ur[li](?: string)?$|^uniform resource locator$/i, 'url'],
]

/** One entry of `observables`. It repeats a field, and its name is that field's path: alone it blames nobody. */
export function addObservable(collector: Collector, entry: unknown, path: string): void {
  const seen = readObject(observable, entry, path, collector)
  const type =
    TYPES.get(toNumber(seen?.type_id) ?? 0) ??
    TYPE_NAMES.find(([pattern]) => pattern.test(seen?.type ?? ''))?.[1]
  if (type === undefined || seen?.value === undefined || seen.value === null) return
  if (typeof seen.value !== 'string') {
    noteUnreadable(collector, `${path}.value`, 'it is no text')
    return
  }
  const verdict = verdictOf(toNumber(seen.reputation?.score_id))
  const named = sideByName(seen.name ?? '')
  const fieldSide = named === 'unsaid' && verdict !== undefined ? 'remote' : named
  addFinding(collector, { type, value: seen.value, from: `${path}.value`, fieldSide, verdict })
}

/** Reputation scores of OCSF: 7 suspicious or risky, 8 to 10 possibly to surely malicious; below, nothing is blamed. */
function verdictOf(score: number | undefined): Finding['verdict'] {
  if (score === undefined || score < 7 || score > 10) return undefined
  return score === 7 ? 'suspicious' : 'malicious'
}

function sideByName(path: string): FieldSide {
  const name = path.slice(-200).replace(/\[\d*\]/g, '')
  if (/(?:^|\.)(?:src|dst)_endpoint\b|connection_info/.test(name)) return 'unsaid'
  if (/(?:^|\.)(?:device|resources?|actor|user|proxy_endpoint)\b/.test(name)) return 'own'
  if (/(?:^|\.)osint\b/.test(name)) return 'remote'
  return readFieldLabel(name.split('.').slice(-2).join('.'))?.fieldSide ?? 'unsaid'
}

const intelligence = shape({ type_id: textOrNumber, value: optionalText })
const INTELLIGENCE: ReadonlyMap<number, ObservableType> = new Map([[1, 'ip'], [2, 'host'], [3, 'host'], [5, 'url']]) // prettier-ignore

/** One entry of `osint`: what threat intelligence knows of the other side. */
export function addIntelligence(collector: Collector, entry: unknown, path: string): void {
  const seen = readObject(intelligence, entry, path, collector)
  const type = INTELLIGENCE.get(toNumber(seen?.type_id) ?? 0)
  const where = { from: `${path}.value`, fieldSide: 'remote', verdict: 'suspicious' } as const
  if (type !== undefined) addFinding(collector, { ...where, type, value: seen?.value })
}
