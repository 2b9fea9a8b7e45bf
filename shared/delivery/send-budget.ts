import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { after, minuteInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import { leaseInMs } from './next-step'
import { type Caps, type Full, fullAt, nothingSpent, settle, type Spent, take, tidied } from './spent-budget'

/** Leave to send one mail. */
export type Leave = {
  /** To be called when the attempt is over. False gives the place back: nothing has left. */
  readonly end: (mayHaveLeft: boolean) => Promise<void>
}

export type SendBudget = {
  /** A place in every window, or until when there is none. */
  readonly ask: () => Promise<Leave | Full>
}

export type SendBudgetDeps = {
  readonly checkpoints: Checkpoints
  readonly caps: Caps
  readonly now: () => Date
}

/** The row in Checkpoints. */
export const budgetRow = 'send-budget'

export const spentSchema: z.ZodType<Spent> = z.object({
  left: z.array(z.tuple([z.number(), z.number()]).readonly()),
  open: z.array(z.object({ id: z.string(), until: z.number() })),
})

/**
 * One budget for every door and every instance, kept by compare-and-swap. A mail counts from before its claim until a
 * window after it has left, so no minute, hour or day at the server sees more than its cap. Who dies in between leaves
 * a place taken that nobody used: fewer mails leave, never more. Made anew for every run.
 */
export function sendBudget(deps: SendBudgetDeps): SendBudget {
  let full: Full | undefined
  let sentAway = 0
  return {
    ask: async () => {
      if (full && full.until <= deps.now()) full = undefined
      const id = randomUUID()
      full ??= await takePlace(deps, id)
      if (!full) return { end: (mayHaveLeft) => endLeave(deps, id, mayHaveLeft) }
      // Whoever comes later gets a later turn, so that a long queue is not looked at whole every minute.
      const turn = Math.floor(sentAway++ / deps.caps.perMinute)
      return { ...full, until: after(full.until, turn * minuteInMs) }
    },
  }
}

async function takePlace(deps: SendBudgetDeps, id: string): Promise<Full | undefined> {
  let full: Full | undefined
  await change(deps, (spent, now) => {
    full = undefined
    if (isOpen(spent, id)) return undefined
    full = fullAt(spent, deps.caps, now)
    return full ? undefined : take(spent, id, after(now, leaseInMs))
  })
  return full
}

const endLeave = (deps: SendBudgetDeps, id: string, mayHaveLeft: boolean): Promise<void> =>
  change(deps, (spent, now) => (isOpen(spent, id) ? settle(spent, id, mayHaveLeft, now) : undefined))

const isOpen = ({ open }: Spent, id: string): boolean => open.some((one) => one.id === id)

/** Somebody who was faster changes what is decided upon; so do we, when a change took place whose answer was lost. */
async function change(
  { checkpoints, now }: SendBudgetDeps,
  decide: (spent: Spent, now: Date) => Spent | undefined,
): Promise<void> {
  for (;;) {
    const held = await checkpoints.load(budgetRow, spentSchema)
    const next = decide(tidied(held?.value ?? nothingSpent, now()), now())
    if (!next || (await checkpoints.save(budgetRow, next, held?.etag)) !== undefined) return
  }
}
