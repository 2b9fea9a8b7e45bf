/** An RFC 5322 mail out of header lines and a body; `undefined` drops a header. */
export function mailBytes(headers: Readonly<Record<string, string | undefined>>, body: string): Buffer {
  const all: Readonly<Record<string, string | undefined>> = {
    From: 'Microsoft Security <abuse@microsoft.com>',
    To: 'reports+RDAR-2611-7F3K9QXM@soc.example.org',
    Subject: 'RE: [DAR-2611-7F3K9QXM] Abuse report',
    'Message-ID': '<reply-1@microsoft.com>',
    Date: 'Mon, 23 Nov 2026 10:00:00 +0000',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  )
  return Buffer.from([...lines, '', body.replace(/\r?\n/g, '\r\n')].join('\r\n'))
}

type Report = {
  readonly status: string
  readonly returned?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** A delivery status notification (RFC 3464) as Postfix writes it. */
export function dsnBytes({ status, returned, headers = {} }: Report): Buffer {
  const parts = [
    'Content-Type: text/plain\n\nThis is the mail system. Your message could not be delivered.\n',
    `Content-Type: message/delivery-status\n\n${status}\n`,
    ...(returned === undefined ? [] : [`Content-Type: text/rfc822-headers\n\n${returned}\n`]),
  ]
  const body = [...parts.map((part) => `--b\n${part}`), '--b--\n'].join('\n')
  return mailBytes(
    {
      From: 'Mail Delivery System <MAILER-DAEMON@mx.example.org>',
      To: 'reports@soc.example.org',
      Subject: 'Undelivered Mail Returned to Sender',
      'Return-Path': '<>',
      'Auto-Submitted': 'auto-replied',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
      ...headers,
    },
    body,
  )
}

export const failedStatus = [
  'Reporting-MTA: dns; mx.example.org',
  'Original-Envelope-Id: DAR-2611-7F3K9QXM.initial.2',
  '',
  'Final-Recipient: rfc822; ioc@microsoft.example',
  'Original-Recipient: rfc822;IOC@microsoft.example',
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 <ioc@microsoft.example>: Recipient',
  '    address rejected',
].join('\n')

export const returnedHeaders = [
  'Message-ID: <DAR-2611-7F3K9QXM.initial@soc.example.org>',
  'Subject: [DAR-2611-7F3K9QXM] Abuse report: command-and-control server',
].join('\n')
