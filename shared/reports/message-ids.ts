import { parseReportId, type ReportId } from '../model/report-id'
import { isSecret, type SecretOf } from './mail-secrets'
import { type Purpose, purposes } from './purpose'

type MailOfReport = { readonly reportId: string; readonly purpose: Purpose }

/** What one of our ids names, whoever wrote it. */
export type NamedMail = {
  readonly reportId: ReportId
  readonly purpose: Purpose
  /** Only who got the mail, or a server on its way, can know its id as it is. */
  readonly isProven: boolean
}

/**
 * Message-ID with its angle brackets. It follows from report and purpose alone, so a second copy of a mail is
 * recognisable as one, and an answer names the report even where our tables are lost.
 * @param domain The sender's domain.
 * @param secretOf Left out for a mail that never leaves.
 */
export function messageIdOf(mail: MailOfReport, domain: string, secretOf?: SecretOf): string {
  const local = `${mail.reportId}.${mail.purpose}`
  return `<${withSecret(local, 'message', secretOf)}@${domain.toLowerCase()}>`
}

/** ENVID (RFC 3461, at most 100 characters): names the attempt too, because a bounce counts against that attempt alone. */
export function envelopeIdOf(
  { reportId, purpose }: MailOfReport,
  attempt: number,
  secretOf?: SecretOf,
): string {
  return withSecret(`${reportId}.${purpose}.${attempt}`, 'envelope', secretOf)
}

/**
 * The plus-addressed mailbox where an answer proves which report it is about: `reports+RDAR-2611-7F3K9QXM-4g…@…`.
 * The secret is left out where it would be too long for a mail address (RFC 5321 §4.5.3.1.1).
 */
export function replyAddressOf(reportId: string, mailbox: string, secretOf?: SecretOf): string {
  const at = mailbox.lastIndexOf('@')
  const local = `${mailbox.slice(0, at)}+R${reportId}`
  const secret = secretOf === undefined ? '' : `-${secretOf(`reply ${reportId}`)}`
  return `${local.length + secret.length > 64 ? local : local + secret}${mailbox.slice(at)}`
}

const withSecret = (local: string, kind: string, secretOf: SecretOf | undefined): string =>
  secretOf === undefined ? local : `${local}.${secretOf(`${kind} ${local}`)}`

/** An id as a mail has it in its header, and not the reference that another door was given. */
export const isMessageId = (text: string): boolean => /^<[^<>\s@]{1,200}@[^<>\s@]{1,200}>$/.test(text)

/** The mail of ours that a Message-ID names, if it has the form of {@link messageIdOf}; whoever made it. */
export function parseMessageId(text: string, secretOf?: SecretOf): NamedMail | undefined {
  const local = /^<?([^<>@\s]{1,100})@[^<>@\s]+>?$/.exec(text.trim())?.[1] ?? ''
  const [id = '', purpose = '', secret, ...rest] = local.split('.')
  const mail = rest.length === 0 ? mailOf(id, purpose) : undefined
  return mail && { ...mail, isProven: isSecret(secretOf, `message ${id}.${purpose}`, secret) }
}

/** The attempt that an ENVID names, if it has the form of {@link envelopeIdOf}. */
export function parseEnvelopeId(
  text: string,
  secretOf?: SecretOf,
): (NamedMail & { readonly attempt: number }) | undefined {
  const [id = '', purpose = '', attempt = '', secret, ...rest] = text.trim().split('.')
  const mail = rest.length === 0 && /^\d{1,6}$/.test(attempt) ? mailOf(id, purpose) : undefined
  const isProven = isSecret(secretOf, `envelope ${id}.${purpose}.${attempt}`, secret)
  return mail && { ...mail, attempt: Number(attempt), isProven }
}

/** The report that the plus part of a {@link replyAddressOf} names. */
export function parseReplyTag(
  tag: string,
  secretOf?: SecretOf,
): Pick<NamedMail, 'reportId' | 'isProven'> | undefined {
  const [, id = '', secret] = /^r([a-z0-9]+-\d{4}-[a-z0-9]+)(?:-([a-z0-9]{12}))?$/i.exec(tag) ?? []
  const reportId = parseReportId(id)
  return reportId && { reportId, isProven: isSecret(secretOf, `reply ${reportId}`, secret) }
}

function mailOf(id: string, word: string): { reportId: ReportId; purpose: Purpose } | undefined {
  const reportId = parseReportId(id)
  const purpose = purposes.find((one) => one === word.toLowerCase())
  return reportId === undefined || purpose === undefined ? undefined : { reportId, purpose }
}
