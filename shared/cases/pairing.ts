import type { Hostname } from '../model/hostname'
import type { IpAddress } from '../model/ip-address'
import type { Observable } from '../observables/observable'
import type { OwnershipIndex } from '../ownership/ownership'
import type { Candidate } from './candidate'
import type { Endpoint } from './decision'
import { type AlertFacts, isJudgedBy, reasonsAgainst } from './reasons'

/** How it is known that host and address are one: from a record of the alert, from DNS, or not at all. */
export type Proof = 'record' | 'dns' | 'unconfirmed'

export type Paired = Candidate & { readonly proof?: Proof; readonly alsoNamed?: readonly string[] }

/** A host and an address, each accused for itself, of which nothing in the alert says whether they are one. */
export type OpenPair = {
  /** `isNamed`: its name alone says that it is Microsoft's. */
  readonly host: Candidate & { readonly host: Hostname; readonly isNamed: boolean }
  readonly address: Candidate & { readonly address: IpAddress }
  /** Nothing else is accused, and the host no less than the address: then they may be one even unconfirmed. */
  readonly isAlone: boolean
}

/** What DNS says about an open pair; absent where nobody can be asked. */
export type Confirmation = 'yes' | 'no'

/**
 * Puts addresses to the hosts that a record ties them to: a connection, a DNS answer, a row. Company proves nothing,
 * and what is innocent, only context or a victim is put to nobody.
 * @returns the candidates, without addresses that a host now speaks for
 */
export function pairByRecord(candidates: readonly Candidate[], ownership: OwnershipIndex): readonly Paired[] {
  if (candidates.length < 2) return candidates
  const isMicrosofts = ({ address }: Candidate): boolean =>
    address !== undefined && ownership.ofAddress(address).owner === 'microsoft'
  const addresses = candidates.filter(
    (candidate) => candidate.endpoint.kind === 'address' && !isGuiltless(candidate),
  )
  if (addresses.length === 0 || addresses.length === candidates.length) return candidates
  const spokenFor = new Set<Candidate>()
  const paired = candidates.map((candidate): Paired => {
    if (candidate.endpoint.kind === 'address' || isGuiltless(candidate) || isSender(candidate))
      return candidate
    const proved = addresses.filter((address) => sharesRecord(candidate, address))
    const [best] = proved.toSorted((a, b) => Number(isMicrosofts(b)) - Number(isMicrosofts(a)))
    for (const address of proved) if (isMicrosofts(address)) spokenFor.add(address)
    return best === undefined ? candidate : joined(candidate, best, 'record')
  })
  return paired.filter((candidate) => !spokenFor.has(candidate))
}

/** Nothing that could be accused: not on the other side, clean, a victim, or only mentioned. */
function isGuiltless({ observables }: Candidate): boolean {
  if (!observables.some(({ side }) => side === 'remote') || observables.some(({ side }) => side === 'own'))
    return true
  return observables.every(isInert)
}

/** Whoever relayed a mail is not who its sender says. */
function isSender({ observables }: Candidate): boolean {
  return observables.every(({ type }) => type === 'email')
}

function isInert({ role, verdict, mention }: Observable): boolean {
  return mention === true || verdict === 'noThreatsFound' || role === 'contextual' || role === 'victim'
}

function sharesRecord(a: Candidate, b: Candidate): boolean {
  const records = new Set(a.observables.flatMap((observable) => observable.records))
  return b.observables.some((observable) => observable.records.some((record) => records.has(record)))
}

function joined(host: Candidate, { address, observables }: Candidate, proof: Proof): Paired {
  return {
    ...host,
    ...(address !== undefined && { address }),
    observables: [...host.observables, ...observables],
    proof,
  }
}

/**
 * The one accused host and the one accused Microsoft address of an alert, where no record ties either to anything. Only their own reasons count; what else the alert names changes nothing.
 */
export function openPair(
  candidates: readonly Paired[],
  facts: AlertFacts,
  ownership: OwnershipIndex,
): OpenPair | undefined {
  const isMicrosofts = ({ endpoint }: Paired): boolean =>
    endpoint.kind === 'address' && ownership.ofAddress(endpoint.address).owner === 'microsoft'
  const isThere = (kind: Endpoint['kind']): boolean =>
    candidates.some(({ endpoint }) => endpoint.kind === kind)
  if (!isThere('host') || !isThere('address')) return undefined
  const accused = candidates.flatMap((candidate) => {
    const reasons = reasonsAgainst(facts, candidate.observables)
    return reasons.length === 0 ? [] : [{ ...candidate, isJudged: isJudgedBy(reasons) }]
  })
  if (accused.length < 2) return undefined
  const [address, ...moreAddresses] = accused.flatMap((candidate) => {
    const { address } = candidate
    return address !== undefined && isMicrosofts(candidate) ? [{ ...candidate, address }] : []
  })
  if (address === undefined || moreAddresses.length > 0) return undefined
  const [host, ...moreHosts] = accused.flatMap((candidate) => {
    const { host, endpoint, proof } = candidate
    const isOne =
      endpoint.kind === 'host' && host !== undefined && proof === undefined && mayBeAsked(candidate)
    return isOne ? [{ ...candidate, host, isNamed: ownership.ofHost(host).owner === 'microsoft' }] : []
  })
  if (host === undefined || moreHosts.length > 0) return undefined
  // What a verdict of its own condemns is not given the name of what only the kind of alert accuses.
  // A host that is Microsoft's by its own name needs no partner, and gets one by proof alone.
  const isAlone = accused.length === 2 && !host.isNamed && (host.isJudged || !address.isJudged)
  return { host, address, isAlone }
}

/** Whoever owns a name sees who asks for it, and whatever of ours it holds would be confirmed. */
function mayBeAsked({ observables }: Candidate): boolean {
  return observables.every(({ telling, side }) => telling === undefined && side !== 'unknown')
}

/** Applies what DNS says about the pair. Denied, each stays for itself and the other is said to be named too. */
export function settlePair(
  candidates: readonly Paired[],
  { host, address, isAlone }: OpenPair,
  confirmation: Confirmation | undefined,
): readonly Paired[] {
  if (confirmation === undefined && !isAlone) return candidates
  const isHost = (candidate: Paired): boolean => candidate.endpoint === host.endpoint
  const isAddress = (candidate: Paired): boolean => candidate.endpoint === address.endpoint
  if (confirmation === 'no') {
    return candidates.map((candidate) => {
      if (isHost(candidate)) return { ...candidate, alsoNamed: [address.address] }
      return isAddress(candidate) ? { ...candidate, alsoNamed: [host.host] } : candidate
    })
  }
  const proof = confirmation === 'yes' ? 'dns' : 'unconfirmed'
  return candidates.flatMap((candidate) => {
    if (isAddress(candidate)) return []
    return isHost(candidate) ? [joined(candidate, address, proof)] : [candidate]
  })
}
