import type { ComposedMessage } from '../reports/report-mail'
import type { DeliveryAnswer, Door, HandOver, LoginAnswer } from './door'
import { handOverBody } from './hand-over'
import { type RecipientWatch, watchRecipients } from './recipient-watch'
import { answerForFailure, type SmtpPhase } from './smtp-answer'
import type { SmtpDialogue, SmtpSendInfo } from './smtp-connection'
import { isLoopback, type SmtpSettings } from './smtp-settings'

const unencrypted = {
  reason: 'SMTP without encryption is configured for another machine',
  remedy: 'Set the SMTP security to starttls or tls; none is for 127.0.0.1 only.',
}

/** The door through a mail server: one connection a message, no queue and no retry of its own. */
export function openSmtpDoor(settings: SmtpSettings): Door<ComposedMessage> {
  const shut = settings.security === 'none' && !isLoopback(settings.host)
  return {
    name: 'smtp',
    format: 'eml',
    takes: () => true,
    deliver: async (message, handOver) =>
      shut ? { outcome: 'paused', ...unencrypted } : deliver(settings, message, handOver),
    tryLogin: async () => (shut ? { ok: false, ...unencrypted } : tryLogin(settings)),
  }
}

/** Loaded by the first mail: most looks at the agenda send none. */
async function open(settings: SmtpSettings, watch?: RecipientWatch): Promise<SmtpDialogue> {
  const { openDialogue } = await import('./smtp-connection')
  return openDialogue(settings, watch)
}

async function deliver(
  settings: SmtpSettings,
  message: ComposedMessage,
  handOver: HandOver,
): Promise<DeliveryAnswer> {
  const desk = message.envelope.to
  const watch = watchRecipients()
  const dialogue = await open(settings, watch)
  const body = handOverBody(message.raw, async () => deskTakesIt(watch, desk) && handOver())
  let phase: SmtpPhase = 'connect'
  try {
    await dialogue.connect()
    phase = 'login'
    await dialogue.login()
    phase = 'envelope'
    return accepted(message, await dialogue.send(envelopeOf(message), body.stream))
  } catch (error) {
    await body.settled()
    const refused = body.refused()
    if (refused === undefined) return answerForFailure(error, body.finished() ? 'body-left' : phase, desk)
    return deskTakesIt(watch, desk)
      ? { outcome: 'hung-up', ...refused }
      : answerForFailure(deskRefusal(watch, desk), phase, desk)
  } finally {
    dialogue.close()
  }
}

const envelopeOf = ({ envelope, envelopeId, raw }: ComposedMessage) => ({
  from: envelope.from,
  to: [...envelope.to, ...(envelope.ownCopy === undefined ? [] : [envelope.ownCopy])],
  size: raw.length,
  // RFC 3461: a bounce then names this attempt, even where it quotes nothing of the mail.
  dsn: { envid: envelopeId, ret: 'HDRS', notify: ['FAILURE', 'DELAY'] },
})

function accepted(message: ComposedMessage, info: SmtpSendInfo): DeliveryAnswer {
  const refusals = new Map(info.rejectedErrors?.map((error) => [error.recipient, error.response]))
  const recipients = message.envelope.to.map((address) => {
    const response = refusals.get(address)
    return { address, accepted: !refusals.has(address), ...(response === undefined ? {} : { response }) }
  })
  const theirs = info.serverMessageId === undefined ? [] : [info.serverMessageId]
  const messageIds = [...new Set([message.messageId, ...theirs])]
  return { outcome: 'accepted', messageIds, recipients, response: info.response }
}

const deskTakesIt = (watch: RecipientWatch, desk: readonly string[]): boolean =>
  desk.some((address) => watch.replyTo(address)?.startsWith('2'))

/** Our own copy was the only recipient taken. Reads like the error of a server that took none. */
function deskRefusal(watch: RecipientWatch, desk: readonly string[]) {
  const rejectedErrors = desk.map((recipient) => ({ recipient, response: watch.replyTo(recipient) ?? '' }))
  const temporary = rejectedErrors.find(({ response }) => response.startsWith('4'))
  const { response } = temporary ?? rejectedErrors[0] ?? { response: '' }
  const responseCode = Number(response.slice(0, 3))
  return { message: response, code: 'EENVELOPE', command: 'RCPT TO', response, responseCode, rejectedErrors }
}

async function tryLogin(settings: SmtpSettings): Promise<LoginAnswer> {
  const dialogue = await open(settings)
  let phase: SmtpPhase = 'connect'
  try {
    await dialogue.connect()
    phase = 'login'
    await dialogue.login()
    return { ok: true }
  } catch (error) {
    const answer = answerForFailure(error, phase, [])
    if (answer.outcome === 'paused') return { ok: false, reason: answer.reason, remedy: answer.remedy }
    const reason = 'response' in answer ? answer.response : answer.outcome
    return {
      ok: false,
      reason: `the mail server cannot be reached: ${reason}`,
      remedy: 'Check SMTP host and port, and the network.',
    }
  } finally {
    dialogue.close()
  }
}
