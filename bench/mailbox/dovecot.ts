import { ImapFlow } from 'imapflow'
import { startMailServers } from '../../tests/mta/start-postfix-dovecot'
import type { ImapServer } from './imap-source'

/** A real Dovecot with one mailbox, as the tests start it. */
export async function startDovecot(): Promise<ImapServer> {
  const { imapPort: port, login, stop } = await startMailServers()
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, logger: false },
    auth: { user: login.user, pass: login.password },
  })
  await client.connect()
  return {
    ...login,
    port,
    deliver: (raw) => client.append('INBOX', raw),
    close: async () => {
      await client.logout()
      stop()
    },
  }
}
