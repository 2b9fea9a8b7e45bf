import type { Ownership, OwnershipIndex } from '../../shared/ownership/ownership'

type Known = Partial<Ownership> & Pick<Ownership, 'class'>

/** Answers as the real index would for a handful of documentation-like names; everything else is not Microsoft's. */
export function ownershipOf(known: Readonly<Record<string, Known>>): OwnershipIndex {
  const answer = (kind: 'ip' | 'host', input: string): Ownership => {
    const entry = Object.hasOwn(known, input) ? known[input] : undefined
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
  return { ofAddress: (text) => answer('ip', text), ofHost: (text) => answer('host', text) }
}
