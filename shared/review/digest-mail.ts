import MailComposer from 'nodemailer/lib/mail-composer'
import { sha256 } from '../model/hash'
import { mailAddress } from '../reports/mail-address'
import { headerLine } from '../reports/plain-text'
import type { ComposedMessage } from '../reports/report-mail'

export type DigestMail = {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** Names this digest: the same period makes the same Message-ID. */
  readonly name: string
  readonly at: Date
}

/** A mail to our own people, marked as written by a program so that no absence note comes back. */
export async function composeDigest({
  from,
  to,
  subject,
  text,
  name,
  at,
}: DigestMail): Promise<ComposedMessage> {
  const messageId = `<${name}${from.address.slice(from.address.lastIndexOf('@'))}>`
  const raw = await new MailComposer({
    from: { name: headerLine(from.name), address: mailAddress(from.address) },
    to: to.map(mailAddress),
    subject: headerLine(subject),
    date: at,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  const envelope = { from: from.address, to: [...to] }
  return { subject, text, raw, sha256: sha256(raw), messageId, envelope, envelopeId: name }
}
