import type { Ownership, OwnershipIndex } from '../../shared/ownership/ownership'

type Known = Partial<Ownership> & Pick<Ownership, 'class'>

function answer(kind: 'ip' | 'host', input: string, entry: Known | undefined): Ownership {
  const ownershipClass = entry?.class ?? 'other'
  const owner = ownershipClass === 'other' || ownershipClass === 'special' ? ownershipClass : 'microsoft'
  const rest = {
    serviceTags: [],
    shared: false,
    sources: ['test'],
    snapshotDate: '2026-11-01',
    because: 'As tested',
  }
  return { input, kind, owner, ...rest, ...entry, class: ownershipClass }
}

/** Answers as the real index would for a handful of documentation-like names; everything else is not Microsoft's. */
export function ownershipOf(known: Readonly<Record<string, Known>>): OwnershipIndex {
  const entryOf = (input: string) => (Object.hasOwn(known, input) ? known[input] : undefined)
  return {
    ofAddress: (text) => answer('ip', text, entryOf(text)),
    ofHost: (text) => answer('host', text, entryOf(text)),
  }
}

/** A world of Microsoft's customers alone: what is not reported in it has another reason. */
export const everythingIsMicrosofts: OwnershipIndex = {
  ofAddress: (text) => answer('ip', text, { class: 'customer-hosted' }),
  ofHost: (text) => answer('host', text, { class: 'customer-hosted' }),
}
