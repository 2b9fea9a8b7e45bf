import { createTransport } from 'nodemailer'
import { forgedAnswers, forgedBounces } from '../flow/forged-mails'
import { fromGraph, graphAlert } from '../flow/founding-alert'
import { SmallWorld } from '../flow/small-world'
import { openImapMailbox } from '../../shared/replies/imap-mailbox'
import { readAll } from '../replies/read-all'
import { type MailServers, mailServersCanStart, startMailServers } from './start-postfix-dovecot'

const describeIfInstalled = mailServersCanStart ? describe : describe.skip

describeIfInstalled('through Postfix and Dovecot', () => {
  let servers: MailServers
  let world: SmallWorld
  beforeAll(async () => {
    servers = await startMailServers()
    world = await SmallWorld.start()
  })
  afterAll(async () => {
    await world.close()
    servers.stop()
  })

  /** As strangers send them, and as the mailbox then holds them. */
  async function carried(raws: readonly Buffer[]): Promise<readonly Buffer[]> {
    const transport = createTransport({
      host: '127.0.0.1',
      port: servers.smtpPort,
      ignoreTLS: true,
      pool: true,
    })
    await Promise.all(
      raws.map((raw) => transport.sendMail({ raw, envelope: { from: '', to: ['reports@abuse.test'] } })),
    )
    transport.close()
    const { smtpPort: _, ...at } = servers
    const mailbox = openImapMailbox({
      host: '127.0.0.1',
      port: at.imapPort,
      security: 'none',
      credentials: at.login,
      folders: ['INBOX'],
      timeoutInMs: 10_000,
    })
    for (;;) {
      const { raws: arrived } = await readAll(mailbox)
      if (arrived.length >= raws.length) return arrived
    }
  }

  it('forged mails and bounces move nothing, and ask people about each', async () => {
    await world.openCase(fromGraph(graphAlert()))
    world.pass(1.1)
    await world.fileReports()
    const [mail] = world.mails
    if (!mail) throw new Error('nothing was sent')
    const forged = [...forgedAnswers(mail, world.at), ...forgedBounces(mail)]
    const arrived = await carried(forged)
    expect(arrived).toHaveLength(forged.length)
    for (const raw of arrived) world.imap.deliver(raw)
    await world.trackReplies()
    const mails = await world.rows('Mails')
    expect(mails.filter(({ Effect }) => Effect === 'status')).toEqual([])
    expect(mails.filter(({ Effect }) => Effect === 'person').length).toBeGreaterThan(forged.length / 2)
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    // What Microsoft did sign for somebody else may be shown as the desk's word; no more than that.
    const believed = mails.filter(
      ({ Trust, Rules }) => Number(Trust) >= 2 && !/dkim-verified/.test(String(Rules)),
    )
    expect(believed).toEqual([])
    expect(mails.filter(({ Trust }) => Trust === 3)).toEqual([])
  }, 60_000)
})
