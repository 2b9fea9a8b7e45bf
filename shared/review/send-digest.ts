import * as z from 'zod'
import type { DeliveryAnswer, HandOver } from '../delivery/door'
import { leaseInMs } from '../delivery/next-step'
import type { Leave } from '../delivery/send-budget'
import { after, dayInMs, hourInMs, minuteInMs } from '../model/time'
import type { ComposedMessage } from '../reports/report-mail'
import type { Checkpoints } from '../storage/checkpoints'
import type { Concern } from './concern'

export type DigestSchedule = { readonly every: 'daily' | 'weekly'; readonly hourUtc: number }

export type SendDigestDeps = {
  readonly checkpoints: Checkpoints
  readonly schedule: DigestSchedule
  readonly readConcerns: () => Promise<readonly Concern[]>
  /** A place among the mails that may leave now, or why there is none. */
  readonly askLeave: () => Promise<Leave | { readonly why: string }>
  readonly compose: (concerns: readonly Concern[], name: string) => Promise<ComposedMessage>
  readonly deliver: (message: ComposedMessage, handOver: HandOver) => Promise<DeliveryAnswer>
  readonly now: () => Date
}

/** What became of the digest in this run. */
export type DigestOutcome =
  | { readonly state: 'sent'; readonly concerns: number }
  /** Nothing waits for a person. */
  | { readonly state: 'nothing' }
  /** It has not left and is tried again. */
  | { readonly state: 'waiting'; readonly why: string }
  /** This one is not tried again. */
  | { readonly state: 'refused' | 'unknown'; readonly why: string }

/** The row in Checkpoints. */
export const digestRow = 'digest'

const rowSchema = z.object({
  /** The instant from which on it is due. */
  period: z.string(),
  state: z.enum(['claimed', 'handing-over', 'waiting', 'nothing', 'sent', 'refused', 'unknown']),
  tries: z.int(),
  /** End of the lease, or of the wait for another try. */
  until: z.coerce.date(),
})

type DigestRow = z.infer<typeof rowSchema>

const mostTries = 6
const nextTry = (now: Date): Date => after(now, 30 * minuteInMs)

/**
 * Sends what waits for a person, once a period: it is claimed by compare-and-swap before it is composed, and marked
 * before its first byte leaves. A claim that ran out without that mark has sent nothing and is taken again; with it,
 * nobody knows, and it is not repeated.
 * @returns undefined where there was nothing to do
 */
export async function sendDigest(deps: SendDigestDeps): Promise<DigestOutcome | undefined> {
  const held = await deps.checkpoints.load(digestRow, rowSchema)
  const period = periodOf(deps.schedule, deps.now()).toISOString()
  const before = held?.value.period === period ? held.value : undefined
  if (before && before.until > deps.now()) return undefined
  const isLost = before?.state === 'handing-over'
  if (before && !isLost && (before.tries >= mostTries || !isOpen(before))) return undefined
  const save = (row: Omit<DigestRow, 'period'>, etag: string | undefined) =>
    deps.checkpoints.save(digestRow, { ...row, period }, etag)
  if (isLost) {
    const saved = await save({ ...before, state: 'unknown' }, held?.etag)
    return saved === undefined ? undefined : { state: 'unknown', why: 'whoever sent it has ended meanwhile' }
  }
  const concerns = await deps.readConcerns()
  const tries = before?.tries ?? 0
  if (concerns.length === 0) {
    await save({ state: 'nothing', tries, until: deps.now() }, held?.etag)
    return { state: 'nothing' }
  }
  const leave = await deps.askLeave()
  if ('why' in leave) {
    const saved = await save({ state: 'waiting', tries, until: nextTry(deps.now()) }, held?.etag)
    return saved === undefined ? undefined : { state: 'waiting', why: leave.why }
  }
  let mayHaveLeft = false
  try {
    const claim = { tries: tries + 1, until: after(deps.now(), leaseInMs) }
    const etag = await save({ ...claim, state: 'claimed' }, held?.etag)
    if (etag === undefined) return undefined
    mayHaveLeft = true
    return await attempt(deps, concerns, period, (state, last, until = claim.until) =>
      save({ tries: claim.tries, state, until }, last ?? etag),
    )
  } finally {
    await leave.end(mayHaveLeft)
  }
}

type Note = (state: DigestRow['state'], etag: string | undefined, until?: Date) => Promise<string | undefined>

async function attempt(
  deps: SendDigestDeps,
  concerns: readonly Concern[],
  period: string,
  note: Note,
): Promise<DigestOutcome | undefined> {
  let etag: string | undefined
  const message = await deps.compose(concerns, `digest-${period.slice(0, 13).toLowerCase()}`)
  const answer = await deps.deliver(message, async () => {
    etag = await note('handing-over', etag)
    return etag !== undefined
  })
  const outcome = outcomeOf(answer, concerns.length)
  if (!outcome) return undefined
  const again = outcome.state === 'waiting' ? nextTry(deps.now()) : deps.now()
  await note(outcome.state, etag, again)
  return outcome
}

function outcomeOf(answer: DeliveryAnswer, concerns: number): DigestOutcome | undefined {
  switch (answer.outcome) {
    case 'accepted':
      return { state: 'sent', concerns }
    case 'refused':
    case 'unknown':
      return { state: answer.outcome, why: answer.response }
    case 'deferred':
      return { state: 'waiting', why: answer.response }
    case 'paused':
      return { state: 'waiting', why: answer.reason }
    case 'hung-up':
      return undefined
  }
}

const isOpen = ({ state }: DigestRow): boolean => state === 'claimed' || state === 'waiting'

/** The last instant at which a digest fell due: of a day, or of a Monday. */
export function periodOf({ every, hourUtc }: DigestSchedule, now: Date): Date {
  const days = Math.floor((now.getTime() - hourUtc * hourInMs) / dayInMs)
  // Day 0 was a Thursday.
  const back = every === 'weekly' ? (days + 3) % 7 : 0
  return new Date((days - back) * dayInMs + hourUtc * hourInMs)
}
