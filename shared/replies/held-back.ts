import * as z from 'zod'
import { after, dayInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'

/** How long a mail waits for a name server before a person is asked. */
export const holdsBackForMs = dayInMs

export type HeldBack = { readonly until: Date; readonly isNew: boolean }

/** Since when each mail waits, by its key. */
const waitingSchema = z.record(z.string(), z.coerce.date())
const row = 'mails-held-back'
const mostAtOnce = 200

/**
 * Lets a mail wait whose signature nobody could look at for now.
 * @returns until when, or undefined where its time is over, or too many wait already
 */
export async function holdBack(
  checkpoints: Checkpoints,
  key: string,
  at: Date,
): Promise<HeldBack | undefined> {
  for (;;) {
    const held = await checkpoints.load(row, waitingSchema)
    const waiting = held?.value ?? {}
    const since = waiting[key]
    if (since !== undefined) {
      const until = after(since, holdsBackForMs)
      return until > at ? { until, isNew: false } : undefined
    }
    // Whose time is over is kept a while, so that it does not begin anew before its row is written.
    const recent = Object.entries(waiting).filter(([, one]) => after(one, 2 * holdsBackForMs) > at)
    if (recent.length >= mostAtOnce) return undefined
    const next = { ...Object.fromEntries(recent), [key]: at }
    if ((await checkpoints.save(row, next, held?.etag)) !== undefined)
      return { until: after(at, holdsBackForMs), isNew: true }
  }
}
