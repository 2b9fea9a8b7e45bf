import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server'
import { makeCertificate } from './certificate'
import type { Certificate } from './certificate'
import { listen } from './listen'
import type { Listening } from './listen'

/** One mail as the server has taken it: envelope and bytes. */
export type ReceivedMail = {
  readonly from: string
  /** Only the recipients that were not refused. */
  readonly to: readonly string[]
  readonly raw: Buffer
  /** RFC 3461 ENVID, decoded. */
  readonly envelopeId?: string
  readonly receivedAt: Date
}

export type SmtpReply = { readonly code: number; readonly text: string }

/**
 * `drop-kept` takes the mail and hangs up without an answer; `drop-lost` loses it as well. The silent ones keep the
 * line open and say nothing, until the sender gives up.
 */
export type AfterData = 'accept' | 'drop-kept' | 'drop-lost' | 'silent-kept' | 'silent-lost' | SmtpReply

/** What the server does otherwise than accept. May be replaced at any time. */
export type SmtpScript = {
  readonly login?: (user: string) => SmtpReply | undefined
  readonly recipient?: (address: string, envelopeId: string) => SmtpReply | undefined
  readonly data?: (mail: ReceivedMail) => AfterData
  /** Time between the last byte of the body and the answer. */
  readonly answerAfterInMs?: number
  /** What the answer waits for. */
  readonly answerAfter?: Promise<unknown>
}

export type SmtpOptions = {
  readonly user?: string
  readonly password?: string
  /** The token that XOAUTH2 is let in with, asked at every login. */
  readonly token?: () => string
  readonly certificate?: Certificate
  /** `starttls` is what port 587 does and the default, `implicit` port 465, `none` offers no TLS at all. */
  readonly security?: 'starttls' | 'implicit' | 'none'
  readonly now?: () => Date
  /** Called for every mail that is kept, before the sender gets its answer. */
  readonly onMail?: (mail: ReceivedMail) => void
}

export type FakeSmtp = Listening & {
  readonly certificate: Certificate
  /** Every mail that was kept, in order of arrival. */
  readonly received: readonly ReceivedMail[]
  /** ENVIDs of every mail whose body was asked for, in order, whatever became of it. */
  readonly begun: readonly string[]
  script: SmtpScript
}

type Taking = {
  readonly options: SmtpOptions
  readonly received: ReceivedMail[]
  readonly begun: string[]
  /** By the client's port: the only thing of a connection that a session tells. */
  readonly sockets: Map<number, Socket>
  script: SmtpScript
}

/** A real SMTP server on loopback that keeps what it gets and can be told to misbehave. */
export async function startSmtp(options: SmtpOptions = {}): Promise<FakeSmtp> {
  const certificate = options.certificate ?? makeCertificate()
  const taking: Taking = { options, received: [], begun: [], sockets: new Map(), script: {} }
  const server = new SMTPServer({
    ...securityOptions(options.security ?? 'starttls', certificate),
    ...handlers(taking),
    authOptional: options.user === undefined,
    closeTimeout: 50,
    disableReverseLookup: true,
    hideDSN: false,
    logger: false,
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0
    taking.sockets.set(port, socket)
    socket.once('close', () => taking.sockets.delete(port))
  })
  const listening = await listen(server.server)
  return {
    ...listening,
    certificate,
    received: taking.received,
    begun: taking.begun,
    get script() {
      return taking.script
    },
    set script(script) {
      taking.script = script
    },
  }
}

function handlers(taking: Taking): SMTPServerOptions {
  const { user, password, token } = taking.options
  return {
    ...(token && { authMethods: ['XOAUTH2'] }),
    onAuth: (auth, _session, done) => {
      const refusal = taking.script.login?.(auth.username ?? '')
      if (refusal !== undefined) done(smtpError(refusal))
      else if (auth.username === user && auth.method === 'XOAUTH2' && auth.accessToken === token?.()) {
        done(null, { user })
      } else if (auth.username === user && auth.method !== 'XOAUTH2' && auth.password === password) {
        done(null, { user })
      } else done(smtpError({ code: 535, text: '5.7.3 Authentication unsuccessful' }))
    },
    onRcptTo: (address, session, done) => {
      const refusal = taking.script.recipient?.(address.address, session.envelope.dsn?.envid ?? '')
      done(refusal === undefined ? null : smtpError(refusal))
    },
    onData: (stream, session, done) => {
      void takeMail(taking, stream, session, done).catch((error: unknown) => done(asError(error)))
    },
  }
}

async function takeMail(
  { options, received, begun, sockets, script }: Taking,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  done: (error?: Error | null, message?: string) => void,
): Promise<void> {
  begun.push(session.envelope.dsn?.envid ?? '')
  const mail = envelopeOf(session, await buffer(stream), options.now?.() ?? new Date())
  const after = script.data?.(mail) ?? 'accept'
  const kept = after === 'accept' || after === 'drop-kept' || after === 'silent-kept'
  if (kept) received.push(mail)
  if (kept) options.onMail?.(mail)
  if (script.answerAfterInMs !== undefined) await delay(script.answerAfterInMs)
  await script.answerAfter
  if (after === 'drop-kept' || after === 'drop-lost') sockets.get(session.remotePort)?.destroy()
  else if (after === 'silent-kept' || after === 'silent-lost') return
  else if (after === 'accept') done(null, `2.0.0 OK queued as ${received.length}`)
  else done(smtpError(after))
}

function securityOptions(
  security: NonNullable<SmtpOptions['security']>,
  certificate: Certificate,
): SMTPServerOptions {
  if (security === 'none') {
    return { hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true }
  }
  return { secure: security === 'implicit', ...certificate }
}

function envelopeOf(session: SMTPServerSession, raw: Buffer, receivedAt: Date): ReceivedMail {
  const { mailFrom, rcptTo, dsn } = session.envelope
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map((recipient) => recipient.address),
    raw,
    receivedAt,
    ...(dsn?.envid ? { envelopeId: dsn.envid } : {}),
  }
}

function smtpError(reply: SmtpReply): Error {
  return Object.assign(new Error(reply.text), { responseCode: reply.code })
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value))
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
