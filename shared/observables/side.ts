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
  const records = sidesByRecord(values, sides)
  return values.map((value, i) => {
    const side = sides[i]
    if (side !== undefined) return side
    return sideByPartners(records.get(value.finding.record ?? 0) ?? [], value.value)
  })
}

/** undefined where only the other end of the same record can tell. */
function sideByItself(named: NamedValue, ownSide: OwnSide, own: OwnAssets): Side | undefined {
  const { fieldSide } = named.finding
  if (named.place === undefined) return mailSide(named, own)
  const isOurs = isAddress(named.place) ? ownSide.isOwnAddress(named.place) : ownSide.isOwnHost(named.place)
  if (fieldSide === 'own' || isOurs) return 'own'
  if (isAddress(named.place) ? !isRoutable(named.place) : isLocalName(named.place)) return 'unroutable'
  if (fieldSide === 'reference' || isReferenceHost(named.place)) return 'reference'
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

type End = { readonly value: string; readonly side: Side | undefined }

function sidesByRecord(values: readonly NamedValue[], sides: readonly (Side | undefined)[]) {
  const records = new Map<number, End[]>()
  for (const [i, { value, finding }] of values.entries()) {
    if (finding.record === undefined) continue
    const ends = records.get(finding.record) ?? []
    ends.push({ value, side: sides[i] })
    records.set(finding.record, ends)
  }
  return records
}

/**
 * One end of a connection, which says nothing by itself: facing our side it is the remote one, facing the remote
 * party it is ours. Two public ends without a hint stay unknown.
 */
function sideByPartners(ends: readonly End[], value: string): Side {
  const partners = ends.filter((end) => end.value !== value)
  if (partners.some(({ side }) => side === 'own' || side === 'unroutable')) return 'remote'
  return partners.some(({ side }) => side === 'remote') ? 'own' : 'unknown'
}
