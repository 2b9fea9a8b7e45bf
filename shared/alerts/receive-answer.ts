import { problem } from '../model/problem'
import type { Fate, Receipt } from './receive-alerts'

/** An answer to whoever sent alerts over HTTP. */
export type ReceiptAnswer = {
  readonly status: number
  readonly jsonBody: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What was taken and what was not, and why, each at its place in the request, counted from 0. */
export type ReceiptCounts = {
  readonly taken: number
  /** Of those taken: nothing of the other side was read, though they name something public. */
  readonly nothingRead: number
  readonly left: number
  readonly refused: readonly { readonly index: number; readonly reason: string }[]
}

/** Long enough for storage to recover from what it usually recovers from. */
const retryAfterInSeconds = 60

/** 202 when anything was taken and nothing is left; a problem (RFC 9457) says what to do otherwise. */
export function answerTo(receipt: Receipt): ReceiptAnswer {
  if (!('fates' in receipt)) return problem(receipt.status, receipt.detail, {}, receipt.headers)
  const { taken, nothingRead, left, refused } = countsOf(receipt.fates)
  if (left > 0) {
    const detail = `Storage does not answer: ${taken} of ${receipt.fates.length} alerts were taken. Send the request again; an alert that comes twice counts once.`
    return problem(503, detail, { taken, left, refused }, { 'retry-after': String(retryAfterInSeconds) })
  }
  if (taken > 0) return { status: 202, jsonBody: { taken, nothingRead, refused } }
  return problem(400, `No alert could be read: ${refused[0]?.reason ?? 'there is none'}.`, { taken, refused })
}

export function countsOf(fates: readonly Fate[]): ReceiptCounts {
  const count = (wanted: Fate['fate']) => fates.filter(({ fate }) => fate === wanted).length
  const refused = fates.flatMap((one, index) =>
    one.fate === 'refused' ? [{ index, reason: one.reason }] : [],
  )
  const nothingRead = fates.filter((one) => one.fate === 'taken' && one.nothingRead === true).length
  return { taken: count('taken'), nothingRead, left: count('left'), refused }
}
