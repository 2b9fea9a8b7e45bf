import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
})
afterEach(() => world.close())

let written = 0
const mail = (headers: readonly string[], body = 'Buy now.') => {
  written += 1
  const usual = [
    'To: reports@example.com',
    `Message-ID: <poison-${written}@x.example>`,
    'Subject: Abuse, received',
  ]
  return Buffer.from([...headers, ...usual, '', body, ''].join('\r\n'), 'latin1')
}
const from = 'From: a@b.example'
const dated = (date: string) => () => mail([from, `Date: ${date}`])

it.each([
  { what: 'a year before 1601', raw: dated('Mon, 01 Jan 1500 00:00:00 +0000') },
  { what: 'a year after 9999', raw: dated('Mon, 01 Jan 20000 00:00:00 +0000') },
  { what: 'the year 1', raw: dated('0001-01-01T00:00:00Z') },
  {
    what: 'selectors of 18,000 characters',
    raw: () =>
      mail([
        'From: cert@microsoft.com',
        ...[1, 2, 3, 4].map(
          (n) =>
            `DKIM-Signature: v=1; a=rsa-sha256; d=microsoft.com; s=${'s'.repeat(18_000)}; h=from; bh=x; b=${n}`,
        ),
      ]),
  },
  {
    what: '1,200 recipients',
    raw: () =>
      mail(
        [
          'Return-Path: <>',
          'From: MAILER-DAEMON@x.example',
          'MIME-Version: 1.0',
          'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        ],
        `--b\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: ${world.mails[0]?.envelopeId ?? ''}\r\n\r\n${Array.from(
          { length: 1200 },
          (_, n) => `Final-Recipient: rfc822;r${n}@${'a'.repeat(20)}.example\r\nAction: failed\r\n`,
        ).join('\r\n')}\r\n--b--`,
      ),
  },
  { what: 'a sender of 9,000 characters', raw: () => mail([`From: ${'a'.repeat(9000)}@b.example`]) },
  {
    what: 'control characters',
    raw: () => mail([from, 'X: a'], 'We have received your report, phishing\0\u0002'),
  },
  {
    what: '4,000 header lines',
    raw: () => mail([from, ...Array.from({ length: 4000 }, (_, n) => `X-${n}: y`)]),
  },
  { what: 'nothing at all', raw: () => Buffer.from('') },
])('a mail with $what: the one behind it is read in the same run', async ({ raw }) => {
  world.imap.deliver(raw())
  world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.', at: world.at }))
  await world.trackReplies()
  expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
})

it('a report whose row nobody can read keeps no other mail waiting, and those about it are kept', async () => {
  const { rowKey } = await world.report()
  const key = { partitionKey: '2611', rowKey: String(rowKey) }
  await world.storage.table('Reports').merge({ ...key, State: '{"status":"sent"' })
  world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.', at: world.at }))
  world.imap.deliver(mail(['From: cert@microsoft.com', 'Date: Mon, 23 Nov 2026 11:30:00 +0000']))
  for (let n = 0; n < 3; n++) await world.trackReplies()
  expect((await world.rows('Mails')).filter(({ From }) => From === 'cert@microsoft.com')).toHaveLength(1)
  // The answer, and our own copy.
  expect(await world.storage.blobs('mails').list()).toHaveLength(2)
  expect(world.logs.filter(({ event }) => event === 'mail set aside')).toHaveLength(2)
})
