import fc from 'fast-check'
import { readMail } from '../../shared/replies/read-mail'
import { dsnBytes, failedStatus, mailBytes, returnedHeaders } from './mail-fixture'

describe('what is read out of a mail', () => {
  it('addresses, thread, subject and date', async () => {
    const mail = await readMail(
      mailBytes(
        {
          To: 'Reports <Reports+RDAR-2611-7F3K9QXM@soc.example.org>, Desk: a@x.example, b@x.example;',
          Cc: 'c@x.example',
          'Delivered-To': 'reports+rdar-2611-7f3k9qxm@soc.example.org',
          'In-Reply-To': '<DAR-2611-7F3K9QXM.initial@soc.example.org>',
          References: '<a@b> <DAR-2611-7F3K9QXM.initial@soc.example.org>',
          Subject: '=?utf-8?q?Vorgang_er=C3=B6ffnet?=',
        },
        'Hallo',
      ),
    )
    expect(mail).toMatchObject({
      messageId: '<reply-1@microsoft.com>',
      from: 'abuse@microsoft.com',
      fromName: 'Microsoft Security',
      to: ['reports+rdar-2611-7f3k9qxm@soc.example.org', 'a@x.example', 'b@x.example'],
      cc: ['c@x.example'],
      deliveredTo: ['reports+rdar-2611-7f3k9qxm@soc.example.org'],
      subject: 'Vorgang eröffnet',
      date: new Date('2026-11-23T10:00:00Z'),
      inReplyTo: '<DAR-2611-7F3K9QXM.initial@soc.example.org>',
      references: ['<a@b>', '<DAR-2611-7F3K9QXM.initial@soc.example.org>'],
      text: 'Hallo',
      automatic: false,
      bulk: false,
    })
  })

  it('the key follows from the Message-ID, and from the bytes where there is none', async () => {
    const key = async (headers: Record<string, string | undefined>, body: string) =>
      (await readMail(mailBytes(headers, body))).key
    expect(await key({}, 'a')).toBe(await key({ Subject: 'other' }, 'b'))
    expect(await key({ 'Message-ID': undefined }, 'a')).not.toBe(await key({ 'Message-ID': undefined }, 'b'))
    expect(await key({ 'Message-ID': undefined }, 'a')).toBe(await key({ 'Message-ID': undefined }, 'a'))
  })

  it.each([
    { name: 'Auto-Submitted (RFC 3834)', headers: { 'Auto-Submitted': 'auto-replied' }, automatic: true },
    { name: 'Auto-Submitted: no', headers: { 'Auto-Submitted': 'no' }, automatic: false },
    { name: 'Precedence: auto_reply', headers: { Precedence: 'auto_reply' }, automatic: true },
    { name: 'X-Autoreply', headers: { 'X-Autoreply': 'yes' }, automatic: true },
    {
      name: 'X-Auto-Response-Suppress says nothing of itself',
      headers: { 'X-Auto-Response-Suppress': 'All' },
      automatic: false,
    },
    { name: 'a list', headers: { 'List-Id': '<news.example>' }, automatic: false, bulk: true },
    { name: 'bulk', headers: { Precedence: 'bulk' }, automatic: false, bulk: true },
  ])('$name: automatic $automatic', async ({ headers, automatic, bulk = false }) => {
    expect(await readMail(mailBytes(headers, 'x'))).toMatchObject({ automatic, bulk })
  })

  it.each([
    { value: '<>', returnPath: '' },
    { value: '<a@B.example>', returnPath: 'a@b.example' },
    { value: undefined, returnPath: undefined },
  ])('Return-Path $value', async ({ value, returnPath }) => {
    expect((await readMail(mailBytes({ 'Return-Path': value }, 'x'))).returnPath).toBe(returnPath)
  })

  it.each([
    {
      name: 'HTML only',
      type: 'text/html; charset=utf-8',
      body: '<p>We have removed<br>the site.</p><blockquote>old</blockquote>',
      text: 'We have removed\nthe site.',
    },
    {
      name: 'base64',
      type: 'text/plain; charset=utf-8',
      encoding: 'base64',
      body: Buffer.from('Gruß').toString('base64'),
      text: 'Gruß',
    },
    {
      name: 'Latin 1',
      type: 'text/plain; charset=iso-8859-1',
      encoding: 'quoted-printable',
      body: 'Gr=FC=DFe',
      text: 'Grüße',
    },
    {
      name: 'an unknown charset',
      type: 'text/plain; charset=x-nonsense',
      body: 'still there',
      text: 'still there',
    },
  ])('$name', async ({ type, encoding, body, text }) => {
    const headers = { 'Content-Type': type, 'Content-Transfer-Encoding': encoding }
    expect((await readMail(mailBytes(headers, body))).text).toBe(text)
  })

  it('a forwarded mail’s words are not the sender’s', async () => {
    const body =
      '--b\n\nsee attached\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\nwe have removed the site\n--b--\n'
    const mail = await readMail(mailBytes({ 'Content-Type': 'multipart/mixed; boundary=b' }, body))
    expect(mail.text).toBe('see attached')
  })
})

describe('delivery status notifications (RFC 3464)', () => {
  it('ENVID, recipient, action, status, and the mail it is about', async () => {
    const { dsn } = await readMail(dsnBytes({ status: failedStatus, returned: returnedHeaders }))
    expect(dsn).toEqual({
      envelopeId: 'DAR-2611-7F3K9QXM.initial.2',
      recipients: [
        {
          recipient: 'ioc@microsoft.example',
          originalRecipient: 'ioc@microsoft.example',
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'smtp; 550 5.1.1 <ioc@microsoft.example>: Recipient address rejected',
        },
      ],
      originalMessageId: '<DAR-2611-7F3K9QXM.initial@soc.example.org>',
      originalSubject: '[DAR-2611-7F3K9QXM] Abuse report: command-and-control server',
    })
  })

  it('several recipients, each with its own action', async () => {
    const status =
      'X: y\n\nFinal-Recipient: rfc822;a@x.example\nAction: delivered\n\nFinal-Recipient: rfc822; b@x.example\nAction: Failed (unknown)\nStatus: 4.4.1'
    const { dsn } = await readMail(dsnBytes({ status }))
    expect(dsn?.recipients).toEqual([
      { recipient: 'a@x.example', action: 'delivered' },
      { recipient: 'b@x.example', action: 'failed', status: '4.4.1' },
    ])
  })

  it('our own id where Exchange has replaced it', async () => {
    const returned =
      'Message-ID: <AM0@eur.prod.outlook.com>\nX-Microsoft-Original-Message-ID: <DAR-2611-7F3K9QXM.initial@soc.example.org>'
    const { dsn } = await readMail(dsnBytes({ status: failedStatus, returned }))
    expect(dsn?.originalMessageId).toBe('<DAR-2611-7F3K9QXM.initial@soc.example.org>')
  })

  it('X-Failed-Recipients, with which some servers say the same', async () => {
    const { dsn } = await readMail(mailBytes({ 'X-Failed-Recipients': 'ioc@microsoft.example' }, 'failed'))
    expect(dsn?.recipients).toEqual([{ recipient: 'ioc@microsoft.example', action: 'failed' }])
  })

  it('field names that mean something to JavaScript mean nothing here', async () => {
    const status =
      '__proto__: x\nconstructor: y\n\nFinal-Recipient: rfc822;a@x.example\n__proto__: z\nAction: delayed'
    const { dsn } = await readMail(dsnBytes({ status }))
    expect(dsn?.recipients).toEqual([{ recipient: 'a@x.example', action: 'delayed' }])
  })
})

it('whatever the bytes, reading ends with a mail that has a key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      expect((await readMail(bytes)).key).toMatch(/^[0-9a-f]{32}$/)
    }),
    { numRuns: 200 },
  )
})

it.each([
  { name: 'parts nested deeper than any mail', raw: nested(200) },
  { name: 'headers without end', raw: Buffer.from(`X: ${'y'.repeat(700_000)}\r\n\r\n`) },
])('$name: listed with the reason, not lost', async ({ raw }) => {
  const mail = await readMail(raw)
  expect(mail.key).toMatch(/^[0-9a-f]{32}$/)
  expect(mail.unreadable).toEqual(expect.stringMatching(/./))
})

it.each([
  { name: '<', html: '<'.repeat(400_000) },
  { name: '<blockquote>', html: '<blockquote>'.repeat(40_000) },
  { name: '&', html: '&amp'.repeat(100_000) },
  { name: '<a', html: '<a '.repeat(150_000) },
])('made to be slow, and is not: $name', async ({ html }) => {
  const mail = await readMail(mailBytes({ 'Content-Type': 'text/html' }, html))
  expect(mail.unreadable).toBeUndefined()
})

function nested(depth: number): Buffer {
  let part = 'Content-Type: text/plain\r\n\r\nx\r\n'
  for (let n = 0; n < depth; n++) {
    part = `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n${part}--b${n}--\r\n`
  }
  return Buffer.from(part)
}
