import { after, dayInMs, hourInMs, minuteInMs, secondInMs } from '../model/time'

/** How many mails may leave in any minute, any hour and any day, wherever it begins. */
export type Caps = { readonly perMinute: number; readonly perHour: number; readonly perDay: number }

/** What has left, and what is just leaving. Plain JSON. */
export type Spent = {
  /** Mails that had left by that second since 1970, oldest first. Rounded up only: never forgotten too early. */
  readonly left: readonly (readonly [second: number, mails: number])[]
  /** Taken and not yet settled: counts as leaving now, until whoever took it must have ended. */
  readonly open: readonly { readonly id: string; readonly until: number }[]
}

export const nothingSpent: Spent = { left: [], open: [] }

const windows = [
  { cap: 'perMinute', words: 'a minute', inMs: minuteInMs },
  { cap: 'perHour', words: 'an hour', inMs: hourInMs },
  { cap: 'perDay', words: 'a day', inMs: dayInMs },
] as const

export type Full = { readonly until: Date; readonly why: string }

/** Which cap is reached, and when there may be room again; undefined while there is room. */
export function fullAt(spent: Spent, caps: Caps, now: Date): Full | undefined {
  const full = windows.flatMap(({ cap, words, inMs }) => {
    const until = roomFrom(spent, caps[cap], inMs, now)
    return until ? [{ until, why: `${caps[cap]} mails have left within ${words} (SEND_PER_DAY)` }] : []
  })
  return full.toSorted((a, b) => b.until.getTime() - a.until.getTime())[0]
}

/** When the mail that fills this window falls out of it. */
function roomFrom({ left, open }: Spent, cap: number, inMs: number, now: Date): Date | undefined {
  const inside = left.filter(([second]) => second * secondInMs + inMs > now.getTime())
  let over = inside.reduce((sum, [, mails]) => sum + mails, open.length) - cap
  if (over < 0) return undefined
  for (const [second, mails] of inside) {
    over -= mails
    if (over < 0) return new Date(second * secondInMs + inMs)
  }
  // What is just leaving fills it alone.
  return after(now, minuteInMs)
}

export const take = (spent: Spent, id: string, until: Date): Spent => ({
  ...spent,
  open: [...spent.open, { id, until: until.getTime() }],
})

/** @param used whether a mail may have left by now; where it certainly has not, its place is free again */
export function settle(spent: Spent, id: string, used: boolean, now: Date): Spent {
  const open = spent.open.filter((one) => one.id !== id)
  return { open, left: used ? stamped(spent.left, now.getTime()) : spent.left }
}

/** Forgets what is in no window any more, and takes for left what nobody has settled in time. */
export function tidied({ left, open }: Spent, now: Date): Spent {
  const over = open.filter(({ until }) => until <= now.getTime())
  const known = over.reduce((all, { until }) => stamped(all, until), left)
  const kept = known.filter(([second]) => second * secondInMs + dayInMs > now.getTime())
  return { left: merged(kept.map(coarser(now))), open: open.filter((one) => !over.includes(one)) }
}

type Left = Spent['left']

const stamped = (left: Left, at: number): Left =>
  merged([...left, [Math.ceil(at / secondInMs), 1] as const].toSorted(([a], [b]) => a - b))

function merged(left: Left): Left {
  const mails = new Map<number, number>()
  for (const [second, count] of left) mails.set(second, (mails.get(second) ?? 0) + count)
  return [...mails]
}

/**
 * What has left the window of a minute is kept to ten seconds, what has left that of an hour to five minutes, so that a
 * day fits into one cell whatever the caps. Rounding up must not bring it back into the window it has left.
 */
function coarser(now: Date) {
  return ([second, mails]: Left[number]): Left[number] => {
    const age = now.getTime() / secondInMs - second
    const grain = age >= 3600 + 300 ? 300 : age >= 60 + 10 ? 10 : 1
    return [Math.ceil(second / grain) * grain, mails]
  }
}
