import * as z from 'zod'
import type { DeliveryAnswer, RecipientAnswer } from './door'
import { meaningOf } from './smtp-meaning'

/** How far the dialogue had got when it failed. `body-left`: the whole body was passed on, the reply was due. */
export type SmtpPhase = 'connect' | 'login' | 'envelope' | 'body-left'

const smtpError = z.object({
  message: z.string().catch('no message'),
  code: z.string().optional().catch(undefined),
  originalCode: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
  rejectedErrors: z
    .array(z.object({ recipient: z.string(), response: z.string().catch('') }))
    .optional()
    .catch(undefined),
})
type SmtpError = z.infer<typeof smtpError>

/**
 * What a failed dialogue means (RFC 5321 §4.2.1). A reply with a code is always certain; silence is certain too as
 * long as the body had not left, and after that it is `unknown`, whatever the error says.
 */
export function answerForFailure(
  thrown: unknown,
  phase: SmtpPhase,
  recipients: readonly string[],
): DeliveryAnswer {
  const parsed = smtpError.safeParse(thrown)
  const error: SmtpError = parsed.success ? parsed.data : { message: String(thrown) }
  const response = error.response ?? error.message
  const pause = pauseFor(error, phase)
  if (pause !== undefined) return { outcome: 'paused', ...pause }
  if (error.responseCode === undefined) return silent(error, phase, recipients, response)
  return meaningOf(response) === 'refused'
    ? { outcome: 'refused', recipients: refusedBy(error, recipients), response }
    : { outcome: 'deferred', response }
}

function silent(
  error: SmtpError,
  phase: SmtpPhase,
  recipients: readonly string[],
  response: string,
): DeliveryAnswer {
  if (phase === 'body-left') return { outcome: 'unknown', response }
  // The library itself finds fault with an address, or the server's SIZE limit is below our size: no retry helps.
  const hopeless = phase === 'envelope' && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')
  return hopeless
    ? { outcome: 'refused', recipients: refusedBy(error, recipients), response }
    : { outcome: 'deferred', response }
}

function refusedBy(error: SmtpError, recipients: readonly string[]): readonly RecipientAnswer[] {
  const own = new Map(error.rejectedErrors?.map(({ recipient, response }) => [recipient, response]))
  const response = error.response ?? error.message
  return recipients.map((address) => ({ address, accepted: false, response: own.get(address) ?? response }))
}

type Pause = { readonly reason: string; readonly remedy: string }

/** Faults of the door and not of this mail: they would refuse every other mail too, and waiting or a person mends them. */
function pauseFor(error: SmtpError, phase: SmtpPhase): Pause | undefined {
  const said = error.response ?? error.message
  if (phase === 'login' && isLoginFault(error)) {
    return {
      reason: `the mail server refused the login: ${said}`,
      remedy: 'Check SMTP user, password or token.',
    }
  }
  if (phase === 'connect' && isEncryptionFault(error)) {
    return {
      reason: `no encrypted connection to the mail server: ${said}`,
      remedy:
        'Check SMTP host, port and security; the server must offer TLS with a certificate for its name.',
    }
  }
  if (phase === 'connect' && error.responseCode !== undefined && meaningOf(said) === 'refused') {
    return {
      reason: `the mail server turns us away: ${said}`,
      remedy: 'Ask its operator why it refuses this client.',
    }
  }
  const meaning = error.response === undefined ? undefined : meaningOf(error.response)
  if (typeof meaning === 'object') {
    return { reason: `the mail server ${meaning.reason}: ${said}`, remedy: meaning.remedy }
  }
  return isSenderFault(error)
    ? {
        reason: `the mail server refuses our sender address: ${said}`,
        remedy: 'Check MAIL_FROM, and that the login may send as this address.',
      }
    : undefined
}

const isLoginFault = ({ code, responseCode }: SmtpError): boolean =>
  code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2' || responseCode !== undefined

const isEncryptionFault = ({ code, originalCode, message }: SmtpError): boolean =>
  code === 'ETLS' ||
  /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO/.test(originalCode ?? '') ||
  /certificate|STARTTLS/i.test(message)

/** A 5xx to MAIL FROM speaks of the sender, unless it is about this mail's size (552, 5.3.4). */
const isSenderFault = ({ command, responseCode, response = '' }: SmtpError): boolean =>
  command === 'MAIL FROM' &&
  responseCode !== 552 &&
  !/\b5\.3\.4\b/.test(response) &&
  meaningOf(response) === 'refused'
