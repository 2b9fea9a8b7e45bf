import * as z from 'zod'
import { after, dayInMs, minuteInMs } from '../model/time'
import type { Checkpoints } from './checkpoints'

/** How many requests a service takes: in any minute, and per day of UTC. */
export type QuotaLimits = { readonly perMinute: number; readonly perDay?: number }

/** What may still be asked of a service, by all instances together. */
export type Quota = {
  /** Takes leave for one request; else the instant before which there is none. */
  readonly take: () => Promise<Date | undefined>
  /** The service has had enough: nobody gets leave before then. */
  readonly rest: (until: Date) => Promise<void>
}

const usageSchema = z.object({
  /** Requests of the last minute, in milliseconds since 1970. */
  recent: z.array(z.number()),
  /** Day of UTC, and the requests in it. */
  day: z.number(),
  inDay: z.number(),
  restUntil: z.number().exactOptional(),
})

type Usage = z.infer<typeof usageSchema>

/** Counted in one row by compare-and-swap, before a request goes out: a request too few, never one too many. */
export function quotaOf(checkpoints: Checkpoints, name: string, limits: QuotaLimits, now: () => Date): Quota {
  const change = async (decide: (usage: Usage, at: Date) => Usage | Date): Promise<Date | undefined> => {
    for (;;) {
      const held = await checkpoints.load(name, usageSchema)
      const next = decide(currentUsage(held?.value, now()), now())
      if (next instanceof Date) return next
      if ((await checkpoints.save(name, next, held?.etag)) !== undefined) return undefined
    }
  }
  return {
    take: () => change((usage, at) => freeAt(usage, limits, at) ?? taken(usage, at)),
    rest: async (until) => {
      await change((usage) => ({ ...usage, restUntil: Math.max(until.getTime(), usage.restUntil ?? 0) }))
    },
  }
}

const dayOf = (at: Date): number => Math.floor(at.getTime() / dayInMs)

function currentUsage(stored: Usage | undefined, now: Date): Usage {
  const { recent = [], day, inDay = 0, restUntil } = stored ?? {}
  const today = dayOf(now)
  return {
    recent: recent.filter((at) => at > now.getTime() - minuteInMs),
    day: today,
    inDay: day === today ? inDay : 0,
    ...(restUntil !== undefined && restUntil > now.getTime() && { restUntil }),
  }
}

function freeAt({ recent, inDay, restUntil }: Usage, limits: QuotaLimits, now: Date): Date | undefined {
  if (restUntil !== undefined) return new Date(restUntil)
  if (inDay >= (limits.perDay ?? Infinity)) return new Date((dayOf(now) + 1) * dayInMs)
  if (recent.length < limits.perMinute) return undefined
  return after(new Date(recent[0] ?? now.getTime()), minuteInMs)
}

const taken = (usage: Usage, at: Date): Usage => ({
  ...usage,
  recent: [...usage.recent, at.getTime()],
  inDay: usage.inDay + 1,
})
