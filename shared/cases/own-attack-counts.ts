import * as z from 'zod'
import type { Alert } from '../alerts/alert'
import type { Checkpoints } from '../storage/checkpoints'
import { countRecent, recentCountSchema } from '../storage/recent-counts'
import { ownAttackerOf } from './own-attack'

const machine = recentCountSchema.extend({ machine: z.string(), alertIds: z.array(z.string()) })

/** Machines of ours that attacked others lately, by what alerts say. */
export const ownAttackCounts = { row: 'own-attacks', schema: z.array(machine) }

const MOST_ALERT_IDS = 5

/** Counts an alert once, as long as its id is among the last few of its machine. */
export async function noteOwnAttack(checkpoints: Checkpoints, alert: Alert, at: Date): Promise<void> {
  const machine = ownAttackerOf(alert).slice(0, 120)
  const alertId = alert.id.slice(0, 80)
  await countRecent(
    checkpoints,
    ownAttackCounts,
    (one) => one.machine === machine,
    (known, count) => {
      const before = known?.alertIds ?? []
      if (before.includes(alertId)) return undefined
      return { ...count, machine, alertIds: [alertId, ...before].slice(0, MOST_ALERT_IDS) }
    },
    at,
  )
}
