import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { makeCertificate } from '../../../sandbox/world/certificate'
import { startImap } from '../../../sandbox/world/imap'
import { startSmtp } from '../../../sandbox/world/smtp'
import type { FakeSmtp, SmtpOptions } from '../../../sandbox/world/smtp'

const certificate = makeCertificate()

const MAIL = {
  from: 'reports@example.com',
  to: 'ioc@example.net',
  subject: 'hello',
  text: 'world',
  messageId: '<one@example.com>',
  dsn: { id: 'attempt-1', return: 'headers' as const, notify: ['failure' as const] },
}

describe('SMTP', () => {
  let smtp: FakeSmtp
  const start = async (options: SmtpOptions = {}) => {
    smtp = await startSmtp({ certificate, user: 'u', password: 'p', ...options })
    return createTransport({
      host: '127.0.0.1',
      port: smtp.port,
      secure: options.security === 'implicit',
      requireTLS: true,
      auth: { user: 'u', pass: 'p' },
      tls: { ca: smtp.certificate.cert },
    })
  }
  afterEach(() => smtp.close())

  it.each(['starttls', 'implicit'] as const)(
    'takes a mail over TLS (%s), envelope id and all',
    async (security) => {
      const transport = await start({ security })
      const info = await transport.sendMail(MAIL)
      expect(info.response).toBe('250 2.0.0 OK queued as 1')
      expect(smtp.received).toMatchObject([
        { from: 'reports@example.com', to: ['ioc@example.net'], envelopeId: 'attempt-1' },
      ])
      expect(smtp.received[0]!.raw.toString()).toContain('Message-ID: <one@example.com>')
    },
  )

  it('offers no TLS when told so, and the sender that insists fails closed', async () => {
    const transport = await start({ security: 'none' })
    await expect(transport.sendMail(MAIL)).rejects.toMatchObject({ code: 'ETLS' })
  })

  it('refuses a login', async () => {
    const transport = await start()
    smtp.script = { login: () => ({ code: 535, text: '5.7.3 Authentication unsuccessful' }) }
    await expect(transport.sendMail(MAIL)).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 })
  })

  it.each([550, 451])('refuses a recipient with %i', async (code) => {
    const transport = await start()
    smtp.script = { recipient: () => ({ code, text: '5.1.1 no such user' }) }
    await expect(transport.sendMail(MAIL)).rejects.toMatchObject({ responseCode: code })
    expect(smtp.received).toHaveLength(0)
  })

  it.each([
    { after: 'drop-kept' as const, kept: 1 },
    { after: 'drop-lost' as const, kept: 0 },
  ])('hangs up after DATA: $after', async ({ after, kept }) => {
    const transport = await start()
    smtp.script = { data: () => after }
    await expect(transport.sendMail(MAIL)).rejects.toMatchObject({ code: 'ECONNECTION' })
    expect(smtp.received).toHaveLength(kept)
  })

  it('answers 4xx after DATA and keeps nothing', async () => {
    const transport = await start()
    smtp.script = { data: () => ({ code: 452, text: '4.3.1 mailbox full' }), answerAfterInMs: 20 }
    await expect(transport.sendMail(MAIL)).rejects.toMatchObject({ responseCode: 452 })
    expect(smtp.received).toHaveLength(0)
  })
})

it('IMAP: a delivered mail is found by UID and by header and read byte for byte', async () => {
  const imap = await startImap({ certificate, uidValidity: 42 })
  const raw = (id: string) =>
    Buffer.from(`Message-ID: <${id}>\r\nSubject: \u00e4\r\n\r\nbody of ${id} \u20ac\r\n`)
  imap.deliver(raw('a@example.com'))
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: imap.port,
    secure: true,
    tls: { ca: certificate.cert },
    auth: { user: 'reports', pass: 'secret' },
    logger: false,
  })
  await client.connect()
  const lock = await client.getMailboxLock('INBOX', { readOnly: true })
  imap.deliver(raw('b@example.com'))
  await client.noop()
  const read = await client.fetchAll('1:*', { uid: true, source: true }, { uid: true })
  const found = await client.search({ header: { 'message-id': '<b@example.com>' } }, { uid: true })
  const validity = client.mailbox === false ? undefined : client.mailbox.uidValidity
  lock.release()
  await client.logout()
  await imap.close()

  expect(validity).toBe(42n)
  expect(read.map((message) => [message.uid, message.source])).toEqual([
    [1, raw('a@example.com')],
    [2, raw('b@example.com')],
  ])
  expect(found).toEqual([2])
  expect(imap.inbox().map(({ uid }) => uid)).toEqual([1, 2])
})
