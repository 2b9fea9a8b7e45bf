import { dayInMs, hourInMs } from '../model/time'
import type { Classification } from './classify'
import { domainOf, isAligned } from './dkim'
import type { Authentication, CheckedSignature, Mail, Signature } from './mail'
import type { Match } from './match'

/**
 * How far a mail may move a report. 3: one signature that we found true ourselves, over all that is read and to us, and
 * genuine bounces. 2: our own server vouches for its domain, enough for an acknowledgement, marked unverified.
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
  /** Where answers go, without plus parts; a mail to somebody else is no answer to us. */
  readonly ownAddresses: readonly string[]
  /** Name with which our own mail server signs its Authentication-Results; Exchange Online gives none. */
  readonly authenticationServer?: string
}

export const defaultTrust: TrustSettings = {
  trustedSenders: ['cert@microsoft.com', 'abuse@microsoft.com', 'secure@microsoft.com', 'ioc@microsoft.com'],
  trustedDomains: ['microsoft.com'],
  // Attackers have Azure Monitor send their own text from here, with SPF, DKIM and DMARC all passing.
  untrustedSenders: ['azure-noreply@microsoft.com'],
  ownAddresses: [],
}

/** How far, and what speaks for it or against it, as names of rules. */
export type TrustReading = {
  readonly level: Trust
  readonly rules: readonly string[]
  /** Where it is 3: domain of the signature that was found true. */
  readonly signer?: string
}

/**
 * @param match of this very mail; without a tie to a report nothing is trusted, because nothing can be moved
 * @param receivedAt when our own server took it
 */
export function trust(
  mail: Mail,
  classification: Classification,
  match: Match<string>,
  settings: TrustSettings,
  receivedAt: Date,
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
  if (match.by === 'case-number' || match.by === 'conversation' || match.by === 'quoted')
    return { level: 1, rules: ['no-thread-token'] }
  const proof = proofOf(mail, settings)
  const against = isListed ? whyNotInFull(mail, match, proof, settings, receivedAt) : 'sender-not-listed'
  const [signature] = proof.signatures
  if (against === undefined && signature)
    return { level: 3, rules: [proof.rule, 'token-signed'], signer: signature.domain }
  return { level: proof.isGenuine ? 2 : 1, rules: [proof.rule, against ?? 'not-signed'] }
}

const longestOnItsWayInMs = 2 * dayInMs
/** Clocks differ; an hour is more than any that sends mail. */
const toleranceInMs = hourInMs

/** What Exchange Online signs of every mail. */
const signedAlways = ['from', 'subject', 'date', 'message-id', 'content-type']

/** Why what its signature proves is not enough for a report to be moved; undefined where it is. */
function whyNotInFull(
  mail: Mail,
  match: Match<string>,
  { signatures }: Proof,
  settings: TrustSettings,
  receivedAt: Date,
): string | undefined {
  if (mail.doubt !== undefined) return mail.doubt
  const good = signatures.filter(({ signs }) =>
    signedAlways.every((name) => signs.includes(name) && mail.once.includes(name)),
  )
  if (good.length === 0) return 'not-all-signed'
  const age = receivedAt.getTime() - (mail.date?.getTime() ?? 0)
  if (age > longestOnItsWayInMs || age < -toleranceInMs) return 'old-or-future'
  if (!mail.readsAlike && !good.some(({ signs }) => signs.includes('content-transfer-encoding')))
    return 'encoding-not-signed'
  if (!isFromServer(mail, ownResults(mail, settings)) && !good.some((one) => isToUs(mail, one, settings)))
    return 'not-to-us'
  return isCovered(match, good) ? undefined : 'token-not-signed'
}

/** Our own server saw it come from the sender's servers: what was sent to somebody else first comes from elsewhere. */
const isFromServer = ({ from }: Mail, results: Authentication | undefined): boolean =>
  results?.spf?.result === 'pass' && isAligned(results.spf.domain, domainOf(from))

function isToUs({ to, cc }: Mail, { signs }: Signature, { ownAddresses }: TrustSettings): boolean {
  const signed = [...(signs.includes('to') ? to : []), ...(signs.includes('cc') ? cc : [])]
  return signed.some((address) => has(ownAddresses, address.replace(/\+[^@]*@/, '@')))
}

/** Would it count in full, were those of its signatures true whose keys nobody could fetch for now? */
export function mayYetBeProven(
  mail: Mail,
  classification: Classification,
  match: Match<string>,
  settings: TrustSettings,
  receivedAt: Date,
): boolean {
  const { dkim = [] } = mail
  if (!dkim.some(({ result }) => result === 'unchecked')) return false
  const proven = dkim.map((one) =>
    one.result === 'unchecked' ? { ...one, result: 'pass' as const, coversBody: !one.isBodyLimited } : one,
  )
  return trust({ ...mail, dkim: proven }, classification, match, settings, receivedAt).level === 3
}

/** Could anything that its signatures prove make it count? */
export const canBeTrusted = ({ from, isFromDoubtful }: Mail, settings: TrustSettings): boolean =>
  !isFromDoubtful &&
  !has(settings.untrustedSenders, from) &&
  (has(settings.trustedSenders, from) || isInDomains(domainOf(from), settings))

/** A trusted domain or one below it. */
export const isInDomains = (domain: string, { trustedDomains }: TrustSettings): boolean =>
  trustedDomains.some((one) => domain === one || domain.endsWith(`.${one}`))

/**
 * A bounce has no sender to prove. Its null return path (RFC 5321 §6.1) anybody can write; the ENVID of our attempt only
 * the servers on its way have seen, and every other id may have been handed on with the report.
 */
function bounceTrust({ returnPath = '' }: Mail, { reportIds, returned }: Match<string>): TrustReading {
  if (returnPath !== '') return { level: 1, rules: ['no-null-return-path'] }
  const isOurs = reportIds.length > 0 && reportIds.every((id) => returned.includes(id))
  return isOurs ? { level: 3, rules: ['envelope-id'] } : { level: 1, rules: ['no-envelope-id'] }
}

type Proof = {
  readonly rule: string
  /** Signatures by the sender's domain that are true, and leave no part of the body open. */
  readonly signatures: readonly Signature[]
  /** As good as DMARC: signature or envelope are of the sender's domain. */
  readonly isGenuine: boolean
}

/** Our own look at the signatures decides. Where there was none, the word of our mail server has to do, for less. */
function proofOf(mail: Mail, settings: TrustSettings): Proof {
  const results = ownResults(mail, settings)
  const signatures = (mail.dkim ?? []).filter(
    (one) => isSound(one, mail) && one.result === 'pass' && one.coversBody,
  )
  if (signatures.length > 0) return { rule: 'dkim-verified', signatures, isGenuine: true }
  const isOpen = mail.dkim === undefined || mail.dkim.some(({ result }) => result === 'unchecked')
  return isOpen ? byResults(mail, results) : againstResults(mail, results)
}

/** What our own mail server, and nobody else, says of it. */
export function ownResults(
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

/** What our own server says of a signature is no look at it: it may speak of another one, or of other bytes. */
function byResults(mail: Mail, results: Authentication | undefined): Proof {
  const isGenuine = claimsDkim(mail, results) || passesDmarc(mail, results)
  return { rule: isGenuine ? 'results-of-our-server' : 'dkim-unchecked', signatures: [], isGenuine }
}

/**
 * No signature is true. Our server may still have seen the mail come from the sender's own servers; what it says of a
 * signature counts for nothing any more.
 */
function againstResults(mail: Mail, results: Authentication | undefined): Proof {
  const isGenuine = passesDmarc(mail, results) && (isFromServer(mail, results) || !claimsDkim(mail, results))
  const isSigned = (mail.dkim ?? []).some((one: CheckedSignature) => isSound(one, mail))
  const rule = isGenuine ? 'results-of-our-server' : isSigned ? 'dkim-failed' : 'dkim-missing'
  return { rule, signatures: [], isGenuine }
}

/** Our server says that a signature of the sender's domain was true. */
export const claimsDkim = ({ from }: Mail, results: Authentication | undefined): boolean =>
  (results?.dkim ?? []).some(({ result, domain }) => result === 'pass' && isAligned(domain, domainOf(from)))

function passesDmarc({ from }: Mail, results: Authentication | undefined): boolean {
  const { dmarc } = results ?? {}
  return dmarc?.result === 'pass' && (dmarc.domain === undefined || isAligned(dmarc.domain, domainOf(from)))
}

/** A token may be stolen; one that the sender has signed was written by the sender, and a secret only the desk got. */
const isCovered = ({ reportIds, ties, proven }: Match<string>, signatures: readonly Signature[]): boolean =>
  signatures.some(({ signs }) =>
    reportIds.every(
      (id) =>
        proven.includes(id) ||
        ties.some((tie) => tie.reportIds.includes(id) && (tie.place === 'body' || signs.includes(tie.place))),
    ),
  )

const has = (addresses: readonly string[], address: string): boolean =>
  addresses.some((one) => one.toLowerCase() === address)
