import { spawnSync } from 'node:child_process'
import PostalMime from 'postal-mime'
import * as z from 'zod'
import { compose } from '../../shared/reports/compose'
import { type WrittenPurpose as Purpose, writtenPurposes } from '../../shared/reports/purpose'
import type { MailSettings, ReportMail } from '../../shared/reports/report-mail'
import { evidence, report, settings } from './report-fixture'

const thread = {
  messageIds: ['<DAR-2306-7F3K9QXM.initial@soc.example.org>', '<theirs@prod.outlook.example>'],
  subject:
    '[DAR-2306-7F3K9QXM] Abuse: C2 server on Azure App Service, safe-hse[.]com, 20.119.0.42:443, last seen 2023-06-15 07:36 UTC',
}
const mailFor = (purpose: Purpose): Partial<ReportMail> => ({
  purpose,
  messageId: `<DAR-2306-7F3K9QXM.${purpose}@soc.example.org>`,
  ...(purpose === 'initial' ? {} : { thread }),
})
const composed = (more: Partial<ReportMail> = {}, dress: Partial<MailSettings> = {}) =>
  compose({ ...report, ...more }, { ...settings, ...dress })

const headerBlock = (raw: Buffer): string => raw.toString().split('\r\n\r\n')[0] ?? ''
const headerNames = (raw: Buffer): readonly string[] =>
  headerBlock(raw)
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())

describe('the readable text', () => {
  it('says what, where, when, and how to answer, so that it stands without its attachments', async () => {
    const { text, subject } = await composed()
    expect(subject).toBe(thread.subject)
    for (const fact of [
      'DAR-2306-7F3K9QXM',
      'Please take down the command-and-control (C2) server at safe-hse[.]com (20.119.0.42:443)',
      'safe-hse[.]com, 20.119.0.42, port 443 (TCP), Azure App Service, East US',
      "violates Azure's acceptable use policy",
      'Service tag: AppService.EastUS',
      'Address block: 20.119.0.0/20, as of 2023-06-19',
      'The host name identifies the customer.',
      'One of our systems connected to it (1 alert).',
      'Microsoft Defender for Endpoint raised a high-severity alert',
      'Storm-0900',
      'T1071.001',
      '2023-06-15 07:36:44 UTC',
      'keep [DAR-2306-7F3K9QXM] in the subject',
      'tell us what you did, or why no action is needed',
    ]) {
      expect(text.replace(/\s+/g, ' ')).toContain(fact)
    }
  })

  it('travels as it is: ASCII, no line longer than 76', async () => {
    const { raw, text } = await composed()
    expect(raw.toString()).toContain(text.trimEnd().replaceAll('\n', '\r\n'))
    expect(text.split('\n').filter((line) => line.length > 76)).toEqual([])
  })

  it('is defanged; the attachment never is', async () => {
    const url = 'https://contoso.sharepoint.com/x'
    const more = { endpointText: url, evidence: { ...evidence, url, host: 'contoso.sharepoint.com' } }
    const { text, raw } = await composed(more)
    const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
    expect(text).toContain('hxxps://contoso[.]sharepoint[.]com/x')
    expect(text).not.toContain('https://contoso')
    expect(attachments[0]?.content).toContain(`"url": "${url}"`)
  })

  it('lists the first sightings and says how many more there are', async () => {
    const sightings = Array.from({ length: 25 }, (_, n) => ({
      firstActivityAt: new Date(Date.UTC(2023, 5, 15, 8, n)),
      port: 443,
    }))
    const { text } = await composed({ sightings })
    expect(text).toContain('2023-06-15 08:19:00 UTC, port 443')
    expect(text).not.toContain('08:20:00')
    expect(text).toContain('5 more in the attached list')
  })

  it('lists sightings by time, in the text as in the CSV', async () => {
    const at = (minute: number) => ({ firstActivityAt: new Date(Date.UTC(2023, 5, 15, 8, minute)) })
    const { text, raw } = await composed({ sightings: [at(9), at(1), at(5)] })
    const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
    for (const listed of [text, attachments[1]?.content]) {
      expect(
        z
          .string()
          .parse(listed)
          .match(/08:0\d:00/g),
      ).toEqual(['08:01:00', '08:05:00', '08:09:00'])
    }
  })

  it('names the attacked service, and the source port as such', async () => {
    const { host: _, ...unnamed } = evidence
    const attack = {
      ...unnamed,
      abuse: 'brute-force',
      direction: 'inbound',
      port: 50122,
      attackedPort: 22,
    } as const
    const { text, subject } = await composed({ endpointText: '20.119.0.42', evidence: attack })
    expect(subject).toContain('brute-force attack from Azure App Service, 20.119.0.42, last seen')
    expect(text.replace(/\s+/g, ' ')).toContain(
      'detected password-guessing attempts from it, inbound to SSH, port 22 (TCP), source port 50122',
    )
    expect(text.replace(/\s+/g, ' ')).toContain('exact times and ports in this report identify the customer')
  })

  it('says that host and address are unconfirmed as a pair, and what else the alert names', async () => {
    const doubt = 'We could not confirm that the host resolves to this address.'
    expect((await composed()).text).not.toContain(doubt)
    expect((await composed({ evidence: { ...evidence, proof: 'unconfirmed' } })).text).toContain(doubt)
    const named = await composed({ evidence: { ...evidence, alsoNamed: ['evil.example', '198.51.100.7'] } })
    expect(named.text).toContain('Also named by the alert: evil[.]example, 198.51.100.7')
  })

  it('names earlier reports and how they ended, but not what was decided among us', async () => {
    const sentAt = new Date('2023-01-01T00:00:00Z')
    const { text } = await composed({
      earlierReports: [
        { reportId: 'DAR-2301-AAAAAAAA', sentAt, outcome: 'takedown' },
        { reportId: 'DAR-2302-BBBBBBBB', outcome: 'declined' },
      ],
    })
    expect(text).toContain('DAR-2301-AAAAAAAA, sent 2023-01-01 00:00:00 UTC, taken down')
    expect(text).toMatch(/DAR-2302-BBBBBBBB$/m)
  })
})

describe('follow-ups', () => {
  it.each([
    { purpose: 'reminder-1', says: 'not received an answer to this report yet', parts: 2 },
    { purpose: 'reminder-2', says: 'second reminder', parts: 2 },
    { purpose: 'escalation', says: 'have not received an answer, so we are now contacting you', parts: 2 },
    { purpose: 'withdrawal', says: 'We are withdrawing our report', parts: 0 },
  ] as const)(
    '$purpose stands in the thread of the first mail (RFC 5322 §3.6.4)',
    async ({ purpose, says, parts }) => {
      const { raw, text, subject } = await composed(mailFor(purpose))
      const email = await PostalMime.parse(raw)
      expect(subject).toBe(`Re: ${thread.subject}`)
      expect(email.inReplyTo).toBe('<theirs@prod.outlook.example>')
      expect(email.references).toBe(thread.messageIds.join(' '))
      expect(text.replace(/\s+/g, ' ')).toContain(says)
      expect(email.attachments).toHaveLength(parts)
    },
  )

  it('repeats the desk’s number, unless it is no number', async () => {
    expect((await composed({ ...mailFor('reminder-1'), caseNumber: 'CRM:0461057158' })).text).toContain(
      'CRM:0461057158',
    )
    const hostile = await composed({
      ...mailFor('reminder-1'),
      caseNumber: 'see <b>https://evil.example</b>',
    })
    expect(hostile.text).not.toContain('evil')
  })
})

describe.each(writtenPurposes)('headers of %s', (purpose) => {
  it('each once, and the same bytes for the same input', async () => {
    const one = await composed(mailFor(purpose))
    const two = await composed(mailFor(purpose))
    const names = headerNames(one.raw)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'message-id', 'date', 'content-type']),
    )
    expect(one.raw.equals(two.raw)).toBe(true)
    expect(one.sha256).toBe(two.sha256)
    expect(one.raw.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })
})

describe('who it goes to', () => {
  it('To and Cc are in the headers, our own copy in the envelope alone', async () => {
    const { envelope, raw } = await composed()
    const to = ['ioc@microsoft.example', 'abuse@microsoft.example']
    const cc = ['abuse@microsoft.example']
    expect(envelope).toEqual({ from: settings.from.address, to, cc, ownCopy: settings.ownCopy })
    expect(raw.toString()).not.toContain('reports+sent')
  })

  it('a trial goes to one address, says so, and never to the desk', async () => {
    const redirectAllTo = 'me@soc.example.org'
    const { envelope, subject, text, raw } = await composed({ trial: true }, { redirectAllTo })
    expect(envelope.to).toEqual([redirectAllTo])
    expect(subject).toContain('] TRIAL Abuse: ')
    expect(text).toContain('THIS IS A TRIAL')
    expect(raw.toString()).not.toContain('microsoft.example')
    await expect(composed({ trial: true })).rejects.toThrow('REDIRECT_ALL_TO')
  })

  it('an address in To and Cc gets one mail', async () => {
    const both = { to: ['ioc@microsoft.example'], cc: ['ioc@microsoft.example'] }
    expect((await composed({}, both)).envelope.to).toEqual(['ioc@microsoft.example'])
  })

  it.each([
    { to: ['a@b.example, c@d.example'] },
    { to: ['a@b.example\r\nBcc: c@d.example'] },
    { to: ['Name <a@b.example>'] },
    { to: ['nobody'] },
    { to: [] },
    { replyTo: 'x@y.example\nX: y' },
    { ownCopy: '<a@b.example>' },
  ])('refuses what is no single mailbox: %j', async (dress) => {
    await expect(composed({}, dress)).rejects.toThrow()
  })
})

describe('what comes out of an alert or a mail can add no header, no line and no recipient', () => {
  const hostile = 'x\r\nBcc: victim@example.org\r\n\r\nInjected: \u2028body\u202e\ud800'

  type Plant = { at: string; more: Partial<ReportMail>; dress?: Partial<MailSettings> }
  it.each<Plant>([
    { at: 'endpointText', more: { endpointText: hostile } },
    { at: 'host', more: { evidence: { ...evidence, host: hostile, address: hostile } } },
    { at: 'url', more: { evidence: { ...evidence, url: `https://x/${hostile}` } } },
    { at: 'tenant', more: { evidence: { ...evidence, tenant: hostile, region: hostile, cloud: hostile } } },
    { at: 'service tags', more: { evidence: { ...evidence, serviceTags: [hostile], prefix: hostile } } },
    { at: 'actor', more: { evidence: { ...evidence, actor: hostile, techniques: [hostile] } } },
    { at: 'category', more: { evidence: { ...evidence, category: hostile, detectionSource: hostile } } },
    {
      at: 'thread subject',
      more: { ...mailFor('reminder-1'), thread: { messageIds: [], subject: hostile } },
    },
    { at: 'case number', more: { ...mailFor('reminder-1'), caseNumber: hostile } },
    { at: 'earlier reports', more: { earlierReports: [{ reportId: hostile, outcome: hostile }] } },
    {
      at: 'organisation',
      more: {},
      dress: { organisation: hostile, from: { ...settings.from, name: hostile } },
    },
  ])('$at', async ({ more, dress = {} }) => {
    const { raw, text, envelope } = await composed(more, dress)
    const plain = await composed(more.purpose === undefined ? {} : mailFor(more.purpose))
    expect([...headerNames(raw)].sort()).toEqual(expect.arrayContaining(['from']))
    expect(headerNames(raw).filter((name) => !headerNames(plain.raw).includes(name))).toEqual([])
    expect(text).not.toMatch(/^(?:Bcc|Injected)/m)
    expect(text).toBe(text.toWellFormed())
    expect(text).not.toMatch(/[\u2028\u202e\r]/)
    expect(envelope).toEqual(plain.envelope)
  })

  it.each(['<a@b> <c@d>', 'a@b', '<a@b\r\nBcc: x@y>', ''])(
    'a malformed Message-ID is refused: %j',
    async (messageId) => {
      await expect(composed({ messageId })).rejects.toThrow('Message-ID')
    },
  )
})

it('10,000 sightings stay below 2.5 MB', async () => {
  const sighting = { firstActivityAt: report.firstSeenAt, lastActivityAt: report.lastSeenAt, port: 443 }
  const { raw } = await composed({ sightings: Array.from({ length: 30_000 }, () => sighting) })
  expect(raw.length).toBeLessThan(2_500_000)
})

it('Auto-Submitted (RFC 3834) is a setting', async () => {
  expect(headerNames((await composed()).raw)).toContain('auto-submitted')
  expect(headerNames((await composed({}, { autoSubmitted: false })).raw)).not.toContain('auto-submitted')
})

const readByPython = `
import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({"defects": len(m.defects), "subject": m["subject"], "replyTo": m["reply-to"],
  "parts": [[p.get_content_type(), p.get_filename()] for p in m.walk()],
  "text": m.get_body().get_content().replace("\\r\\n", "\\n")}))
`
const python = spawnSync('python3', ['--version']).status === 0 ? it : it.skip
python('a second, independent parser reads the same mail', async () => {
  const { raw, subject, text } = await composed()
  const { stdout } = spawnSync('python3', ['-c', readByPython], { input: raw, encoding: 'utf8' })
  expect(z.unknown().parse(JSON.parse(stdout))).toEqual({
    defects: 0,
    subject,
    replyTo: 'reports+RDAR-2306-7F3K9QXM@soc.example.org',
    parts: [
      ['multipart/mixed', null],
      ['text/plain', null],
      ['application/json', 'DAR-2306-7F3K9QXM-xarf.json'],
      ['text/csv', 'DAR-2306-7F3K9QXM-sightings.csv'],
    ],
    text,
  })
})
