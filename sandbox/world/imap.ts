import hoodiecrow from 'hoodiecrow-imap'
import { makeCertificate } from './certificate'
import type { Certificate } from './certificate'
import { listen } from './listen'
import type { Listening } from './listen'

export type ImapOptions = {
  readonly user?: string
  readonly password?: string
  /** An access token that is let in, too. Left out: the server knows no login by token. */
  readonly token?: string
  readonly certificate?: Certificate
  /** `implicit` is what port 993 does and the default. */
  readonly security?: 'implicit' | 'starttls' | 'none'
  readonly uidValidity?: number
  /** Can it move mails (RFC 6851)? Yes, unless said otherwise. */
  readonly moves?: boolean
  readonly now?: () => Date
}

export type FakeImap = Listening & {
  readonly certificate: Certificate
  /** Puts a mail into INBOX and returns its UID. */
  readonly deliver: (raw: Buffer) => number
  /** What lies in INBOX, oldest first. */
  readonly inbox: () => readonly { readonly uid: number; readonly raw: Buffer }[]
  /** The mails of any folder; undefined where there is none of this name. */
  readonly folder: (name: string) => readonly Buffer[] | undefined
}

const PLUGINS = ['ENABLE', 'ID', 'SASL-IR', 'AUTH-PLAIN', 'NAMESPACE', 'IDLE', 'LITERALPLUS', 'UNSELECT']

/** A real IMAP server on loopback with one mailbox (user `reports`, folder INBOX) in memory. */
export async function startImap(options: ImapOptions = {}): Promise<FakeImap> {
  const certificate = options.certificate ?? makeCertificate()
  const security = options.security ?? 'implicit'
  const server = hoodiecrow({
    plugins: [
      ...PLUGINS,
      ...(options.moves === false ? [] : ['MOVE']),
      ...(security === 'starttls' ? ['STARTTLS'] : []),
      ...(options.token === undefined ? [] : ['XOAUTH2']),
    ],
    secureConnection: security === 'implicit',
    credentials: certificate,
    users: {
      [options.user ?? 'reports']: {
        password: options.password ?? 'secret',
        ...(options.token !== undefined && { xoauth2: { accessToken: options.token } }),
      },
    },
    storage: { INBOX: { uidvalidity: options.uidValidity ?? 1 } },
  })
  server.setMaxListeners(0)
  const listening = await listen(server.server)
  return {
    ...listening,
    certificate,
    deliver: (raw) =>
      server.appendMessage('INBOX', [], options.now?.() ?? new Date(), raw.toString('latin1')).message.uid,
    inbox: () =>
      server
        .getMailbox('INBOX')
        .messages.map((message) => ({ uid: message.uid, raw: Buffer.from(message.raw, 'latin1') })),
    folder: (name) => server.getMailbox(name)?.messages.map(({ raw }) => Buffer.from(raw, 'latin1')),
  }
}
