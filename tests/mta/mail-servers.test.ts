import { openSmtpDoor } from '../../shared/delivery/smtp-door'
import { classify } from '../../shared/replies/classify'
import { openImapMailbox } from '../../shared/replies/imap-mailbox'
import type { Mail } from '../../shared/replies/mail'
import { bouncedMail } from '../../shared/replies/bounced-mail'
import { match } from '../../shared/replies/match'
import { reportLookups } from '../../shared/replies/report-lookups'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { readMail } from '../../shared/replies/read-mail'
import { compose } from '../../shared/reports/compose'
import { mailSecrets } from '../../shared/reports/mail-secrets'
import { envelopeIdOf, messageIdOf, parseMessageId, replyAddressOf } from '../../shared/reports/message-ids'
import type { ComposedMessage } from '../../shared/reports/report-mail'
import { report, settings } from '../reports/report-fixture'
import { readAll } from '../replies/read-all'
import { type MailServers, mailServersCanStart, startMailServers } from './start-postfix-dovecot'

const secretOf = mailSecrets(Buffer.alloc(32, 7))

const reports = 'reports@abuse.test'
const ownCopy = 'reports+sent@abuse.test'
const patterns = compilePatterns(defaultPatterns)
const lookups = reportLookups({
  exists: async () => true,
  byServerId: async () => [],
  byCaseNumber: async () => [],
})

const describeIfInstalled = mailServersCanStart ? describe : describe.skip

describeIfInstalled('Postfix and Dovecot (Debian: postfix, dovecot-imapd; as root)', () => {
  let servers: MailServers
  beforeAll(async () => {
    servers = await startMailServers()
  })
  afterAll(() => servers.stop())

  const send = (message: ComposedMessage, port = servers.smtpPort) =>
    openSmtpDoor({
      host: '127.0.0.1',
      port,
      security: 'none',
      clientName: 'soc.abuse.test',
      connectTimeoutInMs: 5000,
      silenceTimeoutInMs: 20_000,
    }).deliver(message, async () => true)
  const mailbox = (handledFolder?: string) =>
    openImapMailbox({
      ...(handledFolder !== undefined && { handledFolder }),
      host: '127.0.0.1',
      port: servers.imapPort,
      security: 'none',
      credentials: servers.login,
      folders: ['INBOX'],
      timeoutInMs: 10_000,
    })
  /** Delivery goes on after the answer, so the mailbox is asked until it holds what is looked for. */
  const arrived = async (isIt: (mail: Mail) => boolean): Promise<Mail> => {
    for (;;) {
      const found: Mail[] = []
      const { raws } = await readAll(mailbox())
      for (const raw of raws) found.push(await readMail(raw))
      const mail = found.find(isIt)
      if (mail !== undefined) return mail
    }
  }

  it('250 is acceptance, and our own copy is found by its Message-ID', async () => {
    const message = await reportTo('ioc@microsoft.test', 'DAR-2306-0000AAAA')
    expect(await send(message)).toMatchObject({
      outcome: 'accepted',
      messageIds: [message.messageId],
      recipients: [{ address: 'ioc@microsoft.test', accepted: true }],
    })
    const copy = await arrived(({ messageId }) => messageId === message.messageId)
    expect(await mailbox().findByMessageId(message.messageId)).toBe(true)
    // Its id, as it arrived, is proof of itself.
    expect(parseMessageId(copy.messageId ?? '', secretOf)).toMatchObject({ isProven: true })
  })

  it.each([
    { to: 'nobody@microsoft.test', outcome: 'refused', said: '550 5.1.1' },
    { to: 'blocked@microsoft.test', outcome: 'refused', said: '550 5.7.1' },
    { to: 'ioc@elsewhere.example', outcome: 'refused', said: '5.1.2' },
    { to: 'grey@microsoft.test', outcome: 'deferred', said: '450 4.7.1' },
  ])('$said to $to: $outcome, and no copy that would pass for a proof', async ({ to, outcome, said }) => {
    const message = await reportTo(to, 'DAR-2306-0000BBBB')
    const answer = await send(message)
    expect(answer).toMatchObject({ outcome, response: expect.stringContaining(said) as unknown })
    expect(await mailbox().findByMessageId(message.messageId)).toBe(false)
  })

  it('a bounce that comes afterwards names its attempt (RFC 3461) and is final (RFC 3464)', async () => {
    const message = await reportTo('nobody@microsoft.test', 'DAR-2306-0000CCCC', 3)
    expect(await send(message, servers.bouncingSmtpPort)).toMatchObject({ outcome: 'accepted' })
    const bounce = await arrived(({ dsn }) => dsn?.envelopeId === message.envelopeId)
    expect(bounce.dsn).toMatchObject({
      originalMessageId: message.messageId,
      recipients: [{ recipient: 'nobody@microsoft.test', action: 'failed', status: '5.1.1' }],
    })
    expect(bounce.returnPath).toBe('')
    expect(classify(bounce, patterns)).toMatchObject({ kind: 'bounce', final: true })
    expect(await match(bounce, [], lookups)).toMatchObject({
      by: 'envelope-id',
      conflicting: false,
      reportIds: ['DAR-2306-0000CCCC'],
    })
    expect(bouncedMail(bounce, secretOf)).toMatchObject({
      reportId: 'DAR-2306-0000CCCC',
      purpose: 'initial',
      attempt: 3,
    })
  })

  it('a mail whose time in the queue is over has failed, though its status is one of a delay', async () => {
    const message = await reportTo('slow@microsoft.test', 'DAR-2306-0000FFFF')
    expect(await send(message, servers.bouncingSmtpPort)).toMatchObject({ outcome: 'accepted' })
    const bounce = await arrived(({ dsn }) => dsn?.envelopeId === message.envelopeId)
    expect(bounce.dsn?.recipients).toMatchObject([{ action: 'failed', status: '4.4.1' }])
    expect(classify(bounce, patterns)).toMatchObject({ kind: 'bounce', final: true })
    expect(await match(bounce, [], lookups)).toMatchObject({ reportIds: ['DAR-2306-0000FFFF'] })
  }, 60_000)

  it('what is handled is moved to a folder that is made for it, and is found there', async () => {
    const message = await reportTo('ioc@microsoft.test', 'DAR-2306-0000GGGG')
    await send(message)
    await arrived(({ messageId }) => messageId === message.messageId)
    const isOurs = (raw: Buffer) => raw.includes(message.messageId)
    const box = mailbox('Erledigt (Abuse)')
    for (const wanted of [true, false]) {
      const { raws, faults } = await readAll(box, {}, undefined, Infinity, isOurs)
      expect([raws.some(isOurs), faults]).toEqual([wanted, []])
    }
    expect(await box.findByMessageId(message.messageId)).toBe(true)
    expect(await mailbox().findByMessageId(message.messageId)).toBe(false)
  })

  it('an answer to the plus address arrives with the report still in it', async () => {
    const address = replyAddressOf('DAR-2306-0000DDDD', reports)
    const answer = await reportTo(address, 'DAR-2306-0000EEEE')
    const raw = Buffer.from('From: ioc@microsoft.test\r\nSubject: Re: your mail\r\n\r\nThank you.\r\n')
    const { ownCopy: _none, ...envelope } = { ...answer.envelope, from: 'ioc@microsoft.test' }
    await send({ ...answer, raw, envelope })
    const mail = await arrived(({ subject }) => subject === 'Re: your mail')
    expect(mail.deliveredTo).toContain(address.toLowerCase())
    expect(await match(mail, [], lookups)).toMatchObject({ by: 'token', reportIds: ['DAR-2306-0000DDDD'] })
  })
})

/** The founding report, as it is composed for one recipient. */
function reportTo(recipient: string, reportId: string, attempt = 1): Promise<ComposedMessage> {
  const mail = { reportId, purpose: 'initial' as const }
  return compose(
    {
      ...report,
      ...mail,
      messageId: messageIdOf(mail, 'abuse.test', secretOf),
      envelopeId: envelopeIdOf(mail, attempt, secretOf),
    },
    {
      ...settings,
      from: { name: 'SOC', address: reports },
      to: [recipient],
      cc: [],
      replyTo: reports,
      ownCopy,
    },
  )
}
