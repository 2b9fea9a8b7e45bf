import type { Alert } from './alert'
import { packAlert, type PackDeps } from './message'
import { type AlertRequest, readBody, type RefusedRequest } from './receive-body'
import { maxAlertsInRequest, type ReadPart, receivedParts } from './receive-text'

export type ReceiveDeps = PackDeps & {
  /** To queue `alerts`, never to expire. */
  readonly enqueue: (message: string) => Promise<void>
  /** True for an error after which the same message would be refused again, however often it is sent. */
  readonly isRefusedForGood: (error: unknown) => boolean
  /** Whether nothing of the other side was read in an alert that names something public. */
  readonly isReadInVain: (alert: Alert, body: unknown) => boolean
}

/** What became of one alert. `left`: it could be read, but storage failed, there or at one before it. */
export type Fate =
  | { readonly fate: 'taken'; readonly nothingRead?: true }
  | { readonly fate: 'refused'; readonly reason: string }
  | { readonly fate: 'left'; readonly cause?: unknown }

/** Refused as a whole, or the fate of each alert in the order of the request. */
export type Receipt = RefusedRequest | { readonly fates: readonly Fate[] }

/**
 * Queues the alerts of a request, each only after a dialect has read it. Throws nothing that storage throws: what is
 * left can be sent again together with the rest, because an alert that comes twice counts once.
 */
export async function receiveAlerts(deps: ReceiveDeps, request: AlertRequest): Promise<Receipt> {
  const body = await readBody(request)
  if (!('text' in body)) return body
  const parts = receivedParts(body.text)
  return parts === undefined ? tooMany : { fates: await queueAll(deps, parts) }
}

const tooMany: RefusedRequest = {
  status: 413,
  detail: `A request may hold ${maxAlertsInRequest} alerts. Send them in several requests.`,
}

/** As many as keep a sender waiting for seconds, not minutes, when it sends all that it may. */
const queuedAtOnce = 16

async function queueAll(deps: ReceiveDeps, parts: readonly ReadPart[]): Promise<Fate[]> {
  const fates: Fate[] = []
  let isDown = false
  while (fates.length < parts.length) {
    const next = parts.slice(fates.length, fates.length + queuedAtOnce)
    fates.push(...(await Promise.all(next.map((part) => fateOf(deps, part, isDown)))))
    isDown ||= fates.some(({ fate }) => fate === 'left')
  }
  return fates
}

async function fateOf(deps: ReceiveDeps, part: ReadPart, isDown: boolean): Promise<Fate> {
  if ('reason' in part) return { fate: 'refused', reason: part.reason }
  if (isDown) return { fate: 'left' }
  try {
    const { alert: body, read } = part
    await deps.enqueue(await packAlert(deps, { source: 'http', returned: 0, body, read }))
    return deps.isReadInVain(part.read, part.alert) ? { fate: 'taken', nothingRead: true } : { fate: 'taken' }
  } catch (cause) {
    if (!deps.isRefusedForGood(cause)) return { fate: 'left', cause }
    return { fate: 'refused', reason: 'storage refuses it, now and later' }
  }
}
