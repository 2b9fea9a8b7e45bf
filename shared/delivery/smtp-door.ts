import type { ComposedMessage } from '../reports/report-mail'
import type { DeliveryAnswer, Door, HandOver, LoginAnswer, RecipientAnswer } from './door'
import { handOverBody } from './hand-over'
import { type RecipientWatch, watchRecipients } from './recipient-watch'
import { answerForFailure, type SmtpPhase } from './smtp-answer'
import type { SmtpDialogue, SmtpSendInfo } from './smtp-connection'
import { isDoorFault, meaningOf } from './smtp-meaning'
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
  const body = handOverBody(
    message.raw,
    async () => mayLeave(watch, desk) && handOver(undefined, answersOf(message, watch)),
  )
  let phase: SmtpPhase = 'connect'
  try {
    await dialogue.connect()
    phase = 'login'
    await dialogue.login()
    phase = 'envelope'
    const info = await dialogue.send(envelopeOf(message), body.stream)
    return accepted(message, answersOf(message, watch), info)
  } catch (error) {
    await body.settled()
    const refused = body.refused()
    if (body.finished()) return answerForFailure(error, 'body-left', desk)
    const answered = desk.every((address) => watch.replyTo(address) !== undefined)
    if (answered && !mayLeave(watch, desk)) return answerForFailure(deskRefusal(watch, desk), phase, desk)
    return refused === undefined ? answerForFailure(error, phase, desk) : { outcome: 'hung-up', ...refused }
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

function accepted(
  message: ComposedMessage,
  recipients: readonly RecipientAnswer[],
  info: SmtpSendInfo,
): DeliveryAnswer {
  const theirs = info.serverMessageId === undefined ? [] : [info.serverMessageId]
  const messageIds = [...new Set([message.messageId, ...theirs])]
  return { outcome: 'accepted', messageIds, recipients, response: info.response }
}

function answersOf({ envelope }: ComposedMessage, watch: RecipientWatch): readonly RecipientAnswer[] {
  return envelope.to.map((address) => {
    const response = watch.replyTo(address) ?? ''
    const accepted = isTaken(watch, address)
    return {
      address,
      accepted,
      ...(!accepted && { response }),
      ...(!accepted && meaningOf(response) === 'deferred' && { deferred: true }),
      ...(envelope.cc?.includes(address) && { copy: true }),
    }
  })
}

/** Somebody at the desk gets it, and nobody is refused for a fault of ours, which every later mail would meet too. */
const mayLeave = (watch: RecipientWatch, desk: readonly string[]): boolean =>
  desk.some((address) => isTaken(watch, address)) &&
  !desk.some((address) => isRefusedForUs(watch.replyTo(address)))

const isTaken = (watch: RecipientWatch, address: string): boolean =>
  watch.replyTo(address)?.startsWith('2') === true

const isRefusedForUs = (reply = '2'): boolean => !reply.startsWith('2') && isDoorFault(meaningOf(reply))

/** Nobody at the desk is to get it. Reads like the error of a server that took no recipient. */
function deskRefusal(watch: RecipientWatch, desk: readonly string[]) {
  const rejectedErrors = desk
    .filter((address) => !isTaken(watch, address))
    .map((recipient) => ({ recipient, response: watch.replyTo(recipient) ?? '' }))
  const ours = rejectedErrors.find(({ response }) => isRefusedForUs(response))
  const temporary = rejectedErrors.find(({ response }) => meaningOf(response) === 'deferred')
  const { response } = ours ?? temporary ?? rejectedErrors[0] ?? { response: '' }
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
