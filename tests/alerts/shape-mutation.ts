import { isObject } from '../../shared/alerts/fields'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { refang } from '../../shared/model/refang'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { unreadMembers } from '../../shared/observables/unread-members'
import { extractObservables } from '../../shared/observables/extract-observables'
import type { Observable, Side } from '../../shared/observables/observable'
import { nothingOfOurs } from './found-sides'

/** Nobody is reported for a mail address, or for what only a command line mentions. */
const isPlace = ({ type, mention }: Observable) => type !== 'email' && mention === undefined

type Path = readonly (string | number)[]

/** `key=` in a line of CEF or LEEF, behind its header. */
const KEY = /(?<=[|\t^ ])([A-Za-z][\w.]{0,62})=/g

/** Every member of every object in a body, or every key of a line, by its path. */
export function* membersOf(node: unknown, at: Path = []): Generator<Path> {
  if (typeof node === 'string' && at.length === 0)
    yield* new Set([...node.matchAll(KEY)].map(([, key = '']) => key)).values().map((key) => [key])
  if (Array.isArray(node)) for (const [i, inner] of node.entries()) yield* membersOf(inner, [...at, i])
  if (!isObject(node)) return
  for (const [key, inner] of Object.entries(node)) {
    yield [...at, key]
    yield* membersOf(inner, [...at, key])
  }
}

export type Change = 'renamed' | 'null'

/** The body with one member under a name that nobody knows, or null. */
export function changed(node: unknown, [step, ...rest]: Path, change: Change): unknown {
  if (typeof node === 'string') return changedLine(node, String(step), change)
  if (Array.isArray(node))
    return node.map((inner: unknown, i) => (i === step ? changed(inner, rest, change) : inner))
  if (!isObject(node)) return node
  const entries = Object.entries(node).map(([key, inner]): [string, unknown] => {
    if (key !== step) return [key, inner]
    if (rest.length > 0) return [key, changed(inner, rest, change)]
    return change === 'null' ? [key, null] : [`${key}Zz`, inner]
  })
  return Object.fromEntries(entries)
}

/** A key under a name that nobody knows, or without a value: up to the next key, or to the delimiter. */
function changedLine(line: string, key: string, change: Change): string {
  const given = new RegExp(
    `(?<=[|\\t^ ])${key.replaceAll('.', '\\.')}=(.*?)(?=[|\\t^]|\\s[A-Za-z][\\w.]{0,62}=|$)`,
  )
  return line.replace(given, (_, value: string) => (change === 'null' ? `${key}=` : `${key}Zz=${value}`))
}

/** What a change did: what was found on which side, and what was told of the rest. */
export function reading(body: unknown) {
  try {
    const alerts = parseAlerts(body, 'queue')
    const seen = alerts.flatMap((alert) => extractObservables(alert, nothingOfOurs)).filter(isPlace)
    const all = (wanted: Side) =>
      new Set(seen.filter(({ side }) => side === wanted).map(({ value }) => bare(value)))
    const isNoted = alerts.some(
      (alert) => alert.unreadable !== undefined || unreadMembers(alert, body).length > 0,
    )
    return { remote: all('remote'), own: all('own'), unknown: all('unknown'), isNoted }
  } catch (error) {
    if (!(error instanceof UnreadableAlertError)) throw error
    return undefined
  }
}

/** The values of one body that a change lost without a word, or put on the other side. */
export function faultsOf(body: unknown, at: Path, change: Change): readonly string[] {
  const [before, after] = [reading(body), reading(changed(body, at, change))]
  if (before === undefined || after === undefined) return []
  const gone = [...before.remote].filter((value) => !after.remote.has(value) && !after.unknown.has(value))
  const held = typeof body === 'string' ? lineWithout(body, at, change) : at.reduce<unknown>(step, body)
  const isInIt = (value: string) => refang(JSON.stringify(held ?? null)).includes(value)
  const lost = change === 'null' ? gone.filter((value) => !isInIt(value)) : gone
  return [
    ...(after.isNoted ? [] : lost.map((value) => `${value} is lost`)),
    ...[...after.remote].filter((value) => before.own.has(value)).map((value) => `${value} was ours`),
    ...[...after.own].filter((value) => before.remote.has(value)).map((value) => `${value} was theirs`),
  ]
}

/** What blanking a key took out of a line. */
function lineWithout(line: string, at: Path, change: Change): string {
  const after = String(changed(line, at, change))
  return change === 'null'
    ? line.slice(sharedStart(line, after), line.length - sharedStart(backwards(line), backwards(after)))
    : ''
}

const backwards = (text: string) => Array.from(text).toReversed().join('')
const sharedStart = (a: string, b: string): number => {
  let i = 0
  while (i < a.length && a.charAt(i) === b.charAt(i)) i++
  return i
}

function step(node: unknown, key: string | number): unknown {
  if (Array.isArray(node)) return node[Number(key)]
  return isObject(node) ? node[key] : undefined
}

/** Without scheme, port and path: a link is rewritten on its way. */
function bare(value: string): string {
  const rest = value.replace(/^\w+:\/\//, '')
  const [v6] = /^\[[^\]]*\]|^[\da-f]*:[\da-f:.]*$/i.exec(rest) ?? []
  return v6?.replaceAll(/[[\]]/g, '') ?? rest.split(/[/:?]/, 1)[0] ?? value
}
