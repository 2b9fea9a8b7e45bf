import type { Purpose } from './purpose'

type MailOfReport = { readonly reportId: string; readonly purpose: Purpose }

/**
 * Message-ID with its angle brackets. It follows from report and purpose alone, so a second copy of a mail is
 * recognisable as one, and an answer names the report even where our tables are lost.
 * @param domain The sender's domain.
 */
export function messageIdOf({ reportId, purpose }: MailOfReport, domain: string): string {
  return `<${reportId}.${purpose}@${domain.toLowerCase()}>`
}

/** ENVID (RFC 3461, at most 100 characters): names the attempt too, because a bounce counts against that attempt alone. */
export function envelopeIdOf({ reportId, purpose }: MailOfReport, attempt: number): string {
  return `${reportId}.${purpose}.${attempt}`
}

/** The plus-addressed mailbox where an answer proves which report it is about: `reports+RDAR-2611-7F3K9QXM@…`. */
export function replyAddressOf(reportId: string, mailbox: string): string {
  const at = mailbox.lastIndexOf('@')
  return `${mailbox.slice(0, at)}+R${reportId}${mailbox.slice(at)}`
}
