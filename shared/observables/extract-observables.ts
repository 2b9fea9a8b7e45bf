import type { Alert, Finding, ObservableRole } from '../alerts/alert'
import { known } from '../alerts/known'
import { type NamedValue, namedValues } from './named-value'
import type { Observable, Side } from './observable'
import type { OwnAssets } from './own-assets'
import { ownSideOf } from './own-side'
import { sidesOf } from './side'

/**
 * Everything the alert names on a network, each value once, in canonical spelling, with the side it is on and every
 * field it stands in. Links come without their secrets, and with their host as a value of its own.
 */
export function extractObservables(alert: Alert, own: OwnAssets): Observable[] {
  const values = withRecords(alert.findings.map(namedValues))
  const sides = sidesOf(values, ownSideOf(values, own), own)
  const groups = new Map<string, [Sided, ...Sided[]]>()
  for (const [i, value] of values.entries()) {
    const key = `${value.type} ${value.value}`
    const sided = { value, side: sides[i] ?? 'unknown' }
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [sided])
    else group.push(sided)
  }
  return [...groups.values()].map(([first, ...more]) =>
    more.length === 0 ? alone(first) : merge([first, ...more]),
  )
}

type Sided = { readonly value: NamedValue; readonly side: Side }

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
function alone({ value: { type, value, port, finding }, side }: Sided): Observable {
  const { role, from, record, verdict, protocol, at, mention, end, isRoleAssumed, inWords } = finding
  return {
    type,
    value,
    role,
    side,
    from: [from],
    records: record === undefined ? [] : [record],
    ...(verdict !== undefined && { verdict }),
    ...(port !== undefined && { port }),
    ...(protocol !== undefined && { protocol }),
    ...(at !== undefined && { at }),
    ...(mention !== undefined && { mention }),
    ...(end !== undefined && { ends: [end] }),
    ...(inWords && { inWords, roleInWords: role }),
    ...((isRoleAssumed || inWords) && { isRoleAssumed: true as const }),
  }
}

function merge(group: readonly [Sided, ...Sided[]]): Observable {
  const findings = group.map(({ value }) => value.finding)
  const [first] = group
  const port = firstKnown(group.map(({ value }) => value.port))
  const protocol = firstKnown(findings.map((finding) => finding.protocol))
  const at = firstKnown(findings.map((finding) => finding.at))
  const mention = findings.every((finding) => finding.mention) ? (true as const) : undefined
  const role = strongestRole(findings)
  const stated = findings.some((f) => f.role === role && !f.isRoleAssumed && !f.inWords)
  const ends = new Set(findings.flatMap(({ end }) => end ?? []))
  const prose = findings.filter(({ inWords }) => inWords)
  return {
    type: first.value.type,
    value: first.value.value,
    role,
    side: mergedSide(new Set(group.map(({ side }) => side))),
    from: [...new Set(findings.map((finding) => finding.from))],
    records: [...new Set(findings.flatMap((finding) => finding.record ?? []))],
    ...known({ verdict: verdictOf(findings), port, protocol, at, mention }),
    ...(ends.size > 0 && { ends: [...ends] }),
    ...(!stated && { isRoleAssumed: true as const }),
    ...(prose.length > 0 && { roleInWords: strongestRole(prose) }),
    ...(prose.length === findings.length && { inWords: true as const }),
  }
}

/** Ours wins over everything. What one field blames and another only refers to is for a person to tell. */
function mergedSide(sides: ReadonlySet<Side>): Side {
  if (sides.has('own')) return 'own'
  if (sides.has('unroutable')) return 'unroutable'
  if (sides.has('remote') && sides.has('reference')) return 'unknown'
  if (sides.has('remote')) return 'remote'
  return sides.has('reference') ? 'reference' : 'unknown'
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

function firstKnown<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined)
}
