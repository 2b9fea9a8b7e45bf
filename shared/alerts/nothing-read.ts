import * as z from 'zod'
import type { Checkpoints } from '../storage/checkpoints'
import { countRecent, recentCountSchema } from '../storage/recent-counts'
import { alertSources, type AlertSource } from './alert'

/** An alert in which nothing of the other side was read, though it names something public. */
export type NothingRead = {
  readonly source: AlertSource
  readonly format: string
  readonly alertId: string
  /** Paths of members that hold it. */
  readonly members: readonly string[]
}

const example = z.object({ alertId: z.string(), at: z.coerce.date(), members: z.array(z.string()) })
const pair = recentCountSchema.extend({
  source: z.enum(alertSources),
  format: z.string(),
  examples: z.array(example),
})

/** Sources and dialects in whose alerts nothing was read lately. */
export const nothingReadCounts = { row: 'nothing-read', schema: z.array(pair) }

const MOST_EXAMPLES = 3
const MOST_MEMBERS = 5

/** @returns true where a pair of source and dialect begins to yield nothing, to one caller only */
export function noteNothingRead(checkpoints: Checkpoints, seen: NothingRead, at: Date): Promise<boolean> {
  const { source, alertId } = seen
  const format = seen.format.slice(0, 80)
  const members = seen.members.slice(0, MOST_MEMBERS).map((path) => path.slice(0, 80))
  const example = { alertId: alertId.slice(0, 80), at, members }
  return countRecent(
    checkpoints,
    nothingReadCounts,
    (one) => one.source === source && one.format === format,
    (known, count) => ({
      ...{ ...count, source, format },
      examples: [example, ...(known?.examples ?? [])].slice(0, MOST_EXAMPLES),
    }),
    at,
  )
}
