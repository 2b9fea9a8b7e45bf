import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import * as z from 'zod'
import type { Evidence } from '../../shared/cases/decision'
import { compose, maxMailInBytes } from '../../shared/reports/compose'
import { writtenPurposes } from '../../shared/reports/purpose'
import type { MailSettings, ReportMail } from '../../shared/reports/report-mail'
import { evidence, report, settings } from './report-fixture'

/** Line ends in every spelling, folding, NUL, direction marks, half characters, encoded words, and noise. */
const pieces = fc.constantFrom(
  ...['\r\n', '\n', '\r', '\r\n\r\n', '\r\n ', '\u2028', '\u2029', '\u0085', '\v', '\f', '\0'],
  ...['\u202e', '\u2066', '\ufeff', '\ud800', '\udfff', '\uffff', '=?utf-8?Q?=0D=0ABcc:_x=40example.org?='],
  ...[
    'Bcc: victim@example.org',
    'From: someone@example.org',
    'Message-ID: <a@example.org>',
    '--part',
    '"',
    '<',
    '>',
  ],
  ...[
    'Content-Type: text/html',
    'Content-Type: multipart/mixed; boundary="part"',
    '; ',
    ',',
    ':',
    '\\',
    'a',
    'ä',
    '🚪',
  ],
)
const hostile = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))

const hostileEvidence = fc.record<Partial<Record<keyof Evidence, unknown>>>({
  ...{ host: hostile, address: hostile, url: hostile.map((text) => `https://x.example/${text}`) },
  ...{ cloud: hostile, region: hostile, prefix: hostile, tenant: hostile, snapshotDate: hostile },
  ...{ protocol: hostile, detectionSource: hostile, category: hostile, actor: hostile },
  ...{ serviceTags: fc.array(hostile, { maxLength: 3 }), techniques: fc.array(hostile, { maxLength: 3 }) },
})

const hostileMail = fc
  .record({
    purpose: fc.constantFrom(...writtenPurposes),
    ...{ endpointText: hostile, caseNumber: hostile, subject: hostile, earlier: hostile, outcome: hostile },
    ...{ name: hostile, organisation: hostile, known: hostileEvidence },
  })
  .map(({ purpose, endpointText, caseNumber, subject, earlier, outcome, name, organisation, known }) => {
    const mail: ReportMail = {
      ...report,
      ...{ purpose, endpointText, caseNumber },
      evidence: { ...evidence, ...(known as Partial<Evidence>) },
      earlierReports: [{ reportId: earlier, outcome }],
      ...(purpose !== 'initial' && { thread: { messageIds: [report.messageId], subject } }),
    }
    const dress: MailSettings = { ...settings, organisation, from: { ...settings.from, name } }
    return { mail, dress }
  })

const once = ['from', 'to', 'cc', 'reply-to', 'subject', 'message-id', 'date', 'content-type', 'mime-version']
const oneLineWithToken = /^[^\p{Cc}\u2028\u2029]*\[DAR-2306-7F3K9QXM\][^\p{Cc}\u2028\u2029]*$/u
const allowed = new Set([
  ...once,
  ...['auto-submitted', 'x-auto-response-suppress', 'in-reply-to', 'references', 'content-transfer-encoding'],
])

function expectSane(names: readonly string[]): void {
  for (const name of once) expect([name, names.filter((one) => one === name).length]).toEqual([name, 1])
  expect(names.filter((name) => !allowed.has(name))).toEqual([])
}

const readByPython = `
import sys, json, email, email.policy, base64
out = []
for line in sys.stdin:
    m = email.message_from_bytes(base64.b64decode(line), policy=email.policy.default)
    out.append({"names": [k.lower() for k in m.keys()], "from": m["from"].addresses[0].addr_spec,
      "froms": len(m["from"].addresses), "to": [a.addr_spec for a in m["to"].addresses],
      "id": m["message-id"], "subject": str(m["subject"]), "parts": [p.get_content_type() for p in m.walk()]})
print(json.dumps(out))
`
const readBack = z.array(
  z.object({
    names: z.array(z.string()),
    from: z.string(),
    froms: z.number(),
    to: z.array(z.string()),
    id: z.string(),
    subject: z.string(),
    parts: z.array(z.string()),
  }),
)

describe('hostile text in any field adds no header, no sender, no recipient and no part', () => {
  it('as one parser reads it', async () => {
    await fc.assert(
      fc.asyncProperty(hostileMail, async ({ mail, dress }) => {
        const { raw } = await compose(mail, dress)
        const read = await PostalMime.parse(raw)
        expectSane(read.headers.map(({ key }) => key))
        expect(read.from?.address).toBe(settings.from.address)
        expect(read.to?.map(({ address }) => address)).toEqual(settings.to)
        expect(read.messageId).toBe(report.messageId)
        expect(read.attachments).toHaveLength(mail.purpose === 'withdrawal' ? 0 : 2)
        expect(read.subject).toMatch(oneLineWithToken)
        expect(read.html).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  const python = spawnSync('python3', ['--version']).status === 0 ? it : it.skip
  python('as another one reads it', async () => {
    const mails = fc.sample(hostileMail, 150)
    const raws = await Promise.all(mails.map(async ({ mail, dress }) => (await compose(mail, dress)).raw))
    const input = raws.map((raw) => raw.toString('base64')).join('\n')
    const { stdout, stderr } = spawnSync('python3', ['-c', readByPython], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    expect(stderr).toBe('')
    const all = readBack.parse(JSON.parse(stdout))
    expect(all).toHaveLength(mails.length)
    for (const [n, { names, from, froms, to, id, subject, parts }] of all.entries()) {
      expectSane(names)
      expect([from, froms, to, id]).toEqual([settings.from.address, 1, settings.to, report.messageId])
      expect(subject).toMatch(oneLineWithToken)
      const isBare = mails[n]?.mail.purpose === 'withdrawal'
      expect(parts).toEqual(
        isBare ? ['text/plain'] : ['multipart/mixed', 'text/plain', 'application/json', 'text/csv'],
      )
    }
  })
})

describe(`no mail is larger than ${maxMailInBytes} bytes`, () => {
  const at = new Date('2023-06-15T07:36:44.209Z')
  const line = { firstActivityAt: at, lastActivityAt: at, port: 65_535 }
  const many = fc.integer({ min: 0, max: 60_000 }).map((length) => Array.from({ length }, () => line))
  const long = fc.integer({ min: 0, max: 3_000_000 }).map((length) => 'x'.repeat(length))

  it('whatever it is made from', async () => {
    await fc.assert(
      fc.asyncProperty(
        many,
        long,
        long,
        fc.constantFrom(...writtenPurposes),
        async (sightings, one, two, purpose) => {
          const url = `https://x.example/${one}`
          const more = {
            host: two,
            tenant: one,
            category: two,
            actor: one,
            prefix: two,
            region: one,
            cloud: two,
          }
          const lists = {
            serviceTags: [one, two],
            techniques: Array.from({ length: 50_000 }, () => 'T1071.001'),
          }
          const abuse = 'phishing' as const
          const mail = {
            ...report,
            endpointText: url,
            evidence: { ...evidence, ...more, ...lists, url, abuse },
          }
          const { raw } = await compose({ ...mail, purpose, sightings, caseNumber: one }, settings)
          expect(raw.length).toBeLessThanOrEqual(maxMailInBytes)
        },
      ),
      { numRuns: 10 },
    )
  }, 60_000)

  it('sightings that were not even read are counted', async () => {
    const { text, raw } = await compose(
      { ...report, sightings: [line, line], unlistedSightings: 40 },
      settings,
    )
    expect(text).toMatch(/\(42 alerts\)/)
    expect(text).toContain('40 more in the attached list')
    const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
    expect(attachments[1]?.content).toContain('40 more are not listed')
  })

  it('and a list that was cut says how much is missing', async () => {
    const { raw } = await compose(
      { ...report, sightings: Array.from({ length: 30_000 }, () => line) },
      settings,
    )
    const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
    const csv = attachments[1]?.content
    expect(csv).toMatch(/\r\n20000 more are not listed,,\r\n$/)
  })
})
