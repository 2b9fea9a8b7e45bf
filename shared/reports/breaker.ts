import { z } from 'zod'
import type { ReportId } from '../model/report-id'
import { after, hourInMs } from '../model/time'
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

/** The latest reports that wanted to leave by themselves, oldest first: no more than it takes to see that they are too many. */
export const breakerSchema = z.object({
  wanted: z.array(z.object({ id: z.string(), at: z.coerce.date(), admitted: z.boolean() })),
  /** Since when it holds. */
  openSince: z.coerce.date().exactOptional(),
})

type State = z.infer<typeof breakerSchema>

/** Closes by itself when no more than the limit wanted to leave within an hour. */
export function breaker(deps: BreakerDeps): Breaker {
  return {
    admits: (id) => admit(deps, id),
    isOpen: async () => {
      const held = await deps.checkpoints.load(breakerRow, breakerSchema)
      return held !== undefined && lately(held.value, deps.now()).length >= deps.newEndpointsPerHour
    },
  }
}

async function admit(deps: BreakerDeps, id: ReportId): Promise<boolean> {
  for (;;) {
    const held = await deps.checkpoints.load(breakerRow, breakerSchema)
    const before: State = held?.value ?? { wanted: [] }
    const wanted = lately(before, deps.now())
    if (before.wanted.some((one) => one.id === id && one.admitted)) return true
    if (wanted.some((one) => one.id === id)) return false
    const admitted = wanted.length < deps.newEndpointsPerHour
    const next: State = {
      wanted: [...wanted, { id, at: deps.now(), admitted }].slice(-deps.newEndpointsPerHour),
      ...(!admitted && { openSince: before.openSince ?? deps.now() }),
    }
    if ((await deps.checkpoints.save(breakerRow, next, held?.etag)) === undefined) continue
    if (!admitted && !before.openSince) deps.onOpen()
    return admitted
  }
}

const lately = ({ wanted }: State, now: Date) => wanted.filter(({ at }) => at > after(now, -hourInMs))
