import { Cron } from 'croner'

/** When a timer function runs. */
export type Schedule = {
  /** The first occurrence later than this. */
  readonly next: (after: Date) => Date
}

/**
 * NCRONTAB as Functions writes it: six fields, seconds first, UTC, 0 and 7 both Sunday.
 * @throws when the expression is not one
 */
export function parseSchedule(expression: string): Schedule {
  const cron = new Cron(expression, { mode: '6-part', timezone: 'UTC', paused: true })
  return {
    next: (after) => {
      const next = cron.nextRun(after)
      if (next === null) throw new Error(`schedule ${expression} never comes due again`)
      return next
    },
  }
}
