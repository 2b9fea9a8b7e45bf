/** One recipient in a delivery status notification (RFC 3464 §2.3). */
export type DsnRecipient = {
  /** Final-Recipient: where the mail was going in the end. */
  readonly recipient: string
  /** Original-Recipient: the address we had given, where a forwarding lies between. */
  readonly originalRecipient?: string
  /** Decides finality; the status does not: a queue that gave up says `failed` with 4.4.1. */
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'unknown'
  /** RFC 3463: `5.1.1`. */
  readonly status?: string
  readonly diagnostic?: string
}

/** What a delivery status notification says, with what it quotes of the mail it is about. */
export type Dsn = {
  /** Original-Envelope-Id: the ENVID of the attempt. */
  readonly envelopeId?: string
  readonly recipients: readonly DsnRecipient[]
  readonly originalMessageId?: string
  readonly originalSubject?: string
}

/** One `Authentication-Results` header (RFC 8601), as far as it speaks of DKIM, SPF and DMARC. Domains in lower case. */
export type Authentication = {
  /** Absent in Exchange Online. */
  readonly server?: string
  readonly dkim: readonly { readonly result: string; readonly domain?: string }[]
  readonly spf?: { readonly result: string; readonly domain?: string }
  readonly dmarc?: { readonly result: string; readonly domain?: string }
}

/** A DKIM-Signature header (RFC 6376 §3.5), as far as its sender's word goes. */
export type Signature = {
  /** `d=`, in lower case. */
  readonly domain: string
  readonly selector: string
  /** Which of the signatures of its mail it is, from the top. */
  readonly nth: number
  /** Names of headers of which it signs every one that the mail has. */
  readonly signs: readonly string[]
  /** It has an `l=` limit: what follows in the body may be somebody else's. */
  readonly isBodyLimited: boolean
  readonly signedAt?: Date
}

/** A signature that we have looked at ourselves. */
export type CheckedSignature = Signature & {
  /** `unchecked`: its key could not be fetched for now, so nothing is known. */
  readonly result: 'pass' | 'fail' | 'unchecked'
  /** Every byte of the body is signed, limit or not. */
  readonly coversBody: boolean
}

/** A mail of the reply mailbox, as far as anybody here asks. Every text in it is hostile input. */
export type Mail = {
  /** Hash of the Message-ID, or of the bytes where there is none. Safe as a row key. */
  readonly key: string
  /** With its angle brackets. */
  readonly messageId?: string
  /** Address only, in lower case; empty where there is none. */
  readonly from: string
  readonly fromName: string
  /** From is there twice, is a group, or names several: who wrote it is not certain. */
  readonly isFromDoubtful: boolean
  /** In lower case. */
  readonly to: readonly string[]
  readonly cc: readonly string[]
  /** Delivered-To and its kin: what the envelope said. */
  readonly deliveredTo: readonly string[]
  readonly subject: string
  readonly date?: Date
  readonly inReplyTo?: string
  readonly references: readonly string[]
  /** What Outlook and Exchange Online take to be one conversation, as hashes; unrelated mails may share one. */
  readonly conversations: readonly string[]
  /** The readable text; of an HTML-only mail, its words. */
  readonly text: string
  /** All of its body that may name a report, quoted mails included. */
  readonly bodyText: string
  /** What the sender wrote anew: `text` without quoted mails, signature and disclaimer. */
  readonly newText: string
  /** Its two parts as they are; absent where there is none. */
  readonly plain?: string
  readonly html?: string
  /** Something is attached that may say more; pictures do not. */
  readonly hasFiles: boolean
  /** RFC 3834 or its older kin say that no person wrote it. */
  readonly automatic: boolean
  /** A mailing list or bulk mail. */
  readonly bulk: boolean
  /** Empty string for the null return path `<>`; absent where the mailbox does not tell. */
  readonly returnPath?: string
  readonly dsn?: Dsn
  /** Message-IDs that stand in what it quotes, whether or not it is a bounce. */
  readonly quotedIds: readonly string[]
  /** Exchange calls it a non-delivery report. */
  readonly isNdr: boolean
  /** A receipt that it was displayed (RFC 8098), or that it was not. */
  readonly isReadReceipt: boolean
  readonly signatures: readonly Signature[]
  /** Signatures that we have looked at ourselves; absent where that was not possible or not asked for. */
  readonly dkim?: readonly CheckedSignature[]
  /** The topmost results only: what stands lower down may have come with the mail. */
  readonly authentication?: Authentication
  /** Why what was parsed may be another mail than what was verified: then no signature counts. */
  readonly doubt?: string
  /** Header fields that stand in it once, in lower case. */
  readonly once: readonly string[]
  /** No transfer encoding would make another text of it. */
  readonly readsAlike: boolean
  /** By its topmost Received. */
  readonly receivedAt?: Date
  /** Why nothing but the key could be read. */
  readonly unreadable?: string
}
