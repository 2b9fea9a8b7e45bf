import * as z from 'zod'
import { sha256 } from '../model/hash'
import { after, minuteInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import type { Concern } from './concern'

/** What the receiver made of a message; `why` in words for the log, without the address. */
export type Posted = { readonly ok: true } | { readonly ok: false; readonly why: string }

export type TellWebhookDeps = {
  readonly checkpoints: Checkpoints
  readonly readConcerns: () => Promise<readonly Concern[]>
  /** @param id the same whenever the same message is tried again */
  readonly post: (id: string, news: readonly Concern[]) => Promise<Posted>
  readonly now: () => Date
}

export type WebhookOutcome =
  | { readonly told: number }
  /** `isLast`: it is not tried again. */
  | { readonly failed: number; readonly why: string; readonly isLast: boolean }

/** The row in Checkpoints. */
export const webhookRow = 'webhook'

const rowSchema = z.object({
  /** Of those that still stand, the ones that were told or given up. */
  told: z.array(z.string()),
  /** What is new is on its way. */
  batch: z
    .object({ tries: z.int().min(1), beganAt: z.coerce.date(), nextTryAt: z.coerce.date() })
    .exactOptional(),
})

type WebhookRow = z.infer<typeof rowSchema>

const waitsInMinutes = [5, 15, 60, 240]
/** What one row can remember. */
const mostKeys = 1500

/**
 * Tells once what newly waits for a person, all that is new in one message. It is noted by compare-and-swap before it
 * leaves, and tried five times over some hours; killed in between it may be told twice, under the same id.
 * @returns undefined where there was nothing to do
 */
export async function tellWebhook(deps: TellWebhookDeps): Promise<WebhookOutcome | undefined> {
  const newest = (await deps.readConcerns()).toReversed().slice(0, mostKeys)
  const concerns = new Map(newest.map((one) => [keyOf(one), one]))
  const held = await deps.checkpoints.load(webhookRow, rowSchema)
  const before: WebhookRow = held?.value ?? { told: [] }
  if (before.batch && before.batch.nextTryAt > deps.now()) return undefined
  const told = before.told.filter((key) => concerns.has(key))
  const news = [...concerns.keys()].filter((key) => !told.includes(key))
  if (news.length === 0) {
    if (before.batch || told.length < before.told.length)
      await deps.checkpoints.save(webhookRow, { told }, held?.etag)
    return undefined
  }
  const tries = (before.batch?.tries ?? 0) + 1
  const wait = waitsInMinutes[tries - 1] ?? waitsInMinutes.at(-1) ?? 0
  const beganAt = before.batch?.beganAt ?? deps.now()
  const batch = { tries, beganAt, nextTryAt: after(deps.now(), wait * minuteInMs) }
  const etag = await deps.checkpoints.save(webhookRow, { told, batch }, held?.etag)
  if (etag === undefined) return undefined
  const posted = await deps.post(
    sha256(Buffer.from([beganAt.toISOString(), ...news.toSorted()].join(' '))).slice(0, 32),
    news.flatMap((key) => concerns.get(key) ?? []),
  )
  const isLast = tries > waitsInMinutes.length
  if (posted.ok || isLast) await deps.checkpoints.save(webhookRow, { told: [...told, ...news] }, etag)
  return posted.ok ? { told: news.length } : { failed: news.length, why: posted.why, isLast }
}

/** Short, so that many fit into a row. */
const keyOf = ({ key }: Concern): string => sha256(Buffer.from(key)).slice(0, 16)
