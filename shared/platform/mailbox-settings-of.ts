import { openImapMailbox } from '../replies/imap-mailbox'
import type { ImapSettings } from '../replies/imap-settings'
import type { Mailbox } from '../replies/mailbox'
import { compilePatterns, defaultPatterns, type CompiledPatterns } from '../replies/patterns'
import { defaultTrust, type TrustSettings } from '../replies/trust'
import type { Config, Settings } from './settings'

const timeoutInMs = 60_000

/** The mailbox that answers arrive in. @throws SettingsError */
export function mailboxOf(settings: Settings): Mailbox {
  return openImapMailbox(imapSettingsOf(settings.need('mailbox').mailbox))
}

function imapSettingsOf({ host, port, user, password, tls, folders }: Config['mailbox']): ImapSettings {
  return {
    host,
    port,
    security: tls === 'required' ? 'starttls' : tls === 'implicit' ? 'tls' : 'none',
    credentials: { user, password },
    folders,
    timeoutInMs,
  }
}

/** Whose mails may move a report: those of the settings, and whoever our reports go to. */
export function trustOf({ trustedSenders }: Config['mailbox'], recipients: readonly string[]): TrustSettings {
  const senders = [...trustedSenders, ...recipients].map((address) => address.toLowerCase())
  return { ...defaultTrust, trustedSenders: [...new Set(senders)] }
}

/** The shipped wordings, and the operator's own case numbers. */
export function patternsOf({ caseNumberPatterns }: Config['mailbox']): CompiledPatterns {
  const own = caseNumberPatterns.map(
    (pattern, n) => [`CASE_NUMBER_PATTERNS-${n + 1}`, pattern.source] as const,
  )
  return compilePatterns({
    ...defaultPatterns,
    caseNumber: { ...Object.fromEntries(own), ...defaultPatterns.caseNumber },
  })
}
