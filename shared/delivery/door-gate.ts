import * as z from 'zod'
import { after, minuteInMs } from '../model/time'
import type { Report } from '../reports/report'
import type { Checkpoints } from '../storage/checkpoints'
import type { Door as AnyDoor } from './door'
import type { Leave, SendBudget } from './send-budget'

type Door = Pick<AnyDoor, 'name' | 'tryLogin'>
export type Shut = { readonly until: Date; readonly why: string }

/** What stands between a claim and a door: the switch that stops everything, the door's own pause, the caps. */
export type DoorGate = {
  /**
   * Asked right before a claim. A paused door whose time has come tries its login here. The place that it takes in the
   * budget is to be settled when the attempt is over.
   */
  readonly enter: (door: Door, report: Report) => Promise<Leave | Shut>
  /**
   * Shuts the door, not the report: a failed login would fail every report alike.
   * @param until when the other side wants to be asked again, where it said so
   */
  readonly pause: (door: Door, reason: string, remedy: string, until?: Date) => Promise<void>
}

export type DoorGateDeps = {
  readonly checkpoints: Checkpoints
  /** Why nothing of this report may leave now; undefined where it may. */
  readonly whyStopped: (report: Report) => Promise<string | undefined>
  readonly budget: SendBudget
  readonly log: (event: string, fields: Readonly<Record<string, unknown>>) => void
  readonly now: () => Date
}

const pauseSchema = z.object({
  reason: z.string(),
  remedy: z.string(),
  since: z.coerce.date(),
  nextTryAt: z.coerce.date(),
})
const tryAgainAfterMs = 15 * minuteInMs
const rowOf = (door: Door) => `door-${door.name}`

export function doorGate(deps: DoorGateDeps): DoorGate {
  return {
    enter: async (door, report) => {
      const why = await deps.whyStopped(report)
      if (why !== undefined) return { until: after(deps.now(), 5 * minuteInMs), why }
      return (await checkPause(deps, door)) ?? deps.budget.ask()
    },
    pause: async (door, reason, remedy, until) => {
      const nextTryAt = until ?? after(deps.now(), tryAgainAfterMs)
      deps.log('door paused', { door: door.name, reason, remedy, nextTryAt })
      const known = await deps.checkpoints.load(rowOf(door), pauseSchema)
      const since = known?.value.since ?? deps.now()
      await deps.checkpoints.save(
        rowOf(door),
        { ...pauseNow(deps, reason, remedy, since), nextTryAt },
        known?.etag,
      )
    },
  }
}

const pauseNow = (deps: DoorGateDeps, reason: string, remedy: string, since: Date) => ({
  reason,
  remedy,
  since,
  nextTryAt: after(deps.now(), tryAgainAfterMs),
})

async function checkPause(deps: DoorGateDeps, door: Door): Promise<Shut | undefined> {
  const paused = await deps.checkpoints.load(rowOf(door), pauseSchema)
  if (!paused) return undefined
  const { reason, remedy, since, nextTryAt } = paused.value
  if (nextTryAt > deps.now()) return { until: nextTryAt, why: `door ${door.name} is paused: ${reason}` }
  const login = await door.tryLogin()
  if (login.ok) {
    await deps.checkpoints.remove(rowOf(door))
    deps.log('door resumed', { door: door.name, pausedSince: since })
    return undefined
  }
  await deps.checkpoints.save(rowOf(door), pauseNow(deps, login.reason, remedy, since), paused.etag)
  return { until: after(deps.now(), tryAgainAfterMs), why: `door ${door.name} is paused: ${login.reason}` }
}
