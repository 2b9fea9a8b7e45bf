import { classify } from '../../shared/replies/classify'
import { match } from '../../shared/replies/match'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { reportLookups } from '../../shared/replies/report-lookups'
import { readMail } from '../../shared/replies/read-mail'
import { defaultTrust, trust, type TrustSettings } from '../../shared/replies/trust'
import { dsnBytes, failedStatus, mailBytes, returnedHeaders } from './mail-fixture'

const patterns = compilePatterns(defaultPatterns)
const lookups = reportLookups({
  exists: async () => true,
  byServerId: async () => [],
  byCaseNumber: async () => [],
})

async function trustOf(raw: Buffer, settings: TrustSettings = defaultTrust) {
  const mail = await readMail(raw)
  const classification = classify(mail, patterns)
  const found = await match(mail, classification.caseNumbers, lookups)
  return trust(mail, classification, found, settings).level
}

const results = (text: string) => ({ 'Authentication-Results': `mx.soc.example.org; ${text}` })
/** What the signature says it covers; whether it is true, our server says. */
const signedBy = (domain: string, covers = 'from:to:subject:date') => ({
  'DKIM-Signature': `v=1; a=rsa-sha256; d=${domain}; s=x; h=${covers}; bh=x; b=x`,
})
const passed = results(
  'dkim=pass header.d=microsoft.com; spf=pass smtp.mailfrom=microsoft.com; dmarc=pass header.from=microsoft.com',
)
const genuine = { ...passed, ...signedBy('microsoft.com') }
const noToken = { To: 'reports@soc.example.org', Subject: 'Your report' }

type Row = {
  readonly name: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly level: number
  readonly settings?: Partial<TrustSettings>
}

it.each<Row>([
  { name: 'listed sender, aligned DKIM, thread token', headers: genuine, level: 3 },
  {
    name: 'listed sender, a subdomain signs (relaxed alignment)',
    headers: { ...results('dkim=pass header.d=corp.microsoft.com'), ...signedBy('corp.microsoft.com') },
    level: 3,
  },
  {
    name: 'the sender’s spelling does not matter',
    headers: { ...genuine, From: 'ABUSE@Microsoft.COM' },
    level: 3,
  },
  {
    name: 'a configured sender elsewhere',
    headers: {
      ...results('dkim=pass header.d=desk.example'),
      ...signedBy('desk.example'),
      From: 'a@desk.example',
    },
    level: 3,
    settings: { trustedSenders: ['a@desk.example'] },
  },
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
    level: 3,
    settings: { authenticationServer: 'MX.soc.example.org' },
  },
  {
    name: 'a subject token, signed',
    headers: { ...passed, ...signedBy('microsoft.com', 'from:subject'), To: 'reports@soc.example.org' },
    level: 3,
  },
  { name: 'passed, but no signature to be seen that covers the token', headers: passed, level: 2 },
  {
    name: 'a signature that leaves the token out: it may be stolen',
    headers: { ...passed, ...signedBy('microsoft.com', 'from:date') },
    level: 2,
  },
  {
    name: 'a signature that ends within the body',
    headers: {
      ...passed,
      'DKIM-Signature': 'v=1; d=microsoft.com; s=x; h=from:to:subject; l=10; b=x',
    },
    level: 2,
  },
  {
    name: 'a case number can be overheard',
    headers: { ...genuine, ...noToken, From: 'someone@example.com' },
    level: 0,
  },
  { name: 'tokens that disagree', headers: { ...genuine, Subject: '[DAR-2611-00000000]' }, level: 1 },
  { name: 'tied to no report', headers: { ...genuine, ...noToken }, level: 0 },
])('$level: $name', async ({ headers, level, settings }) => {
  expect(
    await trustOf(mailBytes(headers, 'The site has been taken down.'), { ...defaultTrust, ...settings }),
  ).toBe(level)
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
  const unknown = failedStatus.replace('DAR-2611-7F3K9QXM.initial.2', 'anything')
  it.each([
    { name: 'null return path and our ENVID', raw: dsnBytes({ status: failedStatus }), level: 3 },
    {
      name: 'no return path told (RFC 5321 §4.4 wants it told), our ENVID',
      raw: dsnBytes({ status: failedStatus, headers: { 'Return-Path': undefined } }),
      level: 1,
    },
    {
      name: 'no ENVID, our Message-ID returned',
      raw: dsnBytes({ status: unknown, returned: returnedHeaders }),
      level: 3,
    },
    {
      name: 'forged: it has a sender',
      raw: dsnBytes({ status: failedStatus, headers: { 'Return-Path': '<a@evil.example>' } }),
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
