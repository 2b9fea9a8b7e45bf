import { packAlert, type PutBlob } from './message'
import { type AlertRequest, readBody } from './receive-body'
import { maxAlertsInRequest, receivedParts } from './receive-text'
import { interrupted, type ReceiptAnswer, refusedWhole, taken } from './receive-answer'

export type ReceiveDeps = {
  /** To queue `alerts`, never to expire. */
  readonly enqueue: (message: string) => Promise<void>
  readonly putBlob: PutBlob
  /** True for an error after which the same message would be refused again, however often it is sent. */
  readonly isRefusedForGood: (error: unknown) => boolean
}

/** What became of one alert; `index` is its place among all of the request, counted from 0. */
export type Fate = { readonly index: number } & (
  | { readonly fate: 'taken' }
  | { readonly fate: 'refused'; readonly reason: string }
  | { readonly fate: 'left'; readonly cause: unknown }
)

/**
 * Queues the alerts of a request, each only after a dialect has read it, and answers what became of them. Throws
 * nothing that storage throws: the answer then is 503, and the sender may send everything again, because an alert
 * that comes twice counts once.
 */
export async function receiveAlerts(deps: ReceiveDeps, request: AlertRequest): Promise<ReceiptAnswer> {
  const body = await readBody(request)
  if (!('text' in body)) return refusedWhole(body)
  const parts = receivedParts(body.text)
  if (parts === undefined) {
    const detail = `A request may hold ${maxAlertsInRequest} alerts. Send them in several requests.`
    return refusedWhole({ status: 413, detail })
  }
  const [fates, queue]: [Fate[], Fate[]] = [[], []]
  ...
}
