import * as z from 'zod'
import type { ReportId } from '../model/report-id'
import { hourInMs, secondInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'

/**
 * Stops what would leave by itself when too many endpoints appear at once: an alert rule gone wild, or a feed that
 * names the wrong addresses, must not become a hundred reports.
 */
export type Breaker = {
  /**
   * Whether one more report may be filed without a person. Asked again for the same report soon, it answers the
   * same, so a run that was killed before it filed counts once; once it is forgotten, it is held at worst.
   */
  readonly admits: (id: ReportId) => Promise<boolean>
  /** Whether the next one would be held; counts nothing. */
  readonly isOpen: () => Promise<boolean>
}

export type BreakerDeps = {
  readonly checkpoints: Checkpoints
  readonly newEndpointsPerHour: number
  /** Told when it opens, once until it has closed again. */
  readonly onOpen: () => void
  readonly now: () => Date
}

/** The row in Checkpoints. Whoever removes it closes the breaker. */
export const breakerRow = 'breaker'

export const breakerSchema = z.object({
  /** How many wanted to leave by themselves, in spans of ten seconds that end at that second since 1970. */
  wanted: z.array(z.tuple([z.number(), z.number()])),
  /** The latest of them, with what they were told. */
  told: z.array(z.object({ id: z.string(), admitted: z.boolean() })),
  /** Since when it holds. */
  openSince: z.coerce.date().exactOptional(),
})

type State = z.infer<typeof breakerSchema>

const spanInS = 10
/** More than all instances together have in hand when they are killed. */
const toldInMind = 100

/** Closes by itself when fewer than the limit wanted to leave within an hour. */
export function breaker(deps: BreakerDeps): Breaker {
  return {
    admits: (id) => admit(deps, id),
    isOpen: async () => {
      const held = await deps.checkpoints.load(breakerRow, breakerSchema)
      return held !== undefined && countOf(lately(held.value, deps.now())) >= deps.newEndpointsPerHour
    },
  }
}

async function admit(deps: BreakerDeps, id: ReportId): Promise<boolean> {
  for (;;) {
    const held = await deps.checkpoints.load(breakerRow, breakerSchema)
    const before: State = held?.value ?? { wanted: [], told: [] }
    const wanted = lately(before, deps.now())
    const known = before.told.find((one) => one.id === id)
    if (known && (known.admitted || wanted.length > 0)) return known.admitted
    const admitted = countOf(wanted) < deps.newEndpointsPerHour
    const next: State = {
      wanted: oneMore(wanted, deps.now()),
      told: [...before.told.filter((one) => one.id !== id), { id, admitted }].slice(-toldInMind),
      ...(!admitted && { openSince: before.openSince ?? deps.now() }),
    }
    if ((await deps.checkpoints.save(breakerRow, next, held?.etag)) === undefined) continue
    if (!admitted && !before.openSince) deps.onOpen()
    return admitted
  }
}

const lately = ({ wanted }: State, now: Date): State['wanted'] =>
  wanted.filter(([end]) => end * secondInMs > now.getTime() - hourInMs)

const countOf = (wanted: State['wanted']): number => wanted.reduce((sum, [, count]) => sum + count, 0)

function oneMore(wanted: State['wanted'], now: Date): State['wanted'] {
  const end = Math.ceil(now.getTime() / secondInMs / spanInS) * spanInS
  const count = wanted.find(([span]) => span === end)?.[1] ?? 0
  return [...wanted.filter(([span]) => span !== end), [end, count + 1]]
}
