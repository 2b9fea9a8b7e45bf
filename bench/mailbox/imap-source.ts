import { connect, createServer } from 'node:net'
import { listen } from '../../sandbox/world/listen'
import type { Source } from './source'

export type ImapServer = Pick<Source, 'deliver' | 'close'> & {
  /** It listens on 127.0.0.1, without encryption. */
  readonly port: number
  readonly user: string
  readonly password: string
}

/** A mailbox over IMAP, behind a line that is listened in on: what the app asks counts, whichever server it is. */
export async function imapSource({ port, user, password, deliver, close }: ImapServer): Promise<Source> {
  let asked = { requests: 0, fetched: 0 }
  const line = await listen(
    createServer((client) => {
      const server = connect(port, '127.0.0.1').setNoDelay()
      let rest = ''
      const hangUp = () => [client, server].forEach((socket) => socket.destroy())
      for (const socket of [client, server]) socket.on('close', hangUp).on('error', hangUp)
      server.on('data', (chunk) => client.write(chunk))
      client.on('data', (chunk) => {
        const commands = (rest + chunk.toString('latin1')).split('\r\n')
        rest = commands.pop() ?? ''
        for (const command of commands) {
          const mails = mailsFetchedBy(command)
          asked.fetched += mails
          if (mails === 0 && readsFolder.test(command)) asked.requests += 1
        }
        server.write(chunk)
      })
    }),
  )
  return {
    settings: {
      IMAP_HOST: '127.0.0.1',
      IMAP_PORT: String(line.port),
      IMAP_TLS: 'none',
      IMAP_USER: user,
      IMAP_PASSWORD: password,
    },
    deliver,
    takeAsked: () => {
      const taken = asked
      asked = { requests: 0, fetched: 0 }
      return taken
    },
    close: async () => {
      await line.close()
      await close()
    },
  }
}

/** What logging in takes is the library's affair. */
const readsFolder = /^\S+ (?:SELECT|EXAMINE|NOOP|UID)/i

/** How many mails a command asks the contents of, as UIDs (RFC 9051 §6.4.5): `4 UID FETCH 7,9:11 (UID BODY.PEEK[])` is 4. */
function mailsFetchedBy(command: string): number {
  const uids = /^\S+ UID FETCH (\S+) \(.*BODY(?:\.PEEK)?\[/i.exec(command)?.[1]
  return (uids?.split(',') ?? []).reduce((count, range) => {
    const [first = NaN, last = first] = range.split(':').map(Number)
    return count + last - first + 1
  }, 0)
}
