import { parseSchedule } from '../schedule'
import type { Clock } from './clock'
import type { Invocation } from './invoke'
import type { TypedData } from './rpc'

export type TimerListener = {
  /** Looks at the clock now rather than in a moment; called after it has jumped. */
  readonly tick: () => void
  readonly stop: () => void
}

const LOOK_EVERY_MS = 50

/**
 * Runs a timer function on its schedule, one invocation at a time. A schedule that was passed over, be it by a jump
 * of the clock or because the invocation before took long, is made up for once.
 */
export function startTimerListener(
  timer: { readonly schedule: string; readonly runOnStartup: boolean },
  clock: Clock,
  run: (data: TypedData) => Promise<Invocation>,
): TimerListener {
  const schedule = parseSchedule(timer.schedule)
  const state = {
    dueAt: timer.runOnStartup ? clock.now() : schedule.next(clock.now()),
    last: new Date(0),
    busy: false,
  }

  const tick = () => {
    const now = clock.now()
    if (state.busy || now < state.dueAt) return
    const next = schedule.next(now)
    const isPastDue = schedule.next(state.dueAt) <= now
    const data = timerInfo({ last: state.last, next, isPastDue })
    state.busy = true
    state.dueAt = next
    state.last = now
    void run(data).finally(() => (state.busy = false))
  }

  const looking = setInterval(tick, LOOK_EVERY_MS)
  return { tick, stop: () => clearInterval(looking) }
}

/** What the host hands to a timer function; the library changes the first letters to lower case. */
export function timerInfo(timer: {
  readonly last: Date
  readonly next: Date
  readonly isPastDue?: boolean
}): TypedData {
  const [last, next] = [timer.last.toISOString(), timer.next.toISOString()]
  return {
    json: JSON.stringify({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: last, LastUpdated: last, Next: next },
      IsPastDue: timer.isPastDue ?? false,
    }),
  }
}
