import type { Refused } from '../alerts/graph-request'
import { after } from '../model/time'
import type { DeliveryAnswer } from './door'

type Certain = Extract<DeliveryAnswer, { outcome: 'paused' | 'deferred' }>

/** Graph has answered 200 and made no message, in place of 413, to mails of some two megabytes (docs-contrib#3079). */
const largeInBytes = 1_500_000

/**
 * What a refusal means before anything was asked to be sent: nothing has left, whatever it was.
 * @param sizeInBytes of the mail, before it is encoded
 */
export function answerBeforeSend(refused: Refused, now: Date, sizeInBytes: number): DeliveryAnswer {
  const response = refused.detail
  const paused = pauseFor(refused, now)
  if (paused !== undefined) return paused
  const isTooLarge = refused.cause === 'not-json' && sizeInBytes > largeInBytes
  // Too large, or no mail that Exchange can read: the same bytes fare no better later.
  const isForGood = isTooLarge || [400, 413, 422].includes(refused.status ?? 0)
  return isForGood ? { outcome: 'refused', recipients: [], response } : { outcome: 'deferred', response }
}

/**
 * What a refusal of the request that sends means. Only what Graph refuses before it looks at the message is certain;
 * a server error may hide that it was taken.
 */
export function answerForSend(refused: Refused, now: Date): DeliveryAnswer {
  const isCertain = ['unauthorised', 'forbidden', 'throttled', 'no-token'].includes(refused.cause)
  const paused = isCertain ? pauseFor(refused, now) : undefined
  return paused ?? { outcome: 'unknown', response: refused.detail }
}

function pauseFor(refused: Refused, now: Date): Certain | undefined {
  const remedy = remedyFor(refused)
  if (remedy === undefined) return undefined
  const until = retryAt(refused.retryAfter, now)
  const reason = `Graph does not let us send: ${refused.detail}`
  return { outcome: 'paused', reason, remedy, ...(until && { until }) }
}

/** Faults of the door and not of this mail; undefined for every other. */
function remedyFor({ cause, status, code }: Refused): string | undefined {
  if (code === 'ErrorSendAsDenied')
    return 'Set MAIL_FROM to the address of GRAPH_MAILBOX, or let it send as MAIL_FROM.'
  if (cause === 'no-token') return 'Give the app a managed identity, or log in; see AZURE_CLIENT_ID.'
  if (cause === 'unauthorised') return 'Check GRAPH_TENANT_ID and the identity of the app.'
  if (cause === 'forbidden') {
    return 'Give the identity Mail.ReadWrite and Mail.Send for this mailbox (RBAC for Applications in Exchange Online).'
  }
  if (cause === 'throttled') return 'Lower the send limits, or wait.'
  return status === 404 ? 'Set GRAPH_MAILBOX to a mailbox of this tenant.' : undefined
}

const longestWaitInMs = 24 * 60 * 60_000

/** Seconds, or an HTTP date (RFC 9110 §10.2.3). */
export function retryAt(retryAfter: string | undefined, now: Date): Date | undefined {
  if (retryAfter === undefined) return undefined
  const inMs = /^\d{1,9}$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - now.getTime()
  return Number.isFinite(inMs) && inMs > 0 ? after(now, Math.min(inMs, longestWaitInMs)) : undefined
}
