import type { Classification } from './classify'
import { domainOf, isAligned } from './dkim'
import type { Authentication, CheckedSignature, Mail, Signature } from './mail'
import type { Match } from './match'

/**
 * How far a mail may move a report. 3: any answer and genuine bounces. 2: an acknowledgement only, marked unverified.
 * 1: about a report, but anybody may have written it. 0: tied to no report.
 */
export type Trust = 0 | 1 | 2 | 3

export type TrustSettings = {
  /** Exact addresses whose answers count: the desk's own and the configured recipients. */
  readonly trustedSenders: readonly string[]
  /** Domains that may acknowledge. */
  readonly trustedDomains: readonly string[]
  /** Addresses that never count, whatever they prove: strangers can have mail sent from them. */
  readonly untrustedSenders: readonly string[]
  /** Name with which our own mail server signs its Authentication-Results; Exchange Online gives none. */
  readonly authenticationServer?: string
}

export const defaultTrust: TrustSettings = {
  trustedSenders: ['cert@microsoft.com', 'abuse@microsoft.com', 'secure@microsoft.com', 'ioc@microsoft.com'],
  trustedDomains: ['microsoft.com'],
  // Attackers have Azure Monitor send their own text from here, with SPF, DKIM and DMARC all passing.
  untrustedSenders: ['azure-noreply@microsoft.com'],
}

/** How far, and what speaks for it or against it, as names of rules. */
export type TrustReading = { readonly level: Trust; readonly rules: readonly string[] }

/** @param match of this very mail; without a tie to a report nothing is trusted, because nothing can be moved. */
export function trust(
  mail: Mail,
  classification: Classification,
  match: Match<string>,
  settings: TrustSettings,
): TrustReading {
  if (match.by === 'none') return { level: 0, rules: [] }
  if (match.conflicting) return { level: 1, rules: ['tokens-disagree'] }
  if (classification.kind === 'bounce') return bounceTrust(mail, match)
  if (has(settings.untrustedSenders, mail.from)) return { level: 1, rules: ['sender-never-trusted'] }
  if (mail.isFromDoubtful) return { level: 1, rules: ['sender-doubtful'] }
  const isListed = has(settings.trustedSenders, mail.from)
  const domain = domainOf(mail.from)
  if (!isListed && !isInDomains(domain, settings)) return { level: 1, rules: ['sender-unknown'] }
  // A case number can be guessed or overheard, and is no thread; a conversation may be shared by strangers.
  if (match.by === 'case-number' || match.by === 'conversation')
    return { level: 1, rules: ['no-thread-token'] }
  const proof = proofOf(mail, settings)
  if (isListed && isCovered(match, proof.signatures)) return { level: 3, rules: [proof.rule, 'token-signed'] }
  return { level: proof.isGenuine ? 2 : 1, rules: [proof.rule] }
}

/** Would it count in full, were those of its signatures true whose keys nobody could fetch for now? */
export function mayYetBeProven(
  mail: Mail,
  classification: Classification,
  match: Match<string>,
  settings: TrustSettings,
): boolean {
  const { dkim = [] } = mail
  if (!dkim.some(({ result }) => result === 'unchecked')) return false
  const proven = dkim.map((one) =>
    one.result === 'unchecked' ? { ...one, result: 'pass' as const, coversBody: !one.isBodyLimited } : one,
  )
  return trust({ ...mail, dkim: proven }, classification, match, settings).level === 3
}

/** Could anything that its signatures prove make it count? */
export const canBeTrusted = ({ from, isFromDoubtful }: Mail, settings: TrustSettings): boolean =>
  !isFromDoubtful &&
  !has(settings.untrustedSenders, from) &&
  (has(settings.trustedSenders, from) || isInDomains(domainOf(from), settings))

/** A trusted domain or one below it. */
export const isInDomains = (domain: string, { trustedDomains }: TrustSettings): boolean =>
  trustedDomains.some((one) => domain === one || domain.endsWith(`.${one}`))

/** A bounce has no sender to prove; it has the null return path (RFC 5321 §6.1), and an id that only our mail bore. */
function bounceTrust({ returnPath }: Mail, { by }: Match<string>): TrustReading {
  if (returnPath !== '') return { level: 1, rules: ['no-null-return-path'] }
  const knowsUs = by === 'token' || by === 'envelope-id' || by === 'message-id'
  return knowsUs ? { level: 3, rules: ['null-return-path'] } : { level: 1, rules: ['no-token'] }
}

type Proof = {
  readonly rule: string
  /** Signatures by the sender's domain that are true, and leave no part of the body open. */
  readonly signatures: readonly Signature[]
  /** As good as DMARC: signature or envelope are of the sender's domain. */
  readonly isGenuine: boolean
}

/**
 * Our own look at the signatures decides. Only where a key could not be fetched, or nobody was to be asked, the word
 * of our mail server stands in for it, and then what the signature says it covers.
 */
function proofOf(mail: Mail, settings: TrustSettings): Proof {
  const results = ownResults(mail, settings)
  const signatures = (mail.dkim ?? []).filter(
    (one) => isSound(one, mail) && one.result === 'pass' && one.coversBody,
  )
  if (signatures.length > 0) return { rule: 'dkim-verified', signatures, isGenuine: true }
  const isOpen = mail.dkim === undefined || mail.dkim.some(({ result }) => result === 'unchecked')
  return isOpen ? byResults(mail, results) : againstResults(mail, results)
}

function ownResults(
  { authentication }: Mail,
  { authenticationServer }: TrustSettings,
): Authentication | undefined {
  const isOurs =
    authenticationServer === undefined || authentication?.server === authenticationServer.toLowerCase()
  return isOurs ? authentication : undefined
}

/** It signs the sender, once and for all. */
const isSound = ({ domain, signs }: Signature, { from }: Mail): boolean =>
  signs.includes('from') && isAligned(domain, domainOf(from))

function byResults(mail: Mail, results: Authentication | undefined): Proof {
  const passed = (results?.dkim ?? []).filter(
    ({ result, domain }) => result === 'pass' && isAligned(domain, domainOf(mail.from)),
  )
  const signatures = mail.signatures.filter(
    (one) => isSound(one, mail) && !one.isBodyLimited && passed.some(({ domain }) => domain === one.domain),
  )
  const isGenuine = passed.length > 0 || passesDmarc(mail, results)
  return { rule: isGenuine ? 'results-of-our-server' : 'dkim-unchecked', signatures, isGenuine }
}

/**
 * No signature is true. Our server may still have seen the mail come from the sender's own servers; what it says of a
 * signature counts for nothing any more.
 */
function againstResults(mail: Mail, results: Authentication | undefined): Proof {
  const { spf } = results ?? {}
  const isFromServer = spf?.result === 'pass' && isAligned(spf.domain, domainOf(mail.from))
  const isGenuine = passesDmarc(mail, results) && (isFromServer || !claimsDkim(mail, results))
  const isSigned = (mail.dkim ?? []).some((one: CheckedSignature) => isSound(one, mail))
  const rule = isGenuine ? 'results-of-our-server' : isSigned ? 'dkim-failed' : 'dkim-missing'
  return { rule, signatures: [], isGenuine }
}

const claimsDkim = ({ from }: Mail, results: Authentication | undefined): boolean =>
  (results?.dkim ?? []).some(({ result, domain }) => result === 'pass' && isAligned(domain, domainOf(from)))

function passesDmarc({ from }: Mail, results: Authentication | undefined): boolean {
  const { dmarc } = results ?? {}
  return dmarc?.result === 'pass' && (dmarc.domain === undefined || isAligned(dmarc.domain, domainOf(from)))
}

/** A token may be stolen; one that the sender has signed was written by the sender. For each report, one is enough. */
const isCovered = ({ reportIds, ties }: Match<string>, signatures: readonly Signature[]): boolean =>
  signatures.some(({ signs, isBodyLimited }) =>
    reportIds.every((id) =>
      ties.some(
        (tie) =>
          tie.reportIds.includes(id) && (tie.place === 'body' ? !isBodyLimited : signs.includes(tie.place)),
      ),
    ),
  )

const has = (addresses: readonly string[], address: string): boolean =>
  addresses.some((one) => one.toLowerCase() === address)
