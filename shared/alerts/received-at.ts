import * as z from 'zod'
import { after, dayInMs, minuteInMs } from '../model/time'

const stamp = z.object({ insertionTime: z.coerce.date() })

/**
 * When a message was put into its queue: the same at every delivery of it, so that what is written under it is written
 * once. The host lets members of the message take the place of those of the metadata: a message that has one of this name,
 * in whatever case, is as new as its delivery, and so is what cannot be true.
 */
export function receivedAt(metadata: unknown, message: unknown, now: Date): Date {
  const { data } = stamp.safeParse(metadata)
  if (!data || hasStampOfItsOwn(message)) return now
  const isLikely =
    data.insertionTime <= after(now, minuteInMs) && data.insertionTime >= after(now, -30 * dayInMs)
  return isLikely ? data.insertionTime : now
}

const hasStampOfItsOwn = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  Object.keys(message).some((key) => key.toLowerCase() === 'insertiontime')
