import PostalMime from 'postal-mime'
import type { ReceivedMail } from './smtp'

/** A mail that has left the app, as its recipients read it. */
export type SentMail = ReceivedMail & {
  readonly messageId: string
  readonly subject: string
  readonly replyTo: string
  /** The report id in brackets in the subject. */
  readonly reportId: string
  /** `initial`, `reminder-1`, …: the second part of the app's Message-IDs. */
  readonly purpose: string
  /** Everything readable in it, attachments included. */
  readonly text: string
}

/** Reads a mail with another parser than the one that wrote it. */
export async function readSentMail(mail: ReceivedMail): Promise<SentMail> {
  const parsed = await PostalMime.parse(mail.raw, { attachmentEncoding: 'utf8' })
  const messageId = parsed.messageId ?? ''
  const subject = parsed.subject ?? ''
  const attached = parsed.attachments.map(({ content }) => (typeof content === 'string' ? content : ''))
  return {
    ...mail,
    messageId,
    subject,
    replyTo: parsed.replyTo?.[0]?.address ?? mail.from,
    reportId: /\[([A-Z0-9]+-\d{4}-[0-9A-Z]+)\]/.exec(subject)?.[1] ?? '',
    purpose: /^<[^.@]+\.([^.@]+)[.@]/.exec(messageId)?.[1] ?? '',
    text: [parsed.text ?? '', ...attached].join('\n'),
  }
}
