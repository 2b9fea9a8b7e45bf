import { zoneTxt } from '../../cli/zone-file'
import { mailSecrets } from '../../shared/reports/mail-secrets'
import { envelopeIdOf, replyAddressOf } from '../../shared/reports/message-ids'
import { verifyDkim } from '../../shared/replies/dkim'
import { byExchange, byNotifier, signedAtOnce, zone } from './signing'
import { classify } from '../../shared/replies/classify'
import { match } from '../../shared/replies/match'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { reportLookups } from '../../shared/replies/report-lookups'
import { readMail } from '../../shared/replies/read-mail'
import { defaultTrust, trust, type TrustSettings } from '../../shared/replies/trust'
import { dsnBytes, failedStatus, mailBytes, returnedHeaders } from './mail-fixture'

const patterns = compilePatterns(defaultPatterns)
const lookups = reportLookups({
  secretOf: (what) => secretOf(what),
  exists: async () => true,
  byServerId: async () => [],
  byCaseNumber: async () => [],
})

const secretOf = mailSecrets(Buffer.alloc(32, 7))
type Signing = { readonly domain: string; readonly covers?: readonly string[] }

async function trustOf(given: Buffer, settings: TrustSettings = defaultTrust, sign?: Signing) {
  const raw = sign ? signedAtOnce(given, sign.domain, sign.covers) : given
  const read = await readMail(raw)
  const now = () => new Date('2026-11-23T10:05:00Z')
  const mail = sign
    ? { ...read, dkim: await verifyDkim({ resolveTxt: zoneTxt(zone), now }, read, raw) }
    : read
  const classification = classify(mail, patterns)
  const found = await match(mail, classification.caseNumbers, lookups)
  return trust(mail, classification, found, settings, now()).level
}

const results = (text: string) => ({ 'Authentication-Results': `mx.soc.example.org; ${text}` })
const passed = results(
  'dkim=pass header.d=microsoft.com; spf=pass smtp.mailfrom=microsoft.com; dmarc=pass header.from=microsoft.com',
)
const typed = { 'Content-Type': 'text/plain; charset=utf-8', 'MIME-Version': '1.0' }
const genuine = { ...passed, ...typed }
const byMicrosoft = { domain: 'microsoft.com' }
const noToken = { To: 'reports@soc.example.org', Subject: 'Your report' }

type Row = {
  readonly name: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly level: number
  readonly sign?: Signing
  readonly settings?: Partial<TrustSettings>
}

it.each<Row>([
  {
    name: 'listed sender, signed as Exchange Online signs, from its own servers',
    headers: genuine,
    sign: byMicrosoft,
    level: 3,
  },
  {
    name: 'signed as a notification system signs, which is to us',
    headers: typed,
    sign: { ...byMicrosoft, covers: byNotifier },
    level: 3,
    settings: { ownAddresses: ['reports@soc.example.org'] },
  },
  {
    name: 'listed sender, a subdomain signs (relaxed alignment)',
    headers: genuine,
    sign: { domain: 'corp.microsoft.com' },
    level: 3,
  },
  {
    name: 'the sender’s spelling does not matter',
    headers: { ...genuine, From: 'ABUSE@Microsoft.COM' },
    sign: byMicrosoft,
    level: 3,
  },
  {
    name: 'a configured sender elsewhere',
    headers: { ...typed, ...results('spf=pass smtp.mailfrom=desk.example'), From: 'a@desk.example' },
    sign: { domain: 'desk.example' },
    level: 3,
    settings: { trustedSenders: ['a@desk.example'] },
  },
  // replays: true signatures, and yet no answer to us
  {
    name: 'not from the sender’s servers, and To is not signed',
    headers: {
      ...typed,
      ...results('spf=fail smtp.mailfrom=microsoft.com; dmarc=pass header.from=microsoft.com'),
    },
    sign: byMicrosoft,
    level: 2,
  },
  {
    name: 'signed, to somebody else',
    headers: { ...typed, To: 'x@accused.example' },
    sign: { ...byMicrosoft, covers: byNotifier },
    level: 2,
    settings: { ownAddresses: ['reports@soc.example.org'] },
  },
  {
    name: 'three days old',
    headers: { ...genuine, Date: 'Fri, 20 Nov 2026 10:00:00 +0000' },
    sign: byMicrosoft,
    level: 2,
  },
  {
    name: 'dated tomorrow',
    headers: { ...genuine, Date: 'Tue, 24 Nov 2026 10:00:00 +0000' },
    sign: byMicrosoft,
    level: 2,
  },
  {
    name: 'an unsigned transfer encoding that makes another text of it',
    headers: { ...genuine, 'Content-Transfer-Encoding': 'base64' },
    sign: byMicrosoft,
    level: 2,
  },
  {
    name: 'an unsigned transfer encoding that makes none',
    headers: { ...genuine, 'Content-Transfer-Encoding': 'quoted-printable' },
    sign: byMicrosoft,
    level: 3,
  },
  ...['From', 'Subject', 'Date', 'Message-ID', 'Content-Type'].map((left) => ({
    name: `${left} is not signed`,
    headers: genuine,
    sign: { ...byMicrosoft, covers: byExchange.filter((name) => name !== left) },
    level: 2,
  })),
  { name: 'nobody looked at the signature', headers: genuine, level: 2 },
  {
    name: 'Microsoft’s domain, another sender',
    headers: { ...genuine, From: 'someone@microsoft.com' },
    level: 2,
  },
  {
    name: 'a domain below Microsoft’s',
    headers: { ...results('dmarc=pass header.from=engage.microsoft.com'), From: 'a@engage.microsoft.com' },
    level: 2,
  },
  {
    name: 'listed sender by SPF and DMARC alone',
    headers: results('spf=pass smtp.mailfrom=microsoft.com; dkim=none; dmarc=pass header.from=microsoft.com'),
    level: 2,
  },
  // forgeries
  {
    name: 'azure-noreply passes everything, and attackers write it',
    headers: { ...genuine, From: 'azure-noreply@microsoft.com' },
    level: 1,
  },
  {
    name: 'DKIM fails',
    headers: results('dkim=fail header.d=microsoft.com; dmarc=fail header.from=microsoft.com'),
    level: 1,
  },
  {
    name: 'DKIM of somebody else',
    headers: results('dkim=pass header.d=evil.example; dmarc=fail header.from=microsoft.com'),
    level: 1,
  },
  {
    name: 'DKIM of a name that only ends alike',
    headers: results('dkim=pass header.d=notmicrosoft.com'),
    level: 1,
  },
  { name: 'DMARC of another domain', headers: results('dmarc=pass header.from=evil.example'), level: 1 },
  {
    name: 'a look-alike domain with a perfect signature',
    headers: {
      ...results('dkim=pass header.d=rnicrosoft.com; dmarc=pass header.from=rnicrosoft.com'),
      From: 'abuse@rnicrosoft.com',
    },
    level: 1,
  },
  {
    name: 'a trusted name as display name',
    headers: {
      ...results('dkim=pass header.d=evil.example'),
      From: '"abuse@microsoft.com" <x@evil.example>',
    },
    level: 1,
  },
  { name: 'no results at all', headers: {}, level: 1 },
  {
    name: 'results of a server that is not ours',
    headers: genuine,
    level: 1,
    settings: { authenticationServer: 'mx.other.example' },
  },
  {
    name: 'results of our server by name',
    headers: genuine,
    sign: byMicrosoft,
    level: 3,
    settings: { authenticationServer: 'MX.soc.example.org' },
  },
  {
    name: 'a token that is neither signed nor a secret: it may be stolen',
    headers: { ...genuine, Subject: 'RE: your report' },
    sign: byMicrosoft,
    level: 2,
  },
  {
    name: 'a secret that only the desk got',
    headers: {
      ...genuine,
      Subject: 'RE: your report',
      To: replyAddressOf('DAR-2611-7F3K9QXM', 'reports@soc.example.org', secretOf),
    },
    sign: byMicrosoft,
    level: 3,
  },
  {
    name: 'a secret that is guessed',
    headers: {
      ...genuine,
      Subject: 'RE: your report',
      To: 'reports+RDAR-2611-7F3K9QXM-000000000000@soc.example.org',
    },
    sign: byMicrosoft,
    level: 2,
  },
  {
    name: 'a case number can be overheard',
    headers: { ...genuine, ...noToken, From: 'someone@example.com' },
    level: 0,
  },
  { name: 'tokens that disagree', headers: { ...genuine, Subject: '[DAR-2611-00000000]' }, level: 1 },
  { name: 'tied to no report', headers: { ...genuine, ...noToken }, level: 0 },
])('$level: $name', async ({ headers, level, sign, settings }) => {
  const raw = mailBytes(headers, 'The site has been taken down.')
  expect(await trustOf(raw, { ...defaultTrust, ...settings }, sign)).toBe(level)
})

it('1: forged results below the ones our server wrote', async () => {
  const raw = mailBytes({}, 'The site has been taken down.').toString()
  const forged = [
    'Authentication-Results: mx.soc.example.org; dkim=none; dmarc=fail header.from=microsoft.com',
    'Received: from evil.example by mx.soc.example.org; Mon, 23 Nov 2026 10:00:00 +0000',
    'Authentication-Results: mx.soc.example.org; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com',
    raw,
  ]
  expect(await trustOf(Buffer.from(forged.join('\r\n')))).toBe(1)
})

describe('a bounce', () => {
  const envelopeId = envelopeIdOf({ reportId: 'DAR-2611-7F3K9QXM', purpose: 'initial' }, 2, secretOf)
  const ours = failedStatus.replace('DAR-2611-7F3K9QXM.initial.2', envelopeId)
  const unknown = failedStatus.replace('DAR-2611-7F3K9QXM.initial.2', 'anything')
  it.each([
    { name: 'null return path and our ENVID', raw: dsnBytes({ status: ours }), level: 3 },
    { name: 'an ENVID without its secret', raw: dsnBytes({ status: failedStatus }), level: 1 },
    {
      name: 'no return path told (RFC 5321 §4.4 wants it told), our ENVID',
      raw: dsnBytes({ status: ours, headers: { 'Return-Path': undefined } }),
      level: 3,
    },
    {
      name: 'no ENVID, our Message-ID returned',
      raw: dsnBytes({ status: unknown, returned: returnedHeaders }),
      level: 1,
    },
    {
      name: 'forged: it has a sender',
      raw: dsnBytes({ status: ours, headers: { 'Return-Path': '<a@evil.example>' } }),
      level: 1,
    },
    {
      name: 'forged: only the subject, which anybody may know',
      raw: dsnBytes({ status: unknown, headers: { Subject: 'Undeliverable: [DAR-2611-7F3K9QXM]' } }),
      level: 1,
    },
    { name: 'about no mail of ours', raw: dsnBytes({ status: unknown }), level: 0 },
  ])('$level: $name', async ({ raw, level }) => {
    expect(await trustOf(raw)).toBe(level)
  })
})
