import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readingOf } from '../../cli/reading'
import { reportsFile } from '../../cli/reports-file'
import { zoneTxt } from '../../cli/zone-file'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { defaultTrust } from '../../shared/replies/trust'
import { dsnBytes, failedStatus, mailBytes } from './mail-fixture'
import { crlf, signed, type Signing, zone } from './signing'

const reports = reportsFile.parse(
  JSON.parse(readFileSync(join(__dirname, '../fixtures/mails/reports.json'), 'utf8')),
)
const deps = {
  patterns: compilePatterns(defaultPatterns),
  trust: defaultTrust,
  reports,
  resolveTxt: zoneTxt(zone),
  now: () => new Date('2026-11-25T00:00:00Z'),
}

const resolved = 'The site has been taken down. This case is now closed.\n'
const passing = (server = 'mx.soc.example.org') =>
  `Authentication-Results: ${server}; spf=pass smtp.mailfrom=microsoft.com; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com`
const results = (text: string) => `Authentication-Results: mx.soc.example.org; ${text}`
const received = 'Received: from mail.example.net by mx.soc.example.org; Tue, 24 Nov 2026 09:00:00 +0000'
const failing = results(
  'spf=fail smtp.mailfrom=microsoft.com; dkim=none; dmarc=fail header.from=microsoft.com',
)

type Headers = Readonly<Record<string, string | undefined>>
const answer = (headers: Headers = {}, body = resolved) =>
  crlf(
    mailBytes(
      { Date: 'Tue, 24 Nov 2026 09:00:00 +0000', 'Content-Type': 'text/plain; charset=utf-8', ...headers },
      body,
    ),
  )
const below = (top: readonly string[], raw: Buffer) =>
  Buffer.concat([Buffer.from(top.map((line) => `${line}\r\n`).join('')), raw])
const genuine = (headers: Headers = {}, signing: Partial<Signing> = {}, body = resolved) =>
  signed(answer(headers, body), { domain: 'microsoft.com', ...signing })
/** A mail that Microsoft did write, to somebody else. */
const toOthers = { To: 'someone@example.com', Subject: 'RE: your report' }
/** Without blank lines, so that another header can be put into a mail that is signed already. */
const withHeader = (raw: Buffer, line: string) => below([line], raw)
const instead = (raw: Buffer, name: string, line: string) =>
  Buffer.from(raw.toString('latin1').replace(new RegExp(`^${name}: .*\\r\\n`, 'm'), `${line}\r\n`), 'latin1')

const token = 'To: reports+RDAR-2611-7F3K9QXM@soc.example.org'
const thread = '<DAR-2611-7F3K9QXM.initial@soc.example.org>'

type Forgery = { readonly name: string; readonly raw: () => Buffer | Promise<Buffer> }

const forgeries: readonly Forgery[] = [
  { name: 'a stolen token, and no signature', raw: () => answer() },
  {
    name: 'a stolen thread, and no signature',
    raw: () => answer({ ...toOthers, 'In-Reply-To': thread, References: thread }),
  },
  {
    name: 'forged results below those of our server',
    raw: () => below([failing, received, passing()], answer()),
  },
  {
    name: 'forged results, handed in below the only Received',
    raw: () => below([received, passing()], answer()),
  },
  {
    name: 'forged results within a comment of the true ones',
    raw: () =>
      below(
        [
          results('dkim=fail (dkim=pass header.d=microsoft.com) header.d=microsoft.com; dmarc=fail'),
          received,
        ],
        answer(),
      ),
  },
  { name: 'forged results on top, of a mail without a signature', raw: () => below([passing()], answer()) },
  {
    name: 'a look-alike domain with a true signature',
    raw: () => signed(answer({ From: 'Microsoft CERT <cert@rnicrosoft.com>' }), { domain: 'rnicrosoft.com' }),
  },
  {
    name: 'a domain in Cyrillic letters',
    raw: () => answer({ From: 'Microsoft CERT <cert@miсrosoft.com>' }),
  },
  {
    name: 'the same in Punycode, signed',
    raw: () => signed(answer({ From: 'cert@xn--mirosoft-yhg.com' }), { domain: 'evil.example' }),
  },
  {
    name: 'Microsoft’s name as a subdomain',
    raw: () => signed(answer({ From: 'cert@microsoft.com.evil.example' }), { domain: 'evil.example' }),
  },
  {
    name: 'Microsoft’s name at the end of another',
    raw: () => signed(answer({ From: 'cert@notmicrosoft.com' }), { domain: 'evil.example' }),
  },
  {
    name: 'the desk’s address as display name',
    raw: () => signed(answer({ From: '"cert@microsoft.com" <x@evil.example>' }), { domain: 'evil.example' }),
  },
  {
    name: 'the desk’s address with another behind it',
    raw: () => signed(answer({ From: 'cert@microsoft.com <x@evil.example>' }), { domain: 'evil.example' }),
  },
  { name: 'signed by somebody else', raw: () => genuine({}, { domain: 'evil.example' }) },
  {
    name: 'a listed local part at a domain below Microsoft’s',
    raw: () => genuine({ From: 'cert@corp.microsoft.com' }, { domain: 'corp.microsoft.com' }),
  },
  {
    name: 'azure-noreply, everything passing',
    raw: async () => below([passing()], await genuine({ From: 'azure-noreply@microsoft.com' })),
  },
  {
    name: 'two From headers, the signed one below',
    raw: async () =>
      withHeader(await genuine({ From: 'x@microsoft.com' }), 'From: Microsoft CERT <cert@microsoft.com>'),
  },
  {
    name: 'two From headers, the signed one is the desk’s',
    raw: async () => withHeader(await genuine(), 'From: x@evil.example'),
  },
  {
    name: 'From is a group',
    raw: () => genuine({ From: 'cert@microsoft.com: x@evil.example, cert@microsoft.com;' }),
  },
  { name: 'From names two', raw: () => genuine({ From: 'cert@microsoft.com, x@evil.example' }) },
  {
    name: 'a mail to others, the token put into an unsigned To',
    raw: async () => instead(await genuine(toOthers, { covers: ['From', 'Subject', 'Date'] }), 'To', token),
  },
  {
    name: 'a mail to others, a second To on top',
    raw: async () => withHeader(await genuine(toOthers), token),
  },
  {
    name: 'a mail to others, a second Subject on top',
    raw: async () => withHeader(await genuine(toOthers), 'Subject: [DAR-2611-7F3K9QXM]'),
  },
  {
    name: 'a mail to others, the token put into Subject',
    raw: async () =>
      instead(await genuine(toOthers, { covers: ['From', 'To'] }), 'Subject', 'Subject: [DAR-2611-7F3K9QXM]'),
  },
  {
    name: 'a mail to others, our thread added',
    raw: async () => withHeader(await genuine(toOthers), `In-Reply-To: ${thread}`),
  },
  {
    name: 'a mail to others, delivered to our token',
    raw: async () =>
      withHeader(await genuine(toOthers), 'Delivered-To: reports+RDAR-2611-7F3K9QXM@soc.example.org'),
  },
  {
    name: 'an answer about another report, its token exchanged',
    raw: async () =>
      instead(
        await genuine({ Subject: 'RE: [SOC-2610-ABC123]' }, { covers: ['From', 'Subject'] }),
        'To',
        token,
      ),
  },
  {
    name: 'text put behind the end of what is signed (l=)',
    raw: async () =>
      Buffer.concat([
        await genuine({}, { bodyBytes: 29 }, 'Thank you for your message.\n'),
        Buffer.from(resolved),
      ]),
  },
  {
    name: 'a receipt put behind the end of what is signed (l=)',
    raw: async () =>
      Buffer.concat([
        await genuine({}, { bodyBytes: 7 }, 'Hello\n'),
        Buffer.from('We have received your report.\r\n'),
      ]),
  },
  {
    name: 'the body changed',
    raw: async () =>
      Buffer.from(
        (await genuine({}, {}, 'The site has not been taken down.\n')).toString().replace(' not ', ' '),
      ),
  },
  {
    name: 'the subject changed',
    raw: async () => instead(await genuine(toOthers), 'Subject', 'Subject: [DAR-2611-7F3K9QXM]'),
  },
  {
    name: 'a signature that has expired',
    raw: () => genuine({}, { expiresAt: new Date('2026-11-24T12:00:00Z') }),
  },
  {
    name: 'an answer from before the report',
    raw: () => genuine({ Date: 'Tue, 14 Jul 2026 09:00:00 +0000' }),
  },
  {
    name: 'a selector that nobody knows',
    raw: async () => Buffer.from((await genuine()).toString().replace('s=test', 's=evil')),
  },
  { name: 'From not signed', raw: () => genuine({}, { covers: ['To', 'Subject'] }).catch(() => answer()) },
  { name: 'an id of our own making', raw: () => answer({ 'Message-ID': thread }) },
  {
    name: 'a bounce with a sender',
    raw: () =>
      dsnBytes({
        status: failedStatus.replace('initial.2', 'initial.1'),
        headers: { 'Return-Path': '<x@evil.example>' },
      }),
  },
  {
    name: 'a bounce whose return path is not told',
    raw: () =>
      dsnBytes({
        status: failedStatus.replace('initial.2', 'initial.1'),
        headers: { 'Return-Path': undefined },
      }),
  },
  {
    name: 'a bounce with a made-up ENVID',
    raw: () => dsnBytes({ status: failedStatus.replace('.initial.2', '.initial.9') }),
  },
  {
    name: 'a bounce that knows the subject only',
    raw: () =>
      dsnBytes({
        status: failedStatus.replace(/Original-Envelope.*\n/, ''),
        headers: { Subject: 'Undeliverable: [DAR-2611-7F3K9QXM]' },
      }),
  },
]

describe.each([
  { server: 'with a name server', with: deps },
  { server: 'with none', with: { patterns: deps.patterns, trust: deps.trust, reports, now: deps.now } },
])('$server', ({ with: by }) => {
  it.each(forgeries)('moves nothing: $name', async ({ name, raw }) => {
    expect((await readingOf(by, name, await raw())).effect).not.toBe('status')
  })
})

it.each([
  { name: 'signed, as it should be', raw: () => genuine() },
  {
    name: 'the results of our server say otherwise, and the signature is true',
    raw: async () => below([failing, received], await genuine()),
  },
  {
    name: 'two signatures, one of them true',
    raw: async () =>
      withHeader(
        await genuine(),
        'DKIM-Signature: v=1; a=rsa-sha256; d=microsoft.com; s=old; h=from:to; bh=x; b=eA==',
      ),
  },
  { name: 'a limit that leaves nothing out', raw: () => genuine({}, { bodyBytes: 57 }) },
])('and what is true does: $name', async ({ name, raw }) => {
  expect(await readingOf(deps, name, await raw())).toMatchObject({ trust: 3, effect: 'person' })
})
