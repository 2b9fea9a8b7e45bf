import type { ReceivedMail } from '../../sandbox/world/smtp'
import { payloads } from './hostile-text'

const header = (mail: ReceivedMail, name: string): string =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im')
    .exec(mail.raw.toString())?.[1]
    ?.replace(/\r\n\s+/g, ' ') ?? ''

/** A header takes a text as an encoded word (RFC 2047), or as it is but for what would end the header. */
type Spell = (text: string) => string
const spellings: readonly Spell[] = [
  (text) => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`,
  (text) => text.replace(/[\0\r\n]/g, '').replaceAll('"', "'"),
]

const id = (text: string): string => text.replace(/[^\x21-\x7e]|[<>]/g, '')
const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n')
const part = (head: readonly string[], text: string): string =>
  ['--b', ...head, 'Content-Transfer-Encoding: base64', '', base64(text), ''].join('\r\n')

type Told = { readonly text: string; readonly spell: Spell; readonly about: ReceivedMail; readonly n: number }

const shell = (text: string): string =>
  `<html><body><p>We have received your report. ${text}</p></body></html>`

/** An answer of the abuse desk whose every field is planted. @param trusted as if it were signed */
const answer = ({ text, spell, about, n }: Told, body: readonly string[], trusted: boolean): string =>
  [
    'Return-Path: <cert@microsoft.com>',
    ...(trusted
      ? [
          'Authentication-Results: mx.example.com; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com',
          'DKIM-Signature: v=1; a=rsa-sha256; d=microsoft.com; s=test; h=from:to:subject:date; bh=x; b=x',
        ]
      : []),
    `From: "${spell(text)}" <cert@microsoft.com>`,
    `To: "${spell(text)}" <${header(about, 'Reply-To')}>`,
    `Cc: "${spell(text)}" <cc@example.com>`,
    `Subject: Re: ${header(about, 'Subject')} ${spell(text)}`,
    `Message-ID: <${n}${id(text)}@microsoft.com>`,
    `In-Reply-To: ${header(about, 'Message-ID')}`,
    `References: ${header(about, 'Message-ID')} <${id(text)}@microsoft.com>`,
    `X-Mailer: ${spell(text)}`,
    'Date: Mon, 23 Nov 2026 13:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    ...body,
    part(
      [
        `Content-Type: application/x-msdownload; name="${spell(text)}"`,
        `Content-Disposition: attachment; filename="${spell(text)}"; filename*=utf-8''${encodeURIComponent(text.toWellFormed())}`,
      ],
      text,
    ),
    '--b--',
    '',
  ].join('\r\n')

const plain = (text: string): string => part(['Content-Type: text/plain; charset=utf-8'], text)
const html = (text: string): string => part(['Content-Type: text/html; charset=utf-8'], text)

/** A non-delivery report (RFC 3464) whose every word is planted. */
const bounce = ({ text, spell, about, n }: Told): string =>
  [
    'Return-Path: <>',
    `From: "${spell(text)}" <postmaster@example.com>`,
    `To: ${about.from}`,
    `Subject: Undeliverable ${spell(text)}`,
    `Message-ID: <${n}${id(text)}@example.com>`,
    'Date: Mon, 23 Nov 2026 12:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    plain(text),
    '--b',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${spellings[1]?.(text)}`,
    `Original-Envelope-Id: ${about.envelopeId ?? ''}`,
    '',
    ...['ioc@microsoft.com', 'abuse@microsoft.com'].flatMap((address) => [
      `Final-Recipient: rfc822; ${address}`,
      'Action: failed',
      'Status: 5.1.1',
      `Remote-MTA: dns; ${spellings[1]?.(text)}`,
      `Diagnostic-Code: smtp; 550 5.1.1 ${spellings[1]?.(text)}`,
      '',
    ]),
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${header(about, 'Message-ID')}`,
    `Subject: ${spell(text)}`,
    '',
    '--b--',
    '',
  ].join('\r\n')

const kinds: readonly ((told: Told) => string)[] = [
  (told) =>
    answer(told, [plain(`We have received your report. Case number: CRM:0461057158\n${told.text}`)], true),
  (told) => answer(told, [html(shell(told.text))], true),
  (told) =>
    answer(
      told,
      [plain(`Could you please provide more evidence, such as logs and timestamps? ${told.text}`)],
      true,
    ),
  (told) => answer(told, [plain(told.text), html(shell(told.text))], false),
  bounce,
]

/** One mail of every kind with every payload in each of its fields, each about another of these. */
export function hostileMails(sent: readonly ReceivedMail[]): readonly Buffer[] {
  return payloads.flatMap((payload, p) =>
    kinds.map((kind, k) => {
      const n = p * kinds.length + k
      const about = sent[n % sent.length]
      const spell = spellings[n % spellings.length]
      if (!about || !spell) throw new Error('No report has left')
      return Buffer.from(kind({ text: payload.text(`m${k}x${p}m`), spell, about, n }))
    }),
  )
}
