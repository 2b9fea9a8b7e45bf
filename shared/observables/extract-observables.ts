import type { Alert, Finding, ObservableRole } from '../alerts/alert'
import { known } from '../alerts/known'
import { isAddress, type NamedValue, namedValues, readFinding } from './named-value'
import { fullNamesOf, tellingHosts, type WhyTelling } from './full-names'
import type { Observable } from './observable'
import { type Ours, oursOf } from './ours'
import type { OwnAssets } from './own-assets'
import { otherSpelling } from './spelling'
import { privateWordsOf } from './private-words'
import { linkRedaction } from './redact-url'
import { mergedSide, sidesOf, type ValueSide } from './side'

/**
 * Everything the alert names on a network, each value once, in canonical spelling, with the side it is on and every
 * field it stands in. Links come without their secrets, and with their host as a value of its own.
 */
export function extractObservables(alert: Alert, own: OwnAssets): Observable[] {
  const found = alert.findings.flatMap(readFinding)
  const ours = oursOf(alert, found, own)
  const redact = linkRedaction(() => privateWordsOf(alert, found, own), ours)
  const whyTelling = tellingHosts(() => fullNamesOf(alert, found, own), ours)
  const whyHost: WhyTelling = (host) => (redact.isRest(host) ? REST : whyTelling(host))
  const values = withRecords(found.map((read) => namedValues(read, redact)))
  const sides = sidesOf(values, ours)
  const groups = new Map<string, [Sided, ...Sided[]]>()
  values.forEach((value, i) => {
    const key = `${value.type} ${value.value}`
    const side = sides[i] ?? 'unknown'
    const because = whyOurs(value, ours) ?? (side === 'own' ? FACING : undefined)
    const sided = { value, side, because, tell: tellerOf(value, side, whyHost) }
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [sided])
    else group.push(sided)
  })
  return [...groups.values()].map(([first, ...more]) =>
    more.length === 0 ? alone(first) : merge([first, ...more]),
  )
}

type Sided = {
  readonly value: NamedValue
  readonly side: ValueSide
  /** Why the value is ours, or may be. */
  readonly because: string | undefined
  readonly tell: (() => string | undefined) | undefined
}

const FACING = 'it is the end of a connection that faces the other side'
const REST = 'what of ours was in the host is cut out, and the name that is left may lead elsewhere'

/** What is reported is named; of what is ours already, nothing is. */
function tellerOf({ place }: NamedValue, side: ValueSide, whyTelling: WhyTelling): Sided['tell'] {
  if (place === undefined || isAddress(place) || (side !== 'remote' && side !== 'unknown')) return undefined
  return () => whyTelling(place)
}

/** Asked when a rule wants to know: most of what alerts name is nobody's whom a report could reach. */
function withTelling(observable: Observable, tellers: readonly Sided['tell'][]): Observable {
  if (tellers.every((tell) => tell === undefined)) return observable
  const get = () => firstKnown(tellers.map((tell) => tell?.()))
  return Object.defineProperty(observable, 'telling', { enumerable: true, get })
}

function whyOurs({ place, value, finding }: NamedValue, ours: Ours): string | undefined {
  if (place === undefined) return ours.whyMailbox(value)
  if (isAddress(place)) return spelled(ours.whyAddress(place), finding, place)
  return (
    spelled(ours.whyHost(place), finding, place) ??
    ours.whyPerhaps(place) ??
    (finding.fieldSide === 'own' ? `the alert gives it as ours (${finding.from})` : undefined)
  )
}

/** With how the field writes it, where that is not how we do. */
function spelled(why: string | undefined, { value }: Finding, place: string): string | undefined {
  const other = why === undefined ? undefined : otherSpelling(value, place)
  return other === undefined ? why : `${other}, and ${why ?? ''}`
}

/** A link and its host belong together: they share their finding's record, or get one that no other has. */
function withRecords(groups: readonly (readonly NamedValue[])[]): readonly NamedValue[] {
  let last = 0
  for (const [first] of groups) last = Math.max(last, first?.finding.record ?? 0)
  const values: NamedValue[] = []
  for (const group of groups) {
    const [first] = group
    if (first === undefined) continue
    if (group.length < 2 || first.finding.record !== undefined) values.push(...group)
    else {
      last += 1
      const finding = { ...first.finding, record: last }
      for (const value of group) values.push({ ...value, finding })
    }
  }
  return values
}

/** As {@link merge}, of what stands in one field only, as most values do. */
function alone({ value: { type, value, port, finding }, side, because, tell }: Sided): Observable {
  const { role, from, record, verdict, protocol, at, mention, end, isRoleAssumed, inWords, isAnswer } =
    finding
  const observable = {
    type,
    value,
    role,
    side: side === 'perhaps-own' ? 'own' : side,
    from: [from],
    records: record === undefined ? [] : [record],
    ...(verdict !== undefined && { verdict }),
    ...(port !== undefined && { port }),
    ...(protocol !== undefined && { protocol }),
    ...(at !== undefined && { at }),
    ...(mention !== undefined && { mention }),
    ...(end !== undefined && { ends: [end] }),
    ...(inWords && { inWords, roleInWords: role }),
    ...(isAnswer && { isAnswer }),
    ...((isRoleAssumed || inWords) && { isRoleAssumed: true as const }),
    ...(because !== undefined && { because }),
  } as const
  return withTelling(observable, [tell])
}

function merge(group: readonly [Sided, ...Sided[]]): Observable {
  const findings = group.map(({ value }) => value.finding)
  const [first] = group
  const port = firstKnown(group.map(({ value }) => value.port))
  const protocol = firstKnown(findings.map((finding) => finding.protocol))
  const at = firstKnown(findings.map((finding) => finding.at))
  const because = allKnown(group.map((sided) => sided.because))
  const mention = findings.every((finding) => finding.mention) ? (true as const) : undefined
  const role = strongestRole(findings)
  const stated = findings.some((f) => f.role === role && !f.isRoleAssumed && !f.inWords)
  const ends = new Set(findings.flatMap(({ end }) => end ?? []))
  const prose = findings.filter(({ inWords }) => inWords)
  const observable = {
    type: first.value.type,
    value: first.value.value,
    role,
    side: mergedSide(new Set(group.map(({ side }) => side))),
    from: [...new Set(findings.map((finding) => finding.from))],
    records: [...new Set(findings.flatMap((finding) => finding.record ?? []))],
    ...known({ verdict: verdictOf(findings), port, protocol, at, mention, because }),
    ...(ends.size > 0 && { ends: [...ends] }),
    ...(!stated && { isRoleAssumed: true as const }),
    ...(prose.length > 0 && { roleInWords: strongestRole(prose) }),
    ...(findings.every(({ isAnswer }) => isAnswer) && { isAnswer: true as const }),
    ...(prose.length === findings.length && { inWords: true as const }),
  }
  const tellers = group.map(({ tell }) => tell)
  return withTelling(observable, tellers)
}

const ROLE_ORDER: readonly ObservableRole[] = [
  ...(['victim', 'c2', 'attacker', 'download', 'phish-url', 'mail-sender'] as const),
  ...(['source', 'destination', 'contextual', 'unknown'] as const),
]

const strongestRole = (findings: readonly Finding[]): ObservableRole =>
  strongest(
    ROLE_ORDER,
    findings.map(({ role }) => role),
  ) ?? 'unknown'

const VERDICT_ORDER = ['malicious', 'suspicious', 'noThreatsFound', 'unknown'] as const

function verdictOf(findings: readonly Finding[]): Finding['verdict'] {
  return strongest(
    VERDICT_ORDER,
    findings.flatMap((finding) => finding.verdict ?? []),
  )
}

function strongest<T>(order: readonly T[], present: readonly T[]): T | undefined {
  return order.find((candidate) => present.includes(candidate))
}

const MOST_REASONS = 3

/** Each reason once: fields may write the same value in several ways. */
function allKnown(reasons: readonly (string | undefined)[]): string | undefined {
  const each = [...new Set(reasons)].filter((reason) => reason !== undefined)
  return each.length === 0 ? undefined : each.slice(0, MOST_REASONS).join('; ')
}

function firstKnown<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined)
}
