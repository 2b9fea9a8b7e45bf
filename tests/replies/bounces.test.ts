import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readingOf } from '../../cli/reading'
import { reportsFile } from '../../cli/reports-file'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { defaultTrust } from '../../shared/replies/trust'
import { readMail } from '../../shared/replies/read-mail'
import { dsnBytes, failedStatus, mailBytes } from './mail-fixture'

const deps = {
  patterns: compilePatterns(defaultPatterns),
  trust: defaultTrust,
  now: () => new Date('2026-11-25T00:00:00Z'),
}
const id = '<DAR-2611-7F3K9QXM.initial.4g7k2m9p3q8r@soc.example.org>'
const reports = reportsFile.parse([{ reportId: 'DAR-2611-7F3K9QXM', messageIds: [id] }])

const server = {
  From: 'MAILER-DAEMON@relay.example.net',
  To: 'reports@soc.example.org',
  Subject: 'Returned mail',
  'Return-Path': '<>',
}
const inParts = (part: string) => `--b\nContent-Type: text/plain\n\nSorry.\n--b\n${part}\n--b--\n`
const mixed = { ...server, 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }
const header = `From: us\nMessage-ID: ${id}\nSubject: Abuse`

describe('a server sends our mail back, whatever it is called, and a person is asked', () => {
  it.each([
    { where: 'in its text', raw: mailBytes(server, `No such user.\n\n${header}\n`) },
    {
      where: 'in its text, quoted',
      raw: mailBytes(server, `No such user.\n\n> ${header.replaceAll('\n', '\n> ')}`),
    },
    {
      where: 'as returned headers',
      raw: mailBytes(mixed, inParts(`Content-Type: text/rfc822-headers\n\n${header}\n`)),
    },
    { where: 'as a mail', raw: mailBytes(mixed, inParts(`Content-Type: message/rfc822\n\n${header}\n\nx`)) },
    {
      where: 'in a text that is attached',
      raw: mailBytes(mixed, inParts(`Content-Type: text/plain; name=original.txt\n\n${header}\n`)),
    },
    {
      where: 'under a name of its own',
      raw: mailBytes(server, `Could not deliver.\nX-Original-Message-ID: ${id}\n`),
    },
    {
      where: 'in the status part',
      raw: mailBytes(
        mixed,
        inParts(
          `Content-Type: message/delivery-status\n\nX-Original-Message-ID: ${id}\n\nFinal-Recipient: rfc822; ioc@microsoft.example\nAction: failed`,
        ),
      ),
    },
    {
      where: 'in parts that nobody can tell apart',
      raw: mailBytes({ ...mixed, 'Content-Type': 'multipart/mixed; boundary=other' }, inParts(header)),
    },
    {
      where: 'and no return path',
      raw: mailBytes({ ...server, 'Return-Path': undefined }, `No such user.\n\n${header}\n`),
    },
  ])('$where', async ({ raw }) => {
    expect(await readingOf({ ...deps, reports }, 'bounce.eml', raw)).toMatchObject({
      kind: 'bounce',
      final: true,
      effect: 'person',
      reportIds: ['DAR-2611-7F3K9QXM'],
    })
  })

  it('but not while it still tries', async () => {
    const raw = mailBytes({ ...server, Subject: 'Warning: could not send message for past 4 hours' }, header)
    expect(await readingOf({ ...deps, reports }, 'late.eml', raw)).toMatchObject({
      kind: 'bounce',
      final: false,
      effect: 'none',
    })
  })
})

describe('the action of a notification decides', () => {
  it.each([
    { action: 'failed', kind: 'bounce', final: true },
    { action: 'Failed (gave up)', kind: 'bounce', final: true },
    { action: 'delayed', kind: 'bounce', final: false },
    { action: 'delivered', kind: 'auto-reply', final: undefined },
    { action: 'postponed-by-policy', kind: 'other', final: undefined },
    { action: 'unfailed', kind: 'other', final: undefined },
    { action: '', kind: 'other', final: undefined },
  ])('"$action": $kind', async ({ action, kind, final }) => {
    const status = failedStatus.replace('Action: failed', `Action: ${action}`)
    // Nothing but the action tells: neither subject nor what is quoted.
    const raw = dsnBytes({ status, headers: { Subject: 'Notification' } })
    expect(await readingOf({ ...deps, reports }, 'dsn.eml', raw)).toMatchObject({
      kind,
      ...(final !== undefined && { final }),
    })
    expect((await readMail(raw)).dsn?.recipients[0]?.action === 'failed').toBe(final === true)
  })
})

/** Bounces that others have published; they are not ours to copy. */
const folder = join(__dirname, '../../../shared/data/field/bounces')
const given = existsSync(folder) ? describe : describe.skip
given('public bounces, each naming a mail of a report', () => {
  it('move nothing without our secret, and end in nothing only while they still try', async () => {
    const read = (name: string) => readFileSync(join(folder, name))
    const listed = reportsFile.parse(JSON.parse(read('reports.json').toString()))
    const quoted = JSON.parse(read('quoted-message-ids.json').toString()) as Record<string, (string | null)[]>
    const files = readdirSync(folder).filter((name) => name.endsWith('.eml') && quoted[name]?.[0])
    expect(files.length).toBeGreaterThan(200)
    for (const file of files) {
      const reading = await readingOf({ ...deps, reports: listed }, file, read(file))
      const isLate = reading.kind === 'bounce' && reading.final === false
      expect({ file, effect: reading.effect }).toEqual({ file, effect: isLate ? 'none' : 'person' })
    }
  })
})
