import fc from 'fast-check'
import { readingOf } from '../../cli/reading'
import { reportsFile } from '../../cli/reports-file'
import { zoneTxt } from '../../cli/zone-file'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { readMail } from '../../shared/replies/read-mail'
import { defaultTrust } from '../../shared/replies/trust'
import { mailBytes } from './mail-fixture'
import { signed, zone } from './signing'

const deps = {
  patterns: compilePatterns(defaultPatterns),
  trust: defaultTrust,
  reports: reportsFile.parse([
    {
      reportId: 'DAR-2611-7F3K9QXM',
      token: 'RDAR-2611-7F3K9QXM',
      messageIds: ['<a@b>'],
      caseNumbers: ['SIR1'],
    },
  ]),
  resolveTxt: zoneTxt(zone),
  now: () => new Date('2026-11-25T00:00:00Z'),
}

/** Processor time, the least of three: other work on the machine lengthens some of them, never shortens one. */
async function quickest(raw: Buffer): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 3; n++) {
    const begun = process.cpuUsage()
    await readingOf(deps, 'x', raw)
    times.push(process.cpuUsage(begun).user / 1000)
  }
  return Math.min(...times)
}

/** What grows with the square of the length takes seconds here. */
const mostInMs = 500
const morsels = [
  ...[
    'the site ',
    'we have ',
    'has been ',
    'thank you for ',
    'please provide ',
    'could not find ',
    'nicht ',
    'wir haben ',
  ],
  ...[
    'case 0-0-',
    '. A',
    'a.b.',
    '\n>',
    'On x wrote:\n',
    'From: a\n',
    '--\n',
    '[x]',
    '<a@b>',
    'DAR-2611-',
    'x@',
    '\u200b',
  ],
  ...['<div class="', '<blockquote>', '<!--', '&amp', '<a ', 'Ã¤', '\ufffd', '\r', '\n'],
]

describe('made to be slow, and is not', () => {
  it.each(morsels)('%j, over and over', async (morsel) => {
    const text = morsel.repeat(Math.ceil(200_000 / morsel.length))
    for (const type of ['text/plain', 'text/html']) {
      expect(await quickest(mailBytes({ 'Content-Type': `${type}; charset=utf-8` }, text))).toBeLessThan(
        mostInMs,
      )
    }
  })

  it.each([
    {
      name: 'many signatures',
      headers: {
        'DKIM-Signature': repeated('v=1; d=microsoft.com; s=a; h=from; b=x', 'DKIM-Signature', 500),
      },
    },
    {
      name: 'a signature without end',
      headers: { 'DKIM-Signature': `v=1; d=microsoft.com; s=a; b=x; h=${'from:'.repeat(20_000)}` },
    },
    { name: 'references without end', headers: { References: '<a@b> '.repeat(20_000) } },
    { name: 'addresses without end', headers: { To: 'a+b@c.example, '.repeat(10_000) } },
    { name: 'groups in groups', headers: { From: 'a:'.repeat(20_000) } },
    { name: 'comments in comments', headers: { 'Authentication-Results': '('.repeat(60_000) } },
    { name: 'a subject without end', headers: { Subject: '[DAR-2611-7F3K9QXM] '.repeat(10_000) } },
    { name: 'encoded words without end', headers: { Subject: '=?utf-8?q?a?= '.repeat(10_000) } },
  ])('$name', async ({ headers }) => {
    expect(await quickest(mailBytes(headers, 'The site has been taken down.'))).toBeLessThan(mostInMs)
  })

  it('line by line, and signed', async () => {
    const raw = await signed(mailBytes({}, 'a\n'.repeat(200_000)), { domain: 'microsoft.com' })
    expect(
      await quickest(Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')),
    ).toBeLessThan(4 * mostInMs)
  })
})

function repeated(value: string, name: string, times: number): string {
  return Array.from({ length: times }, () => value).join(`\r\n${name}: `)
}

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...morsels),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('\r\n', '\0', '\u202e', '💥'),
    ),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(''))

const header = fc.constantFrom(
  ...[
    'From',
    'To',
    'Cc',
    'Subject',
    'Date',
    'Message-ID',
    'In-Reply-To',
    'References',
    'Return-Path',
    'Content-Type',
  ],
  ...[
    'Authentication-Results',
    'DKIM-Signature',
    'Received',
    'Auto-Submitted',
    'X-Failed-Recipients',
    'Delivered-To',
  ],
)

describe('whatever a mail is made of', () => {
  it('is read to an end, in bounds, and moves nothing without a proof', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(header, hostileText, { maxKeys: 10 }),
        hostileText,
        async (headers, body) => {
          const raw = mailBytes(
            { ...headers, 'Authentication-Results': undefined, 'Return-Path': '<x@y.example>' },
            body,
          )
          const mail = await readMail(raw)
          expect(mail.key).toMatch(/^[0-9a-f]{32}$/)
          expect(mail.subject.length).toBeLessThanOrEqual(1000)
          expect(mail.text.length).toBeLessThanOrEqual(200_000)
          expect(mail.references.length).toBeLessThanOrEqual(200)
          expect((await readingOf(deps, 'x', raw)).effect).not.toBe('status')
        },
      ),
      { numRuns: 300 },
    )
  })
})
