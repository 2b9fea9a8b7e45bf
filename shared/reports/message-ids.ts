import { parseReportId, type ReportId } from '../model/report-id'
import { type Purpose, purposes } from './purpose'

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

/** An id as a mail has it in its header, and not the reference that another door was given. */
export const isMessageId = (text: string): boolean => /^<[^<>\s@]{1,200}@[^<>\s@]{1,200}>$/.test(text)

/** The mail of ours that a Message-ID names, if it has the form of {@link messageIdOf}; whoever made it. */
export function parseMessageId(
  text: string,
): { readonly reportId: ReportId; readonly purpose: Purpose } | undefined {
  const local = /^<?([^<>@\s]{1,80})@[^<>@\s]+>?$/.exec(text.trim())?.[1] ?? ''
  const [id = '', purpose = '', ...rest] = local.split('.')
  return rest.length === 0 ? mailOf(id, purpose) : undefined
}

/** The attempt that an ENVID names, if it has the form of {@link envelopeIdOf}. */
export function parseEnvelopeId(
  text: string,
): { readonly reportId: ReportId; readonly purpose: Purpose; readonly attempt: number } | undefined {
  const [id = '', purpose = '', attempt = '', ...rest] = text.trim().split('.')
  const mail = rest.length === 0 && /^\d{1,6}$/.test(attempt) ? mailOf(id, purpose) : undefined
  return mail === undefined ? undefined : { ...mail, attempt: Number(attempt) }
}

function mailOf(id: string, word: string): { reportId: ReportId; purpose: Purpose } | undefined {
  const reportId = parseReportId(id)
  const purpose = purposes.find((one) => one === word.toLowerCase())
  return reportId === undefined || purpose === undefined ? undefined : { reportId, purpose }
}
