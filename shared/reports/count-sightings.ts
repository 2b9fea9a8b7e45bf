import type { CountedSighting } from '../cases/sighting'
import type { ReportId } from '../model/report-id'
import { after, earlier, later, minuteInMs } from '../model/time'
import type { Report, Tally } from './report'

/** Longer than any run may take to write a sighting it has stamped. */
const settlesAfterMs = 15 * minuteInMs

export type ListSightings = (
  caseKey: string,
  reportId: ReportId,
  changedAfter?: Date,
) => AsyncIterable<{ readonly sighting: CountedSighting }>

/** What the sightings say at this look. */
export type SightingsNow = {
  readonly tally: Tally
  /** Any of them still stands. */
  readonly stands: boolean
  /** Added or changed lately, oldest knowledge left out. */
  readonly recent: readonly CountedSighting[]
}

/**
 * Counts only what is new, and reads the rest only up to the first sighting that still stands. Where one has been ruled
 * out, all are read: when the endpoint was seen is said by those that stand, and by what was found besides.
 */
export async function countSightings(list: ListSightings, report: Report, now: Date): Promise<SightingsNow> {
  const { id, caseKey, tally } = report
  const recent: CountedSighting[] = []
  for await (const { sighting } of list(caseKey, id, tally.settledTo)) recent.push(sighting)
  const standing = recent.filter((sighting) => sighting.stands)
  const stands = standing.length > 0 || (await anyStands(list, report))
  const isAnyOut = standing.length < recent.length
  const isWhole = isAnyOut || tally.settledTo.getTime() === 0
  const seen = isAnyOut && stands ? await spanOf(list, report) : standing.reduce<Span>(widened, {})
  const { firstAt, lastAt } = report.enrichment?.connections ?? {}
  const before = isWhole ? { firstActivityAt: firstAt, lastActivityAt: lastAt } : spanNow(tally)
  return { tally: nextTally(tally, recent, widened(before, seen), now), stands, recent }
}

/** From the first time that an endpoint was seen to the last. */
type Span = { readonly firstActivityAt?: Date | undefined; readonly lastActivityAt?: Date | undefined }

const spanNow = ({ firstSeenAt, lastSeenAt }: Tally): Span => ({
  firstActivityAt: firstSeenAt,
  lastActivityAt: lastSeenAt,
})

const widened = (a: Span, b: Span): Span => ({
  firstActivityAt: earlier(a.firstActivityAt, b.firstActivityAt),
  lastActivityAt: later(a.lastActivityAt, b.lastActivityAt),
})

/** By all sightings of the report that stand. */
async function spanOf(list: ListSightings, { caseKey, id }: Report): Promise<Span> {
  let span: Span = {}
  for await (const { sighting } of list(caseKey, id)) if (sighting.stands) span = widened(span, sighting)
  return span
}

/** Whether any sighting of the report still stands; reads up to the first. */
export async function anyStands(list: ListSightings, { caseKey, id }: Report): Promise<boolean> {
  for await (const { sighting } of list(caseKey, id)) if (sighting.stands) return true
  return false
}

function nextTally(tally: Tally, recent: readonly CountedSighting[], seen: Span, now: Date): Tally {
  const added = recent.filter((sighting) => sighting.addedAt > tally.settledTo)
  const settledTo = after(now, -settlesAfterMs)
  const settled = added.filter((sighting) => sighting.addedAt <= settledTo)
  return {
    count: Math.max(1, tally.settledCount + added.length),
    firstSeenAt: seen.firstActivityAt ?? tally.firstSeenAt,
    lastSeenAt: seen.lastActivityAt ?? tally.lastSeenAt,
    settledCount: tally.settledCount + settled.length,
    settledTo: later(settledTo, tally.settledTo) ?? settledTo,
  }
}

/** The same numbers to a reader; the bookkeeping alone is not worth a write. */
export const isSameTally = (a: Tally, b: Tally): boolean =>
  a.count === b.count &&
  a.firstSeenAt.getTime() === b.firstSeenAt.getTime() &&
  a.lastSeenAt.getTime() === b.lastSeenAt.getTime() &&
  a.settledCount === b.settledCount
