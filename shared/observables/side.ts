import { isRoutable } from '../model/address-range'
import type { NamedValue } from './named-value'
import { isAddress } from './named-value'
import type { Side } from './observable'
import type { OwnSide } from './own-side'
import { type OwnAssets, isOwnMailbox } from './own-assets'
import { isReferenceHost } from './reference-hosts'

/** Whose side every value is on, in the order of the values. */
export function sidesOf(values: readonly NamedValue[], ownSide: OwnSide, own: OwnAssets): readonly Side[] {
  const sides = values.map((value) => sideByItself(value, ownSide, own))
  const records = endsByRecord(values, sides)
  return values.map((value, i) => {
    const side = sides[i]
    if (side !== undefined) return side
    return sideByPartners(records.get(value.finding.record ?? 0) ?? [], value)
  })
}

/** undefined where only the other end of the same record can tell. */
function sideByItself(named: NamedValue, ownSide: OwnSide, own: OwnAssets): Side | undefined {
  const { fieldSide } = named.finding
  if (named.place === undefined) return mailSide(named, own)
  if (fieldSide === 'own') return 'own'
  const { place } = named
  if (isAddress(place)) {
    if (ownSide.isOwnAddress(place)) return 'own'
    if (!isRoutable(place)) return 'unroutable'
  } else {
    if (ownSide.isOwnHost(place)) return 'own'
    if (isLocalName(place)) return 'unroutable'
  }
  if (fieldSide === 'reference' || isReferenceHost(place)) return 'reference'
  return fieldSide === 'remote' ? 'remote' : undefined
}

function mailSide({ value, finding }: NamedValue, own: OwnAssets): Side {
  if (finding.fieldSide === 'own' || isOwnMailbox(own, value)) return 'own'
  return finding.fieldSide === 'unsaid' ? 'unknown' : finding.fieldSide
}

/** Names that no public DNS answers: single labels and the suffixes of private networks. */
function isLocalName(host: string): boolean {
  return (
    !host.includes('.') ||
    /\.(?:local|localhost|localdomain|internal|intranet|lan|home|corp|private|invalid|arpa|onion)$/.test(host)
  )
}

type End = { readonly named: NamedValue; readonly side: Side | undefined }

function endsByRecord(values: readonly NamedValue[], sides: readonly (Side | undefined)[]) {
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
  const has = (some: readonly End[], ...sides: Side[]): boolean =>
    some.some(({ side }) => side !== undefined && sides.includes(side))
  if (has(facing, 'own', 'unroutable')) return 'remote'
  if (has(facing, 'remote') || has(beside, 'own', 'unroutable')) return 'own'
  return has(beside, 'remote') ? 'remote' : 'unknown'
}

function isFacing(other: NamedValue['finding'], finding: NamedValue['finding']): boolean {
  return other.end !== undefined && finding.end !== undefined && other.end !== finding.end
}
