import type { AppFunction } from '../app'
import type { FromHost } from '../protocol'
import { parseSchedule } from '../schedule'
import type { Schedule } from '../schedule'
import type { World } from '../world/world'

/** What the app has been seen doing, across its deaths. */
export type AppRecord = {
  readonly schedules: ReadonlyMap<string, Schedule>
  /** When each timer function last began; a start of the app counts as one for all of them. */
  readonly lastStart: ReadonlyMap<string, Date>
  /** Timer functions that have not ended well since the app was started, since they last failed or were given work. */
  readonly owed: ReadonlySet<string>
  /** How many mails lay in the mailbox when trackReplies last began and ended well. */
  readonly mailsSeen: () => number
  /** How often a function has ended, well or not. */
  readonly ends: (functionName: string) => number
  /** There is something for this timer function to do, so its next run is waited for. */
  readonly owe: (functionName: string) => void
}

/** Six times a day at most, and nothing waits for it. */
const NEVER_OWED = 'refreshOwnership'

export function createAppRecord(world: World): AppRecord & {
  readonly noteStart: (functions: readonly AppFunction[]) => void
  readonly note: (message: FromHost) => void
} {
  const schedules = new Map<string, Schedule>()
  const lastStart = new Map<string, Date>()
  const owed = new Set<string>()
  const ends = new Map<string, number>()
  const mails = { atStart: 0, seen: 0 }

  const noteEnd = (name: string, isGood: boolean) => {
    ends.set(name, (ends.get(name) ?? 0) + 1)
    if (!isGood && schedules.has(name)) owed.add(name)
    if (isGood) owed.delete(name)
    if (isGood && name === 'trackReplies') mails.seen = mails.atStart
  }
  return {
    ...{ schedules, lastStart, owed },
    mailsSeen: () => mails.seen,
    ends: (name) => ends.get(name) ?? 0,
    owe: (name) => void owed.add(name),
    noteStart: (functions) => {
      for (const { name, detail } of functions.filter(({ kind }) => kind === 'timer')) {
        schedules.set(name, parseSchedule(detail))
        lastStart.set(name, world.clock.now())
        if (name !== NEVER_OWED) owed.add(name)
      }
    },
    note: (message) => {
      if (message.type === 'started' && schedules.has(message.function))
        lastStart.set(message.function, world.clock.now())
      if (message.type === 'started' && message.function === 'trackReplies') mails.atStart = world.delivered()
      if (message.type === 'ended') noteEnd(message.function, message.error === undefined)
    },
  }
}
