import { sha256 } from '../model/hash'
import { mailAddress } from './mail-address'
import { headerLine } from './plain-text'
import type { ComposedMessage } from './report-mail'

export type OwnMail = {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** Names this mail: the same name makes the same Message-ID. */
  readonly name: string
  readonly at: Date
}

/** A mail to our own people or to ourselves, marked as written by a program so that no absence note comes back. */
export async function composeOwnMail(mail: OwnMail): Promise<ComposedMessage> {
  const { from, to, subject, text, name, at } = mail
  const messageId = `<${name}${from.address.slice(from.address.lastIndexOf('@'))}>`
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
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
