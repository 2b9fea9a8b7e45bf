import { ImapFlow } from 'imapflow'
import { mailRows } from '../flow/life-table-mail-rows'
import type { LifeMailboxKind } from '../flow/life-table-mailboxes'
import { LifePlay } from '../flow/life-table-play'
import { type MailServers, mailServersCanStart, startMailServers } from './start-postfix-dovecot'

/** One of each kind; all of them are played over IMAP in process and over Graph in tests/flow/life-table.test.ts. */
const rows = [
  'queued + own copy found -> sent',
  'unconfirmed + own copy found -> sent',
  'sent + bounced for every recipient -> undeliverable',
  'sent + acknowledgement -> acknowledged',
  'acknowledged + information request -> information-requested, and answered -> back there',
  'information-requested + decision, by a person -> closed(takedown)',
  'sent + a decision of the desk, no second witness -> sent, and the report says so',
  'closed + a decision that comes late -> closed, outcome corrected',
  'what a person reads out of a mail is the same cause, with their name',
]

const describeIfInstalled = mailServersCanStart ? describe : describe.skip

describeIfInstalled(
  "A report's life, its mails read out of Dovecot (Debian: postfix, dovecot-imapd; as root)",
  () => {
    let servers: MailServers
    beforeAll(async () => {
      servers = await startMailServers()
    })
    afterAll(() => servers.stop())

    /** A mailbox of its own for each play: every user that is asked for exists. */
    const overDovecot = (user: string): LifeMailboxKind => ({
      kind: 'Dovecot',
      start: async () => {
        const { password } = servers.login
        const client = new ImapFlow({
          host: '127.0.0.1',
          port: servers.imapPort,
          secure: false,
          auth: { user, pass: password },
          logger: false,
        })
        await client.connect()
        return {
          settings: { IMAP_PORT: String(servers.imapPort), IMAP_USER: user, IMAP_PASSWORD: password },
          deliver: async (raw) => {
            await client.append('INBOX', raw)
          },
          close: () => client.logout(),
        }
      },
    })

    it.each(rows)('%s', async (row) => {
      const expectStory = mailRows.find((one) => one.row === row)?.story
      if (!expectStory) throw new Error(`no story is called ${row}`)
      const play = await LifePlay.start(overDovecot(`row-${rows.indexOf(row)}@abuse.test`))
      try {
        await expectStory(play)
      } finally {
        await play.end()
      }
    })
  },
)
