import type { IpAddress } from '../model/ip-address'
import type { OwnershipIndex } from '../ownership/ownership'
import type { Candidate } from './candidate'

/**
 * Puts addresses to the hosts they are proved to belong to: by the same record (a connection, a DNS answer), or when
 * the alert has exactly one remote host and one remote Microsoft address. Mere company proves nothing.
 * @returns the candidates, without addresses that a host now speaks for
 */
export function pairCandidates(
  candidates: readonly Candidate[],
  ownership: OwnershipIndex,
): readonly Candidate[] {
  const isAddress = ({ endpoint }: Candidate): boolean => endpoint.kind === 'address'
  if (candidates.every(isAddress) || !candidates.some(isAddress)) return candidates
  const isMicrosofts = (address: IpAddress): boolean => ownership.ofAddress(address).owner === 'microsoft'
  const addresses = candidates.filter((candidate) => isAddress(candidate) && isRemote(candidate))
  const partners = new Map<Candidate, readonly IpAddress[]>()
  for (const candidate of candidates) {
    if (isAddress(candidate) || !isRemote(candidate)) continue
    const proved = addresses
      .filter((other) => sharesRecord(candidate, other))
      .flatMap(({ address }) => address ?? [])
    if (proved.length === 0) continue
    partners.set(
      candidate,
      proved.toSorted((a, b) => Number(isMicrosofts(b)) - Number(isMicrosofts(a))),
    )
  }
  const only = onlyPair(candidates, partners, isMicrosofts)
  if (only !== undefined) partners.set(only.host, [only.address])
  if (partners.size === 0) return candidates
  return applyPairs(candidates, partners, isMicrosofts)
}

/** Our own end of a connection stands in its record too, and belongs to no host of the other side. */
function isRemote({ observables }: Candidate): boolean {
  return observables.some(({ side }) => side === 'remote') && observables.every(({ side }) => side !== 'own')
}

function sharesRecord(a: Candidate, b: Candidate): boolean {
  const records = new Set(a.observables.flatMap((observable) => observable.records))
  return b.observables.some((observable) => observable.records.some((record) => records.has(record)))
}

type OnlyPair = { readonly host: Candidate; readonly address: IpAddress }

/** The one remote host and the one remote Microsoft address, unless either has a proved partner already. */
function onlyPair(
  candidates: readonly Candidate[],
  partners: ReadonlyMap<Candidate, readonly IpAddress[]>,
  isMicrosofts: (address: IpAddress) => boolean,
): OnlyPair | undefined {
  const remote = candidates.filter(isAccused)
  const [host, secondHost] = remote.filter((candidate) => candidate.endpoint.kind !== 'address')
  if (host === undefined || secondHost !== undefined) return undefined
  if ((partners.get(host) ?? []).length > 0) return undefined
  const addresses = remote.flatMap(({ endpoint }) => (endpoint.kind === 'address' ? [endpoint.address] : []))
  const [address, secondAddress] = addresses.filter(isMicrosofts)
  return address === undefined || secondAddress !== undefined ? undefined : { host, address }
}

/** Remote, and part of the story: who relayed a mail is not where the links in it lead. */
function isAccused({ observables }: Candidate): boolean {
  return observables.some(
    ({ side, role, mention }) => side === 'remote' && role !== 'mail-sender' && !mention,
  )
}

function applyPairs(
  candidates: readonly Candidate[],
  partners: ReadonlyMap<Candidate, readonly IpAddress[]>,
  isMicrosofts: (address: IpAddress) => boolean,
): readonly Candidate[] {
  const spokenFor = new Set([...partners.values()].flat().filter(isMicrosofts))
  const byAddress = new Map(
    candidates.flatMap((seen) => (seen.address ? [[seen.address, seen] as const] : [])),
  )
  return candidates.flatMap((candidate) => {
    if (candidate.endpoint.kind === 'address')
      return spokenFor.has(candidate.endpoint.address) ? [] : [candidate]
    const [address] = partners.get(candidate) ?? []
    if (address === undefined) return [candidate]
    const observables = [...candidate.observables, ...(byAddress.get(address)?.observables ?? [])]
    return [{ ...candidate, address, observables }]
  })
}
