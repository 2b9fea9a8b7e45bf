import type { GraphRefusal, Refused } from './graph-request'

export type Refusal = Refused

/** Why a run ended early. */
export type StopCause = GraphRefusal

/** Caps what a broken clock on the other side could ask for. */
export const maxWaitInMs = 6 * 3600_000
const usualWaitInMs = 60_000

/**
 * Until when to leave Graph alone: what Retry-After says, in seconds or as a date, or a minute after a 429 without it.
 * undefined when there is no reason to wait longer than until the next run.
 */
export function waitAfter(refusal: Refusal, now: Date): Date | undefined {
  const asked = askedWaitInMs(refusal.retryAfter?.trim(), now)
  const waitInMs = asked ?? (refusal.cause === 'throttled' ? usualWaitInMs : undefined)
  return waitInMs === undefined ? undefined : new Date(now.getTime() + Math.min(waitInMs, maxWaitInMs))
}

function askedWaitInMs(retryAfter: string | undefined, now: Date): number | undefined {
  if (retryAfter === undefined) return undefined
  const inMs = /^\d{1,9}$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - now.getTime()
  return Number.isNaN(inMs) ? undefined : Math.max(0, inMs)
}

/** What the operator can do about it, for the one line in the log. */
export const remedies: Readonly<Record<StopCause, string>> = {
  'no-token':
    'No login was possible: give the function app a managed identity, or log in with az login on a desk. It is tried again at the next run.',
  unauthorised:
    'Graph does not take the token: check GRAPH_ENDPOINT and GRAPH_TENANT_ID against the cloud and tenant of the identity. It is tried again at the next run.',
  forbidden:
    'Give the identity the application permission SecurityAlert.Read.All in Microsoft Graph, with admin consent. It is tried again at the next run.',
  throttled: 'Nothing to do: it goes on where it stopped when the wait is over.',
  rejected:
    'Graph refuses the query. It is tried again at the next run; if it persists, report it with this line.',
  'server-error':
    'Nothing to do, unless it lasts: the trouble is on the side of Graph. It is tried again at the next run.',
  'not-json':
    'Something other than Graph answers: check GRAPH_ENDPOINT, and proxies and firewalls on the way. It is tried again at the next run.',
  unreachable: 'Check GRAPH_ENDPOINT, DNS, and firewalls on the way. It is tried again at the next run.',
  timeout:
    'Nothing to do, unless it lasts: then check firewalls on the way. It is tried again at the next run.',
  'too-large':
    'Nothing to do, unless it lasts: shorter stretches are asked for. Then look who answers in the place of Graph.',
  partial:
    'Nothing to do, unless it lasts: a product behind Graph gives no answer. It is tried again at the next run.',
  'foreign-link':
    'The next page would be at another host, which must not see the token. The stretch is read without that link.',
}
