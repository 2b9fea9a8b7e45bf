import { getDomain } from 'tldts'
import type { Classification } from './classify'
import type { Authentication, Mail } from './mail'
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

/** @param match of this very mail; without a tie to a report nothing is trusted, because nothing can be moved. */
export function trust(
  mail: Mail,
  classification: Classification,
  match: Match,
  settings: TrustSettings,
): Trust {
  if (match.by === 'none') return 0
  if (match.conflicting) return 1
  if (classification.kind === 'bounce') return bounceTrust(mail, match)
  // A subject or a case number can be guessed or overheard; these two only whoever had our mail can know.
  const inThread = match.by === 'token' || match.by === 'message-id'
  if (!inThread || has(settings.untrustedSenders, mail.from)) return 1
  const proof = proofOf(mail, settings)
  if (proof.aligned && has(settings.trustedSenders, mail.from)) return 3
  const domain = domainOf(mail.from)
  const inDomain = settings.trustedDomains.some((one) => domain === one || domain.endsWith(`.${one}`))
  return proof.dmarc && inDomain ? 2 : 1
}

/** A bounce has no sender to prove; it has the null return path (RFC 5321 §6.1), and an id that only our mail bore. */
function bounceTrust({ returnPath, dsn }: Mail, { by }: Match): Trust {
  const fromNobody = returnPath === undefined || returnPath === ''
  const knowsUs = by === 'token' || by === 'envelope-id' || by === 'message-id'
  return fromNobody && knowsUs && dsn !== undefined ? 3 : 1
}

type Proof = {
  /** A DKIM signature that passed, by the domain in From (relaxed alignment, RFC 7489 §3.1.1). */
  readonly aligned: boolean
  readonly dmarc: boolean
}

function proofOf({ from, authentication }: Mail, { authenticationServer }: TrustSettings): Proof {
  const none = { aligned: false, dmarc: false }
  if (authentication === undefined) return none
  if (authenticationServer !== undefined && !isServer(authentication, authenticationServer)) return none
  const domain = domainOf(from)
  const { dkim, dmarc } = authentication
  return {
    aligned: dkim.some((one) => one.result === 'pass' && isAligned(one.domain, domain)),
    dmarc: dmarc?.result === 'pass' && (dmarc.domain === undefined || isAligned(dmarc.domain, domain)),
  }
}

const isServer = ({ server }: Authentication, expected: string): boolean => server === expected.toLowerCase()

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

function isAligned(signer: string | undefined, domain: string): boolean {
  if (signer === undefined || domain === '') return false
  const organisation = getDomain(domain)
  return signer === domain || (organisation !== null && organisation === getDomain(signer))
}

const has = (addresses: readonly string[], address: string): boolean =>
  addresses.some((one) => one.toLowerCase() === address)
