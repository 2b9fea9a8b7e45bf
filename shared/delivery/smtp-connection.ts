import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import XOAuth2 from 'nodemailer/lib/xoauth2'
import type { RecipientWatch } from './recipient-watch'
import type { SmtpCredentials, SmtpSettings } from './smtp-settings'

type SendInfo = Awaited<ReturnType<SmtpDialogue['send']>>
export type { SendInfo as SmtpSendInfo }

/** One dialogue with the server. Every step rejects with the library's error; nothing is retried behind our back. */
export type SmtpDialogue = ReturnType<typeof openDialogue>

/** The connection itself rather than nodemailer's transport, which reads a body before the server asks for it. */
export function openDialogue(settings: SmtpSettings, watch?: RecipientWatch) {
  const connection = new SMTPConnection(optionsOf(settings, watch))
  const broken = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject)
  })
  broken.catch(() => undefined)
  const connect = promisify((done: (error: Error | null, value: true) => void) => {
    connection.connect((error) => done(error ?? null, true))
  })
  const send = promisify(connection.send.bind(connection))
  return {
    connect: () => Promise.race([broken, connect()]),
    /** Does nothing where no credentials are configured. */
    login: () => Promise.race([broken, login(connection, settings.credentials)]),
    send: (envelope: SMTPConnection.Envelope, body: Readable) => Promise.race([broken, send(envelope, body)]),
    close: () => connection.close(),
  }
}

function optionsOf(settings: SmtpSettings, watch?: RecipientWatch): SMTPConnection.Options {
  return {
    host: settings.host,
    port: settings.port,
    ...encryption(settings),
    ...(settings.clientName === undefined ? {} : { name: settings.clientName }),
    ...(watch === undefined ? {} : { logger: watch.logger, transactionLog: true }),
    connectionTimeout: settings.connectTimeoutInMs,
    dnsTimeout: settings.connectTimeoutInMs,
    greetingTimeout: settings.connectTimeoutInMs,
    socketTimeout: settings.silenceTimeoutInMs,
  }
}

function encryption({ security, ca }: SmtpSettings): SMTPConnection.Options {
  const tls = { minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) }
  switch (security) {
    case 'tls':
      return { secure: true, tls }
    case 'starttls':
      return { secure: false, requireTLS: true, tls }
    case 'none':
      return { secure: false, ignoreTLS: true }
    default:
      return security satisfies never
  }
}

async function login(connection: SMTPConnection, credentials: SmtpCredentials | undefined): Promise<void> {
  if (credentials === undefined) return
  if (!connection.allowsAuth) {
    // Going on without the login would use a server that takes mail from anybody.
    throw Object.assign(new Error('the server offers no login'), { code: 'EAUTH' })
  }
  const logIn = (renew: boolean) =>
    promisify((done: (error: Error | null) => void) => {
      connection.login(authOf(credentials, renew), (error) => done(error ?? null))
    })()
  try {
    await logIn(false)
  } catch (error) {
    // The library renews a token only at a challenge, which Exchange Online does not send before its 535.
    if (!('accessToken' in credentials) || !isRefusal(error)) throw error
    await logIn(true)
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'responseCode' in error && error.responseCode === 535

function authOf(credentials: SmtpCredentials, renew: boolean): SMTPConnection.AuthenticationType {
  if ('password' in credentials) return { user: credentials.user, pass: credentials.password }
  const { user, accessToken } = credentials
  const oauth2 = new XOAuth2({
    user,
    provisionCallback: (_user, renewAtChallenge, done) => {
      accessToken(renew || renewAtChallenge).then(
        (token) => done(null, token),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  return { user, oauth2, method: 'XOAUTH2' }
}
