import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { readMail } from '../../shared/replies/read-mail'
import { templateOf } from '../../shared/replies/template-of'
import { evidence, host, reportId } from '../helpers/reports'
import { mailBytes } from './mail-fixture'

const patterns = compilePatterns(defaultPatterns)
const ours = [
  {
    subject: 'Abuse report',
    text: 'We are reporting a phishing page at evil[.]example, seen by our systems.\nPlease take it down, and tell us what you did.',
  },
]
const about = (id: string, name: string, address = '20.119.0.42') => ({
  report: {
    id: reportId(id),
    endpoint: { kind: 'host' as const, host: host(name) },
    evidence: { ...evidence, host: name, address },
  },
  ours,
  signer: 'microsoft.com',
  patterns,
  ownAddresses: ['reports@soc.example.org'],
})
const first = about('DAR-2611-7F3K9QXM', 'evil.example.com')

const keyOf = async (
  body: string,
  it: ReturnType<typeof about> = first,
  headers: Readonly<Record<string, string>> = {},
) => {
  const raw = mailBytes(
    { Subject: 'RE: Abuse report', 'Content-Type': 'text/plain; charset=utf-8', ...headers },
    body,
  )
  return templateOf(await readMail(raw), it)?.key
}

const words = (id: string, name: string, number: string, at: string) =>
  `Hello Example GmbH,\n\nThank you for report ${id}. The site ${name} was taken down on ${at}.\nCase number: ${number}\n\nKind regards,\nAda Lovelace\nMicrosoft CERT\n`
const known = words('DAR-2611-7F3K9QXM', 'evil.example.com', 'SIR18484531', '22 November 2026 10:00 UTC')

describe('the same template', () => {
  it.each([
    {
      what: 'another report, host, number, time and name',
      body: words(
        'DAR-2611-00000000',
        'other[.]example[.]com',
        'SIR18000000',
        '2026-11-21 09:30 UTC',
      ).replace('Ada Lovelace', 'Charles Babbage'),
      it: about('DAR-2611-00000000', 'other.example.com'),
    },
    { what: 'other line ends and blanks', body: known.replace(/ was /, '\nwas  ') },
    { what: 'another greeting', body: known.replace('Hello Example GmbH', 'Dear reporter') },
    {
      what: 'our mail quoted below',
      body: `${known}\nFrom: reports@soc.example.org\nSent: Monday\nTo: abuse\nSubject: Abuse report\n\n${ours[0]?.text}\n`,
    },
    {
      what: 'our mail quoted line by line',
      body: `${known}\n> ${ours[0]?.text.replace('\n', '\n> ')}\n`,
    },
  ])('$what', async ({ body, it }) => {
    expect(await keyOf(known)).toBeDefined()
    expect(await keyOf(body, it)).toBe(await keyOf(known))
  })
})

describe('another one, or none', () => {
  const sites = 'was taken down on'
  it.each([
    { what: 'a sentence added', body: known.replace('Case number', 'It is up again. Case number') },
    { what: 'a sentence left out', body: known.replace('Thank you for report DAR-2611-7F3K9QXM. ', '') },
    { what: 'negated', body: known.replace('was taken', 'was not taken') },
    { what: 'another tense', body: known.replace('was taken', 'will be taken') },
    { what: 'dated into the future', body: known.replace('22 November 2026', '22 December 2026') },
    { what: 'about another host', body: known.replace('evil.example.com', 'www.example.net') },
    { what: 'about another address', body: known.replace('evil.example.com', '192.0.2.7') },
    { what: 'about another report', body: known.replace('DAR-2611-7F3K9QXM', 'DAR-2611-00000000') },
    { what: 'another number', body: known.replace(sites, 'was after 3 warnings taken down on') },
    { what: 'a postscript', body: `${known}\nP.S. It is up again.\n` },
    { what: 'a sentence in the signature', body: known.replace('Microsoft CERT', 'It is up again') },
    { what: 'words below a separator', body: `${known}\n-----Original Message-----\nIt is up again.\n` },
    { what: 'words behind a mark of quotation', body: `${known}\n> It is up again.\n` },
    {
      what: 'words below a head that is not ours',
      body: `${known}\nFrom: x\nSent: y\nSubject: z\n\nThe site is up again.\n`,
    },
  ])('$what', async ({ body }) => {
    expect(await keyOf(body)).not.toBe(await keyOf(known))
  })

  it.each([
    { what: 'another sender', headers: { From: 'cert@microsoft.com' } },
    { what: 'another subject', headers: { Subject: 'Your case was reopened' } },
    {
      what: 'a file attached',
      headers: { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' },
      body: `--b\nContent-Type: text/plain\n\n${known}\n--b\nContent-Type: application/pdf\n\nx\n--b--\n`,
    },
    {
      what: 'HTML that says something else',
      headers: { 'MIME-Version': '1.0', 'Content-Type': 'multipart/alternative; boundary=b' },
      body: `--b\nContent-Type: text/plain\n\n${known}\n--b\nContent-Type: text/html\n\n<p>The site is up again.</p>\n--b--\n`,
    },
  ])('$what', async ({ headers, body = known }) => {
    expect(await keyOf(body, first, headers)).not.toBe(await keyOf(known))
  })

  it('another signer', async () => {
    expect(await keyOf(known, { ...first, signer: 'other.example' })).not.toBe(await keyOf(known))
  })
})

it('HTML that says the same is the same', async () => {
  const html = known
    .split('\n\n')
    .map((one) => `<p>${one.replaceAll('\n', '<br>')}</p>`)
    .join('')
  const body = `--b\nContent-Type: text/plain\n\n${known}\n--b\nContent-Type: text/html\n\n${html}\n--b--\n`
  const headers = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/alternative; boundary=b' }
  expect(await keyOf(body, first, headers)).toBe(await keyOf(known))
})

it('any language', async () => {
  const said = (id: string, name: string) => `Le site ${name} a été supprimé.\nDossier ${id}.\n`
  const other = about('DAR-2611-00000000', 'other.example.com')
  expect(await keyOf(said('DAR-2611-00000000', 'other.example.com'), other)).toBe(
    await keyOf(said('DAR-2611-7F3K9QXM', 'evil.example.com')),
  )
})
