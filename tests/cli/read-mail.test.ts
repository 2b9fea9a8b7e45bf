import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runReadMail } from '../../cli/read-mail'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { defaultTrust } from '../../shared/replies/trust'
import { dsnBytes, failedStatus, mailBytes } from '../replies/mail-fixture'
import { signed, zone } from '../replies/signing'

const folder = mkdtempSync(join(tmpdir(), 'read-mail-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const reports = file(
  'reports.json',
  JSON.stringify([
    {
      reportId: 'DAR-2611-7F3K9QXM',
      token: 'RDAR-2611-7F3K9QXM',
      messageIds: ['<DAR-2611-7F3K9QXM.initial@soc.example.org>'],
      envelopeId: 'DAR-2611-7F3K9QXM.initial.2',
      caseNumbers: ['SIR18304512'],
    },
    {
      reportId: 'ABUSE-2611-ABC123',
      token: '9f8e7d6c5b',
      messageIds: ['mail-2@desk.example.org'],
      caseNumbers: [],
    },
  ]),
)
const dns = file('zone.json', JSON.stringify(zone))
const settings = {
  patterns: compilePatterns(defaultPatterns),
  trust: defaultTrust,
  now: () => new Date('2026-11-25T00:00:00Z'),
}

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) }
  return { code: await runReadMail(args, io, settings), out, err }
}
const read = async (mail: Buffer, ...args: string[]): Promise<unknown> => {
  const { out, code, err } = await run('--json', '--reports', reports, ...args, file('mail.eml', mail))
  expect({ code, err }).toEqual({ code: 0, err: [] })
  return JSON.parse(out.join('\n'))
}
const answer = (headers: Readonly<Record<string, string>> = {}, text = 'The site has been taken down.') =>
  mailBytes(
    { Date: 'Tue, 24 Nov 2026 09:00:00 +0000', 'Content-Type': 'text/plain; charset=utf-8', ...headers },
    text,
  )

it('one JSON object a mail, its members in this order', async () => {
  const decided = file('decided.eml', await signed(answer(), { domain: 'microsoft.com' }))
  const bounced = file('bounced.eml', dsnBytes({ status: failedStatus }))
  const { code, out } = await run('--json', '--reports', reports, '--dns', dns, decided, bounced)
  expect(code).toBe(0)
  expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      file: decided,
      kind: 'decision',
      outcome: 'takedown',
      trust: 3,
      reportIds: ['DAR-2611-7F3K9QXM'],
      effect: 'person',
      rules: ['takedown', 'matched-by-token', 'dkim-verified', 'token-signed'],
    },
    {
      file: bounced,
      kind: 'bounce',
      final: true,
      trust: 1,
      reportIds: ['DAR-2611-7F3K9QXM'],
      effect: 'person',
      rules: ['dsn-failed', 'matched-by-envelope-id', 'no-envelope-id'],
    },
  ])
  expect(Object.keys(JSON.parse(out[0] ?? '') as object)).toEqual([
    'file',
    'kind',
    'outcome',
    'trust',
    'reportIds',
    'effect',
    'rules',
  ])
})

it('a key written in parts', async () => {
  const parts = Object.entries(zone).map(([name, { TXT }]) => [
    name,
    { TXT: TXT.flatMap((text) => text.match(/.{1,200}/g) ?? []) },
  ])
  const inParts = file('parts.json', JSON.stringify(Object.fromEntries(parts)))
  const mail = await signed(answer(), { domain: 'microsoft.com' })
  expect(await read(mail, '--dns', inParts)).toMatchObject({ trust: 3 })
})

describe('without --dns', () => {
  it('a signature counts as unverified', async () => {
    const mail = await signed(answer(), { domain: 'microsoft.com' })
    expect(await read(mail)).toMatchObject({ trust: 1, effect: 'person' })
  })

  it('the results of our mail server count, and are no look at the signature', async () => {
    const passed =
      'mx.soc.example.org; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com'
    const covering = await signed(answer(), { domain: 'microsoft.com' })
    const bare = await signed(answer(), { domain: 'microsoft.com', covers: ['From', 'Date'] })
    const below = (mail: Buffer) =>
      Buffer.concat([Buffer.from(`Authentication-Results: ${passed}\r\n`), mail])
    expect(await read(below(covering))).toMatchObject({ trust: 2, effect: 'person' })
    expect(await read(below(bare))).toMatchObject({ trust: 2, effect: 'person' })
  })
})

describe('reports of any id and token', () => {
  const plain = { To: 'reports@soc.example.org', Subject: 'Re: your report' }
  it.each([
    {
      name: 'the token behind the plus',
      headers: { ...plain, To: 'reports+9f8e7d6c5b@soc.example.org' },
      ids: ['ABUSE-2611-ABC123'],
    },
    {
      name: 'with R, id and token',
      headers: { ...plain, To: 'reports+RABUSE-2611-ABC123-9f8e7d6c5b@soc.example.org' },
      ids: ['ABUSE-2611-ABC123'],
    },
    {
      name: 'a wrong token behind the id',
      headers: { ...plain, To: 'reports+RABUSE-2611-ABC123-00000000@soc.example.org' },
      ids: [],
    },
    {
      name: 'a Message-ID without brackets in the list',
      headers: { ...plain, 'In-Reply-To': '<mail-2@desk.example.org>' },
      ids: ['ABUSE-2611-ABC123'],
    },
    {
      name: 'six characters in the subject',
      headers: { ...plain, Subject: 'Re: [ABUSE-2611-ABC123]' },
      ids: ['ABUSE-2611-ABC123'],
    },
    {
      name: 'a longer id is another one',
      headers: { ...plain, Subject: 'Re: [ABUSE-2611-ABC1234]' },
      ids: [],
    },
    {
      name: 'a known case number',
      headers: { ...plain, Subject: 'SIR18304512' },
      ids: ['DAR-2611-7F3K9QXM'],
    },
  ])('$name', async ({ headers, ids }) => {
    expect(await read(answer(headers))).toMatchObject({ reportIds: ids })
  })
})

it('for people: what it says, about what, how far believed, and why', async () => {
  const { out } = await run(
    '--reports',
    reports,
    file('mail.eml', answer({}, 'We have opened case SIR4711000.')),
  )
  expect(out.join('\n')).toMatch(
    /says {5}acknowledgement, case SIR4711000\n {2}about {4}DAR-2611-7F3K9QXM\n {2}trust {4}1 of 3\n {2}effect {3}a person decides/,
  )
})

it('a mail saved out of a mailbox file, with its parting line', async () => {
  const mail = Buffer.concat([Buffer.from('From cert@microsoft.com Tue Nov 24 09:00:00 2026\n'), answer()])
  expect(await read(mail)).toMatchObject({ kind: 'decision', reportIds: ['DAR-2611-7F3K9QXM'] })
})

describe('what cannot be read is said, and the rest is read', () => {
  const mail = () => file('mail.eml', answer())
  it.each([
    { name: 'no mail at all', args: () => ['--reports', reports], code: 2, says: /^Usage:/ },
    { name: 'no list of reports', args: () => [mail()], code: 2, says: /^Usage:/ },
    {
      name: 'an unknown option',
      args: () => ['--reports', reports, '--nonsense', mail()],
      code: 2,
      says: /^Usage:/,
    },
    {
      name: 'a list that is not there',
      args: () => ['--reports', join(folder, 'none.json'), mail()],
      code: 2,
      says: /none\.json: The file cannot be read \(ENOENT\)/,
    },
    {
      name: 'a list that is no JSON',
      args: () => ['--reports', file('bad.json', '{'), mail()],
      code: 2,
      says: /bad\.json: This is no JSON/,
    },
    {
      name: 'a list of something else',
      args: () => ['--reports', file('odd.json', '[{"id":1}]'), mail()],
      code: 2,
      says: /odd\.json: 0\.reportId/,
    },
    {
      name: 'a zone that is none',
      args: () => ['--reports', reports, '--dns', file('odd.json', '[]'), mail()],
      code: 2,
      says: /odd\.json/,
    },
    {
      name: 'a mail that is not there',
      args: () => ['--reports', reports, join(folder, 'none.eml')],
      code: 1,
      says: /none\.eml: The file cannot be read \(ENOENT\)/,
    },
    { name: 'a folder', args: () => ['--reports', reports, folder], code: 1, says: /EISDIR/ },
    {
      name: 'no mail',
      args: () => ['--reports', reports, file('picture.eml', Buffer.from([0x89, 0x50, 0x4e, 0x47]))],
      code: 1,
      says: /picture\.eml: This is no mail/,
    },
    {
      name: 'an empty file',
      args: () => ['--reports', reports, file('empty.eml', '')],
      code: 1,
      says: /empty\.eml: This is no mail/,
    },
  ])('$name', async ({ args, code, says }) => {
    const { err, ...result } = await run(...args())
    expect(result.code).toBe(code)
    expect(err.join('\n')).toMatch(says)
  })

  it('one bad mail among good ones', async () => {
    const { code, out, err } = await run('--json', '--reports', reports, join(folder, 'none.eml'), mail())
    expect({ code, read: out.length, faults: err.length }).toEqual({ code: 1, read: 1, faults: 1 })
  })

  it('--help is no fault', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    expect(out.join('\n')).toContain('--reports')
  })
})
