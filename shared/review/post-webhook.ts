import { createHmac } from 'node:crypto'
import * as z from 'zod'
import { oneLine } from '../reports/plain-text'
import type { Posted } from './tell-webhook'

export type Webhook = {
  readonly url: string
  /** What it is signed with; absent where nobody checks. */
  readonly key?: Buffer
  readonly timeoutInMs: number
}

/**
 * One POST, following no redirect: what is signed for one receiver is for no other. Signed as Standard Webhooks has it
 * (https://www.standardwebhooks.com): HMAC-SHA256 over id, seconds since 1970 and the body, dots in between.
 */
export async function postWebhook(webhook: Webhook, id: string, message: object, at: Date): Promise<Posted> {
  const body = JSON.stringify(message)
  const timestamp = String(Math.floor(at.getTime() / 1000))
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        ...(webhook.key && { 'webhook-signature': signature(webhook.key, `${id}.${timestamp}.${body}`) }),
      },
      body,
      signal: AbortSignal.timeout(webhook.timeoutInMs),
    })
    await response.body?.cancel()
    return response.ok ? { ok: true } : { ok: false, why: `HTTP ${response.status}` }
  } catch (error) {
    return { ok: false, why: whyNot(error) }
  }
}

export const signature = (key: Buffer, signed: string): string =>
  `v1,${createHmac('sha256', key).update(signed).digest('base64')}`

const failure = z.object({
  /** `TimeoutError`, or what fetch calls every other one. */
  name: z.string().catch('Error'),
  cause: z.object({ code: z.string() }).optional().catch(undefined),
})

/** The message of the error may hold the address, which is a secret. */
function whyNot(error: unknown): string {
  const { data } = failure.safeParse(error)
  return oneLine(`it cannot be reached: ${data?.cause?.code ?? data?.name ?? 'Error'}`)
}
