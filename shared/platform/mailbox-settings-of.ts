import { openGraphMailbox } from '../replies/graph-mailbox'
import { openImapMailbox } from '../replies/imap-mailbox'
import type { ImapSettings } from '../replies/imap-settings'
import type { Mailbox } from '../replies/mailbox'
import { verifyDkim } from '../replies/dkim'
import { dnsTxt, patientOnce } from '../replies/dns-txt'
import type { Mail } from '../replies/mail'
import { compilePatterns, defaultPatterns, type CompiledPatterns, withPatterns } from '../replies/patterns'
import { defaultTrust, type TrustSettings } from '../replies/trust'
import type { AppContext } from './app-context'
import { graphDoorSettingsOf } from './graph-door-settings-of'
import { mailToken } from './mail-token'
import type { Config } from '../settings/settings'

const timeoutInMs = 60_000

/** The mailbox that answers arrive in. @throws SettingsError */
export function mailboxOf(app: AppContext): Mailbox {
  const { mailbox } = app.settings.need('mailbox', 'graph', 'mail')
  const { handledFolder } = mailbox
  const handled = handledFolder === undefined ? {} : { handledFolder }
  return mailbox.kind === 'graph'
    ? openGraphMailbox({ ...graphDoorSettingsOf(app), timeoutInMs, ...handled }, app.now)
    : openImapMailbox({ ...imapSettingsOf(app, mailbox.imap), ...handled })
}

function imapSettingsOf(app: AppContext, imap: Config['mailbox']['imap']): ImapSettings {
  const { host, port, user, password, tls, folders } = imap
  // The settings are refused before it comes to this.
  if (host === undefined || user === undefined) throw new Error('IMAP_HOST or IMAP_USER is not set')
  return {
    host,
    port,
    security: tls === 'required' ? 'starttls' : tls === 'implicit' ? 'tls' : 'none',
    credentials:
      password === undefined ? { user, accessToken: () => mailToken(app)(host) } : { user, password },
    folders,
    timeoutInMs,
  }
}

/** Whose mails may move a report: those of the settings, and whoever our reports go to. */
export function trustOf(
  { trustedSenders, authenticationServer }: Config['mailbox'],
  recipients: readonly string[],
  own: readonly string[],
): TrustSettings {
  const senders = [...trustedSenders, ...recipients].map((address) => address.toLowerCase())
  return {
    ...defaultTrust,
    trustedSenders: [...new Set(senders)],
    ownAddresses: own.map((address) => address.toLowerCase()),
    ...(authenticationServer !== undefined && { authenticationServer }),
  }
}

/** Looks at signatures by way of the name servers of the settings; undefined where the settings want none asked. */
export function dkimOf({ settings, now, ...app }: AppContext) {
  const { dns } = settings.need('dns')
  if (!dns.asksAnybody) return undefined
  const asked = dnsTxt({ timeoutInMs: 3_000, tries: 2, ...(dns.servers && { servers: dns.servers }) })
  const resolveTxt = patientOnce(app.resolveTxt ?? asked)
  return (mail: Mail, raw: Uint8Array) => verifyDkim({ resolveTxt, now }, mail, raw)
}

/** The shipped wordings, and the operator's own. */
export const patternsOf = ({ replyPatterns }: Config['mailbox']): CompiledPatterns =>
  compilePatterns(withPatterns(defaultPatterns, replyPatterns))
