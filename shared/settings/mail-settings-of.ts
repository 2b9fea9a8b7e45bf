import type { MailSettings } from '../reports/report-mail'
import type { SmtpSettings } from '../delivery/smtp-settings'
import type { Config, Settings } from './settings'

/** How mails are dressed, out of the settings. @throws SettingsError */
export function mailSettingsOf(settings: Settings): MailSettings {
  const { mail, reporting } = settings.need('mail', 'reporting')
  const from = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(mail.from)
  const address = from?.[2] ?? mail.from
  return {
    from: { name: from?.[1]?.replace(/^"|"$/g, '') ?? mail.organisation, address },
    to: mail.to,
    cc: mail.cc,
    ...(mail.routes !== undefined && { routes: mail.routes }),
    ...(mail.fallbackTo !== undefined && { fallbackTo: mail.fallbackTo }),
    replyTo: mail.replyTo ?? address,
    ...(mail.ownCopyTo !== undefined && { ownCopy: mail.ownCopyTo }),
    organisation: mail.organisation,
    autoSubmitted: true,
    ...(reporting.redirectAllTo !== undefined && { redirectAllTo: reporting.redirectAllTo }),
  }
}

/**
 * The server that sends, out of the settings.
 * @param accessToken gets a token for this server, where there is no password
 */
export function smtpSettingsOf(
  smtp: Config['smtp'],
  accessToken: (host: string) => Promise<string>,
): SmtpSettings {
  const { host, port, tls, timeoutInSeconds } = smtp
  // The settings are refused before it comes to this.
  if (host === undefined) throw new Error('DOORS names smtp, and SMTP_HOST is not set')
  return {
    host,
    port,
    security: tls === 'required' ? 'starttls' : tls === 'implicit' ? 'tls' : 'none',
    ...loginOf(smtp, () => accessToken(host)),
    connectTimeoutInMs: timeoutInSeconds * 1000,
    silenceTimeoutInMs: timeoutInSeconds * 1000,
  }
}

function loginOf({ user, password }: Config['smtp'], accessToken: () => Promise<string>) {
  if (user === undefined) return {}
  return { credentials: password === undefined ? { user, accessToken } : { user, password } }
}
