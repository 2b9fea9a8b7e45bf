import { after, minuteInMs } from '../../shared/model/time'
import { signedAtOnce } from '../replies/signing'
import type { ReceivedMail } from '../../sandbox/world/smtp'

const header = (mail: ReceivedMail, name: string): string =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im')
    .exec(mail.raw.toString())?.[1]
    ?.replace(/\r\n\s+/g, ' ') ?? ''

let written = 0

type Said = {
  readonly text: string
  readonly from?: string
  /** Anything but `pass`: not signed, and our own server says so. */
  readonly dkim?: string
  /** A minute after the mail arrived, unless said otherwise. */
  readonly at?: Date
}

/** An answer as Microsoft's desk would write it, in the thread, signed as Exchange Online signs. */
export function answerOf(
  mail: ReceivedMail,
  { text, from = 'cert@microsoft.com', dkim = 'pass', at = after(mail.receivedAt, minuteInMs) }: Said,
): Buffer {
  written += 1
  const lines = [
    `From: Microsoft CERT <${from}>`,
    `To: ${header(mail, 'Reply-To')}`,
    `Subject: Re: ${header(mail, 'Subject')}`,
    `Message-ID: <answer-${written}@microsoft.com>`,
    `In-Reply-To: ${header(mail, 'Message-ID')}`,
    `References: ${header(mail, 'Message-ID')}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text.replace(/\r?\n/g, '\r\n'),
    '',
  ]
  const plain = Buffer.from(lines.join('\r\n'))
  const trace = [
    `Return-Path: <${from}>`,
    `Authentication-Results: mx.example.com; spf=${dkim} smtp.mailfrom=microsoft.com; dkim=${dkim} header.d=microsoft.com; dmarc=${dkim} header.from=microsoft.com`,
    '',
  ].join('\r\n')
  const mailed = dkim === 'pass' ? signedAtOnce(plain, 'microsoft.com') : plain
  return Buffer.concat([Buffer.from(trace), mailed])
}

/** A non-delivery report (RFC 3464) about a mail, for these recipients. */
export function bounceOf(mail: ReceivedMail, recipients: readonly string[]): Buffer {
  written += 1
  const status = recipients.flatMap((address) => [
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
  ])
  const lines = [
    'Return-Path: <>',
    'From: Mail Delivery System <postmaster@example.com>',
    `To: ${mail.from}`,
    'Subject: Undeliverable',
    `Message-ID: <bounce-${written}@example.com>`,
    'Date: Mon, 23 Nov 2026 12:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    `Original-Envelope-Id: ${mail.envelopeId ?? ''}`,
    '',
    ...status,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${header(mail, 'Message-ID')}`,
    `Subject: ${header(mail, 'Subject')}`,
    '',
    '--b--',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
