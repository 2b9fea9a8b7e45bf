import * as z from 'zod'
import { after, dayInMs, minuteInMs } from '../model/time'

const stamp = z.object({ insertionTime: z.coerce.date() })

/**
 * When a message was put into its queue: the same at every delivery of it, so that what is written under it is written
 * once. Senders can overwrite this member of the metadata; what cannot be true gives way to the present.
 */
export function receivedAt(metadata: unknown, now: Date): Date {
  const { data } = stamp.safeParse(metadata)
  if (!data) return now
  const isLikely =
    data.insertionTime <= after(now, minuteInMs) && data.insertionTime >= after(now, -30 * dayInMs)
  return isLikely ? data.insertionTime : now
}
