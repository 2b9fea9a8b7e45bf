import { randomUUID } from 'node:crypto'
import { receivedHeaders } from './answer-mail'
import type { SentMail } from './sent-mail'

/** A delivery status notification (RFC 3464) that says none of these recipients could be reached. */
export function composeBounce(mail: SentMail, recipients: readonly string[], at: Date): Buffer {
  const boundary = `=_${randomUUID()}`
  const status = [
    [
      'Reporting-MTA: dns; mx.example.net',
      ...(mail.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${mail.envelopeId}`]),
      `Arrival-Date: ${mail.receivedAt.toUTCString()}`,
    ],
    ...recipients.map((recipient) => [
      `Original-Recipient: rfc822;${recipient}`,
      `Final-Recipient: rfc822;${recipient}`,
      'Action: failed',
      'Status: 5.1.10',
      'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    ]),
  ]
  const lines = [
    'From: Mail Delivery System <postmaster@mx.example.net>',
    `To: ${mail.from}`,
    `Subject: Undeliverable: ${mail.subject}`,
    `Message-ID: <${randomUUID()}@mx.example.net>`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${mail.messageId}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `Your message could not be delivered to ${recipients.join(', ')}.`,
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    status.map((group) => group.join('\r\n')).join('\r\n\r\n'),
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    headersOf(mail.raw),
    `--${boundary}--`,
    '',
  ]
  const trace = receivedHeaders({ returnPath: '', deliveredTo: mail.from, at })
  return Buffer.from(trace + lines.join('\r\n'))
}

function headersOf(raw: Buffer): string {
  const text = raw.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  return `${end < 0 ? text : text.slice(0, end)}\r\n`
}
