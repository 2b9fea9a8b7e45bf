import * as z from 'zod'
import { after } from '../model/time'
import { oneLine } from '../reports/plain-text'
import type { DeliveryAnswer } from './door'
import type { HttpAnswer } from './msrc-request'

/** What the API has been seen to say; everything else is read as far as it goes. */
const taken = z.object({ code: z.literal('OK'), message: z.string() })
const words = z.union([z.string(), z.array(z.string())])
const faults = z
  .union([words, z.record(z.string(), words)])
  .optional()
  .catch(undefined)
const refusal = z.object({ errors: faults, message: faults, title: z.string().optional().catch(undefined) })
const guid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i

/**
 * What an answer of the Report Abuse API means. A status that a gateway gives when it does not know what became of the
 * request (500, 502, 504), and a success that cannot be read, are `unknown`: there is no way to ask again.
 */
export function msrcOutcome({ status, body, retryAfter }: HttpAnswer, now: Date): DeliveryAnswer {
  if (status >= 200 && status < 300) return accepted(status, body)
  const said = wordsOf(status, body)
  if (status === 429 || status === 503) {
    const until = retryAt(retryAfter, now)
    const reason = `the Report Abuse API asks to wait: ${said}`
    return { outcome: 'paused', reason, remedy: 'Wait: it resumes by itself.', ...(until && { until }) }
  }
  if (status === 408 || status === 425) return { outcome: 'deferred', response: said }
  if (isShut(status)) return { outcome: 'paused', ...shut(status, said) }
  if (status >= 400 && status < 500) {
    // It is about this report: a fault of ours that every report shares shows in the words of each.
    return { outcome: 'refused', recipients: [], response: said }
  }
  return { outcome: 'unknown', response: said }
}

function accepted(status: number, body: string | undefined): DeliveryAnswer {
  const answer = taken.safeParse(parseJson(body))
  if (!answer.success) return { outcome: 'unknown', response: wordsOf(status, body) }
  const { message } = answer.data
  // A test submission is answered with words in place of a reference.
  const reference = guid.exec(message)?.[0].toLowerCase()
  return {
    outcome: 'accepted',
    messageIds: reference === undefined ? [] : [reference],
    recipients: [],
    response: `OK: ${oneLine(message)}`,
    ...(reference !== undefined && { reference }),
  }
}

/** Redirects are not followed: where a report goes is for the settings to say. */
const isShut = (status: number): boolean =>
  (status >= 300 && status < 400) || [401, 403, 404, 405, 407, 410].includes(status)

function shut(status: number, said: string) {
  return status === 401 || status === 403 || status === 407
    ? {
        reason: `the Report Abuse API does not let us in: ${said}`,
        remedy:
          'Check MSRC_URL, and whether the API asks for a login by now; DOORS without msrc leaves it out.',
      }
    : {
        reason: `the Report Abuse API is not where MSRC_URL points: ${said}`,
        remedy:
          'Set MSRC_URL to the present path; version 2.0 is gone, /report/v3.0/Abuse/report has been seen too.',
      }
}

/** Status and the API's own words, each field by its name. */
function wordsOf(status: number, body: string | undefined): string {
  const { errors, message, title } = refusal.safeParse(parseJson(body)).data ?? {}
  const said = [errors, message].map(inWords).find((text) => text !== '') ?? (title || body || 'no words')
  return oneLine(`HTTP ${status} ${said}`, 600)
}

function inWords(told: z.infer<typeof faults> = ''): string {
  if (typeof told === 'string') return told
  if (Array.isArray(told)) return told.join('; ')
  return Object.entries(told)
    .map(([field, faults]) => `${field}: ${[faults].flat().join(' ')}`)
    .join('; ')
}

function parseJson(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}

/** RFC 9110 §10.2.3: seconds, or a date. A day at most, whatever it says. */
function retryAt(retryAfter: string | undefined, now: Date): Date | undefined {
  if (retryAfter === undefined) return undefined
  const seconds = /^\d{1,6}$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - now.getTime()) / 1000
  return seconds > 0 ? after(now, Math.min(seconds, 86_400) * 1000) : undefined
}
