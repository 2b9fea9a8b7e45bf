import type { ComposedMessage } from '../../shared/reports/report-mail'
import type { SmtpSettings } from '../../shared/delivery/smtp-settings'

export const desk = 'ioc@microsoft.example'
export const copied = 'abuse@microsoft.example'
export const ownCopy = 'reports+sent@soc.example.org'

export const message: ComposedMessage = {
  subject: '[DAR-2611-7F3K9QXM] Abuse report',
  text: 'hello',
  raw: Buffer.from(
    'Message-ID: <DAR-2611-7F3K9QXM.initial@soc.example.org>\r\nSubject: s\r\n\r\n.one dot\r\nbody\r\n',
  ),
  sha256: '',
  messageId: '<DAR-2611-7F3K9QXM.initial@soc.example.org>',
  envelope: { from: 'reports@soc.example.org', to: [desk, copied], ownCopy },
  envelopeId: 'DAR-2611-7F3K9QXM.initial.1',
}

export const plainSettings = (port: number): SmtpSettings => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  connectTimeoutInMs: 5000,
  silenceTimeoutInMs: 300,
})

/** A string that contains this one; jest's own matcher is typed `any`. */
export const containing = (text: string): unknown => expect.stringContaining(text)
