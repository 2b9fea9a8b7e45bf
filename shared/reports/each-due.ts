import { after, hourInMs, minuteInMs } from '../model/time'
import type { Agenda, Due, LookColumn } from './agenda'

export type EachDueDeps = {
  readonly agenda: Agenda
  readonly now: () => Date
  /** Asked before each report: once true, the rest waits for the next run. */
  readonly isTimeUp: () => boolean
}

export type Round<T> = {
  /** How many were looked at, those that failed included. */
  readonly looked: number
  /** What the looks came to, where they came to anything. */
  readonly found: readonly T[]
}

/** Longer than a run, so that what fails does not come first in the next one too. */
const failedWaitsForMs = 5 * minuteInMs

/**
 * One report after the other, the longest waiting first, so that each has its turn however many there are. One that
 * fails does not keep the rest from theirs, today or ever.
 * @param look is told how long the report may rest afterwards
 * @throws AggregateError with what failed, at the end
 */
export async function eachDue<T>(
  { agenda, now, isTimeUp }: EachDueDeps,
  column: LookColumn,
  look: (due: Due, restInMs: number) => Promise<T | undefined>,
): Promise<Round<T>> {
  const { longest, count } = await agenda.listDue(column, now())
  const restInMs = restAmong(count)
  const found: T[] = []
  const faults: Error[] = []
  let looked = 0
  for (const due of longest) {
    if (isTimeUp()) break
    looked += 1
    try {
      const result = await look(due, restInMs)
      if (result !== undefined) found.push(result)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'failed'
      if (faults.length < mostFaults) faults.push(new Error(`report ${due.reportId}: ${why}`, { cause }))
      // Where that fails too, it merely keeps its place.
      await agenda.putOff(due, after(now(), failedWaitsForMs)).catch(() => undefined)
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, faults.map((fault) => fault.message).join('; '))
  return { looked, found }
}

const mostFaults = 100

/** So many looks an hour are easily made: ten operations each are 100,000, at 6 ms ten minutes. */
const looksAnHour = 10_000
const longestRestInHours = 24

/** An hour between two looks, and longer the more of them wait: a day at most. */
export const restAmong = (waiting: number): number =>
  Math.min(Math.max(1, waiting / looksAnHour), longestRestInHours) * hourInMs
