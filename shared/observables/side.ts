import { isOfPrivateNetwork, isRoutable } from '../model/address-range'
import type { NamedValue } from './named-value'
import { isAddress } from './named-value'
import type { Side } from './observable'
import type { Ours } from './ours'
import { isReferenceHost } from './reference-hosts'

/** `perhaps-own` is the side of a field that names something as ours without proof; see {@link mergedSide}. */
export type ValueSide = Side | 'perhaps-own'

/** Whose side every value is on, in the order of the values. */
export function sidesOf(values: readonly NamedValue[], ours: Ours): readonly ValueSide[] {
  const sides = values.map((value) => sideByItself(value, ours))
  const records = endsByRecord(values, sides)
  return values.map((value, i) => {
    const side = sides[i]
    if (side !== undefined) return side
    return sideByPartners(records.get(value.finding.record ?? 0) ?? [], value)
  })
}

/** undefined where only the other end of the same record can tell. */
function sideByItself(named: NamedValue, ours: Ours): ValueSide | undefined {
  const { fieldSide } = named.finding
  if (named.place === undefined) return mailSide(named, ours)
  if (fieldSide === 'own') return 'own'
  const { place } = named
  if (isAddress(place)) {
    if (ours.whyAddress(place) !== undefined) return 'own'
    if (!isRoutable(place)) return 'unroutable'
  } else {
    if (ours.whyHost(place) !== undefined) return 'own'
    if (isLocalName(place)) return 'unroutable'
    if (fieldSide === 'perhaps-own') return 'perhaps-own'
    if (ours.whyPerhaps(place) !== undefined) return 'unknown'
  }
  if (fieldSide === 'reference' || isReferenceHost(place)) return 'reference'
  return fieldSide === 'remote' ? 'remote' : undefined
}

function mailSide({ value, finding }: NamedValue, ours: Ours): ValueSide {
  if (finding.fieldSide === 'own' || ours.whyMailbox(value) !== undefined) return 'own'
  return finding.fieldSide === 'unsaid' ? 'unknown' : finding.fieldSide
}

/** Names that no public DNS answers: single labels and the suffixes of private networks. */
function isLocalName(host: string): boolean {
  return (
    !host.includes('.') ||
    /\.(?:local|localhost|localdomain|internal|intranet|lan|home|corp|private|invalid|arpa|onion)$/.test(host)
  )
}

type End = { readonly named: NamedValue; readonly side: ValueSide | undefined }

function endsByRecord(values: readonly NamedValue[], sides: readonly (ValueSide | undefined)[]) {
  const records = new Map<number, End[]>()
  for (const [i, named] of values.entries()) {
    const { record } = named.finding
    if (record === undefined) continue
    const ends = records.get(record) ?? []
    ends.push({ named, side: sides[i] })
    records.set(record, ends)
  }
  return records
}

/**
 * A value of a connection, which says nothing by itself: facing our side it is the remote one, facing the remote
 * party it is ours, and what is requested stands on the side of the machine it is requested from. Two public ends
 * without a hint stay unknown.
 */
function sideByPartners(ends: readonly End[], { finding }: NamedValue): Side {
  const facing = ends.filter(({ named }) => isFacing(named.finding, finding))
  const beside = ends.filter(({ named }) => finding.end !== undefined && named.finding.end === finding.end)
  const isTheirs = ({ side }: End): boolean => side === 'remote'
  if (facing.some(isOfOurs)) return 'remote'
  if (facing.some(isTheirs) || beside.some(isOfOurs)) return 'own'
  return beside.some(isTheirs) ? 'remote' : 'unknown'
}

/** Ours, or of a network like ours: zeros, a broadcast address and a name under `.onion` are no machine of ours. */
function isOfOurs({ side, named: { place } }: End): boolean {
  if (side !== 'unroutable' || place === undefined) return side === 'own'
  return isAddress(place) ? isOfPrivateNetwork(place) : !/\.(?:invalid|arpa|onion)$/.test(place)
}

function isFacing(other: NamedValue['finding'], finding: NamedValue['finding']): boolean {
  return other.end !== undefined && finding.end !== undefined && other.end !== finding.end
}

/**
 * The side of a value that several fields name. Ours wins over everything. What one field blames and another only
 * refers to is for a person to tell. What is perhaps ours counts as ours where nothing else names it, since then
 * nothing blames it.
 */
export function mergedSide(sides: ReadonlySet<ValueSide>): Side {
  if (sides.has('own')) return 'own'
  if (sides.has('unroutable')) return 'unroutable'
  if (sides.has('remote') && sides.has('reference')) return 'unknown'
  if (sides.has('remote')) return 'remote'
  if (sides.has('unknown') && sides.has('perhaps-own')) return 'unknown'
  if (sides.has('reference')) return 'reference'
  return sides.has('perhaps-own') ? 'own' : 'unknown'
}
