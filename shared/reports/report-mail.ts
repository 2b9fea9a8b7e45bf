import type { CurrentActor } from '../alerts/current-actor'
import type { AbuseKind, Evidence } from '../cases/decision'
import type { Engines } from '../cases/enrichment'
import type { SecretOf } from './mail-secrets'
import type { SeeAlso } from './paired-reports'
import type { WrittenPurpose } from './purpose'
import type { Templates } from './shipped-templates'

/** One alert's share of a report: when, and on which remote port. Nothing that names a system of ours. */
export type SightingLine = {
  readonly firstActivityAt?: Date
  readonly lastActivityAt?: Date
  readonly port?: number
}

/** By time, oldest first; what has no time comes last. */
export function inOrder(lines: readonly SightingLine[]): readonly SightingLine[] {
  const at = ({ firstActivityAt, lastActivityAt }: SightingLine): number =>
    (firstActivityAt ?? lastActivityAt)?.getTime() ?? Infinity
  return lines.toSorted((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
}

/** A closed report about the same endpoint. */
export type EarlierReport = {
  readonly reportId: string
  readonly sentAt?: Date
  readonly outcome?: string
}

/** Everything a mail is composed from. What is not in here cannot leave. */
export type ReportMail = {
  readonly reportId: string
  readonly purpose: WrittenPurpose
  /** The endpoint in its canonical spelling: URL up to the content's id, host, or address. */
  readonly endpointText: string
  readonly evidence: Evidence
  /** What has become of the threat actor's name since the alert, where that is known. */
  readonly actorNow?: CurrentActor
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly sightings: readonly SightingLine[]
  /** How many there are beyond those. */
  readonly unlistedSightings?: number
  /** Single connections of our systems with it: how many were found, and those that are listed. */
  readonly connections?: { readonly count: number; readonly listed: readonly SightingLine[] }
  /** What engines say of it. */
  readonly engines?: Engines
  /** How many of our systems saw it, where that is known. */
  readonly systems?: number
  readonly earlierReports: readonly EarlierReport[]
  /** Reports about the host on this address, or the address of this host. */
  readonly seeAlso?: readonly SeeAlso[]
  /** The conversation a follow-up belongs to: every id of the earlier mails, oldest first, and the first subject. */
  readonly thread?: { readonly messageIds: readonly string[]; readonly subject: string }
  /** The desk's own number, as it stood in its answer. */
  readonly caseNumber?: string
  /** Becomes the Date header. */
  readonly composedAt: Date
  /** RFC 5322 Message-ID with its angle brackets; see {@link messageIdOf}. */
  readonly messageId: string
  /** RFC 3461 ENVID, which names the attempt; see {@link envelopeIdOf}. */
  readonly envelopeId: string
  /** Everybody else refused it: it goes to `fallbackTo`. */
  readonly fallback?: true
  /** Goes to these alone: everybody else has it already. */
  readonly onlyTo?: readonly string[]
  /** Composed for a trial: leaves only to `redirectAllTo`, and says so. */
  readonly trial: boolean
}

/** Who writes, to whom, and how the mail is dressed. */
export type MailSettings = {
  readonly from: { readonly name: string; readonly address: string }
  /** Whoever no route names the kind of abuse for. */
  readonly to: readonly string[]
  readonly cc: readonly string[]
  /** Who gets the reports of some kinds of abuse, in place of `to`. */
  readonly routes?: Readonly<Partial<Record<AbuseKind, readonly string[]>>>
  /** Gets, alone, what every other recipient refused. */
  readonly fallbackTo?: readonly string[]
  /** The mailbox that answers are to reach, without a plus part; the report's token is added. */
  readonly replyTo: string
  /** What only the recipients of a mail can know; left out where nothing leaves. */
  readonly secretOf?: SecretOf
  /** Address of ours that gets a copy in the same envelope, to prove afterwards that the mail left. */
  readonly ownCopy?: string
  /** Name of the reporting organisation, as the desk shall read it. */
  readonly organisation: string
  /** `Auto-Submitted: auto-generated` (RFC 3834). A strict desk may not acknowledge such mail. */
  readonly autoSubmitted: boolean
  /** The wording; without it, what is shipped. */
  readonly templates?: Templates
  /** Takes the place of every recipient; everything composed then is a trial. */
  readonly redirectAllTo?: string
}

/** A mail ready to leave through a door: the exact bytes, and who they are for. */
export type ComposedMessage = {
  readonly subject: string
  /** The readable part, as a person would see it. */
  readonly text: string
  /** The whole RFC 5322 message, lines ending in CRLF. */
  readonly raw: Buffer
  /** Hex SHA-256 of `raw`. */
  readonly sha256: string
  readonly messageId: string
  readonly envelope: {
    readonly from: string
    /** The desk's addresses: every To and Cc. */
    readonly to: readonly string[]
    /** Those of them that get only a copy. */
    readonly cc?: readonly string[]
    /** Our own copy, in the same envelope and in no header. */
    readonly ownCopy?: string
  }
  readonly envelopeId: string
}
