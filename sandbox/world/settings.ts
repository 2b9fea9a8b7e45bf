import { fixed } from '../protocol'
import type { Azurite } from './azurite'
import type { FakeFeeds } from './feeds'
import type { FakeGraph } from './graph'
import type { FakeIdentity } from './identity'
import type { FakeImap } from './imap'
import type { Names } from './names'
import { ORGANISATION } from './organisation'
import type { FakeSmtp } from './smtp'

type Servers = {
  readonly azurite: Azurite
  readonly identity: FakeIdentity
  readonly feeds: FakeFeeds
  readonly graph: FakeGraph
  readonly smtp: FakeSmtp
  readonly imap: FakeImap
  readonly names: Names
}

/** The app's settings for this world. Every address in them is on this very machine. */
export function appSettings(servers: Servers): Record<string, string> {
  const { azurite, identity, feeds, graph, smtp, imap, names } = servers
  const { user, password } = ORGANISATION.login
  return {
    AzureWebJobsStorage: azurite.connectionString,
    REPORTING_MODE: 'auto',
    REPORTER_ORGANISATION: ORGANISATION.name,
    OWN_ADDRESSES: ORGANISATION.addresses.join(','),
    OWN_DOMAINS: ORGANISATION.domains.join(','),
    GRAPH_ENDPOINT: graph.url,
    IDENTITY_ENDPOINT: identity.url,
    IDENTITY_HEADER: identity.header,
    FEEDS: `none ${feeds.asSetting} attack-simulation=${feeds.attackSimulationUrl}`,
    DNS_SERVERS: `127.0.0.1:${names.port}`,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(smtp.port),
    SMTP_USER: user,
    SMTP_PASSWORD: password,
    IMAP_HOST: '127.0.0.1',
    IMAP_PORT: String(imap.port),
    IMAP_USER: user,
    IMAP_PASSWORD: password,
    MAIL_FROM: ORGANISATION.mailbox,
    MAIL_REPLY_TO: ORGANISATION.mailbox,
    MAIL_OWN_COPY_TO: ORGANISATION.ownCopies,
    // A mail to ourselves every day would tell nothing in a world whose days pass in seconds.
    SENDER_CHECK: 'off',
    ...fixed({ storageWaitMaxInSeconds: 1, isOpenOnLoopback: true }),
  }
}
