import { parseReportId, type ReportId } from '../../shared/model/report-id'
import { bouncedMail } from '../../shared/replies/bounced-mail'
import { match } from '../../shared/replies/match'
import { readMail } from '../../shared/replies/read-mail'
import { reportLookups } from '../../shared/replies/report-lookups'
import { mailSecrets } from '../../shared/reports/mail-secrets'
import {
  envelopeIdOf,
  messageIdOf,
  parseEnvelopeId,
  parseMessageId,
  parseReplyTag,
  replyAddressOf,
} from '../../shared/reports/message-ids'
import { purposes } from '../../shared/reports/purpose'
import { dsnBytes, failedStatus, mailBytes, returnedHeaders } from './mail-fixture'

const one = 'DAR-2611-7F3K9QXM'
const two = 'DAR-2611-00000000'
const id = (text: string): ReportId => parseReportId(text) ?? fail(text)
const fail = (text: string): never => {
  throw new Error(text)
}

const lookups = reportLookups({
  exists: async (reportId) => !reportId.startsWith('DAR-2611-NONE'),
  byServerId: async (messageId) => (messageId === '<server@prod.outlook.com>' ? [id(one)] : []),
  byCaseNumber: async (number) => (number === '46714' ? [id(one), id(two)] : []),
})

const bare = { To: 'reports@soc.example.org', Subject: 'Re: report' }
const thread = (messageId: string) => ({ ...bare, 'In-Reply-To': messageId })

type Row = {
  readonly name: string
  readonly headers?: Readonly<Record<string, string>>
  readonly caseNumbers?: readonly string[]
  readonly is: unknown
}

it.each<Row>([
  {
    name: '1: the plus token in To',
    headers: { ...bare, To: `reports+R${one}@soc.example.org` },
    is: { reportIds: [one], by: 'token' },
  },
  {
    name: '1: the plus token in Delivered-To, in lower case',
    headers: { ...bare, 'Delivered-To': 'reports+rdar-2611-7f3k9qxm@soc.example.org' },
    is: { reportIds: [one], by: 'token' },
  },
  {
    name: '2: In-Reply-To names our mail',
    headers: thread(`<${one}.reminder-1@soc.example.org>`),
    is: { by: 'message-id' },
  },
  {
    name: '2: References name the id that the server gave',
    headers: { ...bare, References: '<x@y> <server@prod.outlook.com>' },
    is: { reportIds: [one], by: 'message-id' },
  },
  {
    name: '4: the token in the subject',
    headers: { ...bare, Subject: `AW: [${one}] Abuse` },
    is: { reportIds: [one], by: 'subject' },
  },
  {
    name: '4: another prefix and six characters, as older deployments have',
    headers: { ...bare, Subject: '[SOC-2301-ABC123]' },
    is: { reportIds: ['SOC-2301-ABC123'], by: 'subject' },
  },
  {
    name: '5: a number the desk has given',
    headers: bare,
    caseNumbers: ['46714'],
    is: { reportIds: [one, two], by: 'case-number' },
  },
  {
    name: 'the first way wins',
    headers: { ...bare, To: `r+R${one}@x.example`, Subject: `[${one}]` },
    caseNumbers: ['46714'],
    is: { reportIds: [one], by: 'token', conflicting: false },
  },
  {
    name: 'tokens that disagree are a conflict',
    headers: { ...bare, To: `r+R${one}@x.example`, Subject: `[${two}]` },
    is: { reportIds: [one], by: 'token', conflicting: true },
  },
  {
    name: 'a token of no report contradicts nothing',
    headers: { ...bare, To: `r+R${one}@x.example`, Subject: '[DAR-2611-NONE0000]' },
    is: { reportIds: [one], by: 'token', conflicting: false },
  },
  {
    name: 'a subject that names a second report adds it',
    headers: { ...bare, To: `r+R${one}@x.example`, Subject: `[${one}] [${two}]` },
    is: { reportIds: [one, two], by: 'token', conflicting: false },
  },
  {
    name: '4: brackets that a desk took away',
    headers: { ...bare, Subject: `Re: ${one}: abuse` },
    is: { reportIds: [one], by: 'subject' },
  },
  {
    name: 'one mail about several reports',
    headers: { ...bare, Subject: `[${one}] and [${two}]` },
    is: { reportIds: [one, two], by: 'subject', conflicting: false },
  },
  {
    name: 'none',
    headers: { ...bare, References: '<a@b>' },
    caseNumbers: ['1'],
    is: { reportIds: [], by: 'none', conflicting: false },
  },
  {
    name: 'a plus part that is no id',
    headers: { ...bare, To: 'reports+sent@soc.example.org' },
    is: { by: 'none' },
  },
  {
    name: 'a Message-ID that only looks like ours',
    headers: thread(`<${one}.nonsense@soc.example.org>`),
    is: { by: 'none' },
  },
])('$name', async ({ headers = {}, caseNumbers = [], is }) => {
  const mail = await readMail(mailBytes(headers, 'x'))
  expect(await match(mail, caseNumbers, lookups)).toMatchObject(is as object)
})

describe('ids that a server chose in place of ours', () => {
  const exchange = '<DU0PR10MB57770B1A2C3D4E5F60718293A4B5@DU0PR10MB5777.eurprd10.prod.outlook.com>'
  const asked: string[] = []
  const byServerId = async (messageId: string) => (asked.push(messageId), [id(one)])
  const looking = reportLookups({ exists: async () => true, byServerId, byCaseNumber: async () => [] })
  beforeEach(() => asked.splice(0))

  it.each([
    { what: 'one as long as Exchange’s', answered: exchange, proven: [one] },
    { what: 'a time and a count', answered: '<20261124100000.12345.4F8A1@relay.example.com>', proven: [] },
    { what: 'a short one', answered: '<4F8A1@relay.example.com>', proven: [] },
  ])('prove that their writer holds the mail only where nobody can guess them: $what', async (row) => {
    const mail = await readMail(mailBytes({ ...bare, 'In-Reply-To': row.answered }, 'x'))
    expect(await match(mail, [], looking)).toMatchObject({
      reportIds: [one],
      by: 'message-id',
      proven: row.proven,
    })
  })

  it('a reference that is written in mails proves nothing', async () => {
    const reference = '1f0c9f4e-6a53-4f0d-9a0d-1c2b3a4d5e6f'
    expect(await looking.byMessageId(reference)).toMatchObject({ isProven: false })
  })

  it('are looked up ten times at most, however many References a stranger writes', async () => {
    const references = Array.from({ length: 400 }, (_, n) => `<${n}@stranger.example>`).join(' ')
    await match(await readMail(mailBytes({ ...bare, References: references }, 'x')), [], looking)
    expect(asked).toHaveLength(10)
    expect(asked).toEqual(expect.arrayContaining(['<0@stranger.example>', '<199@stranger.example>']))
  })
})

describe('bounces', () => {
  it('3: by ENVID, which names the attempt', async () => {
    const secretOf = mailSecrets(Buffer.alloc(32, 7))
    const bounced = { reportId: one, purpose: 'initial', attempt: 2 } as const
    const status = failedStatus.replace(`${one}.initial.2`, envelopeIdOf(bounced, 2, secretOf))
    const mail = await readMail(dsnBytes({ status }))
    expect(await match(mail, [], lookups)).toMatchObject({ reportIds: [one], by: 'envelope-id' })
    expect(bouncedMail(mail, secretOf)).toMatchObject(bounced)
    // Without its secret anybody could have written it.
    expect(bouncedMail(await readMail(dsnBytes({ status: failedStatus })), secretOf)).toBeUndefined()
  })

  it('3: by the Message-ID in the returned headers, where a server knows no ENVID', async () => {
    const status = failedStatus.replace(/Original-Envelope-Id.*\n/, '')
    const mail = await readMail(dsnBytes({ status, returned: returnedHeaders }))
    expect(await match(mail, [], lookups)).toMatchObject({ reportIds: [one], by: 'quoted' })
  })

  it('4: by the subject in the returned headers', async () => {
    const returned = `Subject: [${one}] Abuse report`
    const mail = await readMail(dsnBytes({ status: 'X: y', returned }))
    expect(await match(mail, [], lookups)).toMatchObject({ reportIds: [one], by: 'subject' })
  })
})

describe('ids of our own making are read back', () => {
  const secretOf = mailSecrets(Buffer.alloc(32, 7))
  const other = mailSecrets(Buffer.alloc(32, 8))
  const tagOf = (address: string) => address.slice(address.indexOf('+') + 1, address.indexOf('@'))

  it.each(purposes)('%s, and are proof with our secret only', (purpose) => {
    const mail = { reportId: one, purpose }
    for (const [made, isProven] of [
      [secretOf, true],
      [other, false],
      [undefined, false],
    ] as const) {
      const id = messageIdOf(mail, 'SOC.example.org', made)
      expect(parseMessageId(id, secretOf)).toEqual({ ...mail, isProven })
      const envelopeId = envelopeIdOf(mail, 12, made)
      expect(parseEnvelopeId(envelopeId, secretOf)).toEqual({ ...mail, attempt: 12, isProven })
      expect(envelopeId.length).toBeLessThanOrEqual(100)
      const tag = tagOf(replyAddressOf(one, 'reports@soc.example.org', made))
      for (const spelling of [tag, tag.toLowerCase()])
        expect(parseReplyTag(spelling, secretOf)).toEqual({ reportId: one, isProven })
    }
  })

  it('no secret is good for another report, purpose, attempt or kind of id', () => {
    const mail = { reportId: one, purpose: 'initial' } as const
    const [, , secret = ''] = messageIdOf(mail, 'x.example', secretOf).split(/[.@]/)
    expect(parseMessageId(`<${one}.reminder-1.${secret}@x.example>`, secretOf)).toMatchObject({
      isProven: false,
    })
    expect(parseMessageId(`<DAR-2611-00000000.initial.${secret}@x.example>`, secretOf)).toMatchObject({
      isProven: false,
    })
    expect(parseEnvelopeId(`${one}.initial.1.${secret}`, secretOf)).toMatchObject({ isProven: false })
    expect(parseReplyTag(`R${one}-${secret}`, secretOf)).toMatchObject({ isProven: false })
  })

  it('an address stays one: where it would be too long it bears no secret', () => {
    const long = `${'a'.repeat(40)}@soc.example.org`
    expect(replyAddressOf(one, long, secretOf)).toBe(replyAddressOf(one, long))
  })

  it.each(['', '<x@y>', `<${one}@y>`, `<${one}.initial.x.more@y>`, `${one}.initial`, '<.initial@y>'])(
    'nothing else: %s',
    (text) => {
      expect(parseMessageId(text)).toBeUndefined()
      expect(parseEnvelopeId(text)).toBeUndefined()
    },
  )
})
