import { composeOwnMail } from '../reports/own-mail'
import type { ComposedMessage } from '../reports/report-mail'
import type { Mail } from './mail'

/** What a mail of the mailbox tells about a mail that we sent to ourselves. */
export type ProbeNews = {
  /** The plus-address that it went to. */
  readonly address: string
  /** The server's words, where it came back. */
  readonly bounced?: string
}

const probe = /\+selftest-[0-9a-f]{16}@/i

/** `reports+selftest-0123456789abcdef@…`, which nobody but us knows. */
export function probeAddressOf(mailbox: string, nonce: string): string {
  const at = mailbox.lastIndexOf('@')
  return `${mailbox.slice(0, at)}+selftest-${nonce}${mailbox.slice(at)}`.toLowerCase()
}

/** Undefined for every mail that is not about such an address. */
export function probeNewsIn({ to, deliveredTo, dsn }: Mail): ProbeNews | undefined {
  const failed = dsn?.recipients.find(
    ({ action, recipient, originalRecipient }) =>
      action === 'failed' && probe.test(originalRecipient ?? recipient),
  )
  if (failed) {
    const address = (failed.originalRecipient ?? failed.recipient).toLowerCase()
    return { address, bounced: failed.diagnostic ?? failed.status ?? 'it came back' }
  }
  const address = [...to, ...deliveredTo].find((one) => probe.test(one))
  return address === undefined || dsn ? undefined : { address: address.toLowerCase() }
}

/** A mail from us to ourselves, by way of an address that the mailbox has to know as its own. */
export async function composeProbe(from: string, address: string, at: Date): Promise<ComposedMessage> {
  const subject = 'Self-check of the abuse reporter'
  const text =
    'This mail tests whether answers to reports arrive: they come to addresses such as that of this mail.\r\n' +
    'It is read by the program and can be deleted.\r\n'
  const [local = ''] = address.slice(address.indexOf('+') + 1).split('@')
  return composeOwnMail({ from: { name: '', address: from }, to: [address], subject, text, name: local, at })
}
