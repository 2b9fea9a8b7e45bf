import type { Version } from './tenant'

export type Outage = { readonly fromInMs: number; readonly toInMs: number }

export type Outcome = {
  readonly name: string
  readonly versions: number
  /** Never queued, though Graph showed them for at least half an hour, and not {@link overtaken}. */
  readonly lost: number
  /** Replaced by a newer change before the catch-up came to them; that newer change is queued. */
  readonly overtaken: number
  readonly messagesPerAlert: number
  /** The longest from the moment when Graph shows a change until it is queued; what it showed late, and an outage, apart. */
  readonly lagInMinutes: number
  /** From the end of an outage until all that changed in it is queued. */
  readonly catchUpInHours: number
  readonly requests: number
  /** Most requests in any 60 seconds. */
  readonly mostPerMinute: number
  /** Lines in the log that tell of something, by event. */
  readonly lines: Readonly<Record<string, number>>
}

const minuteInMs = 60_000

/** @param down when the program did not run, in milliseconds since the beginning. */
export function outcomeOf(
  { name, down }: { readonly name: string; readonly down?: Outage | undefined },
  versions: readonly Version[],
  askedAt: readonly number[],
  lines: Readonly<Record<string, number>>,
): Outcome {
  const meant = versions.filter((version) => isMeantToBeSeen(version, down))
  const caughtUpAt = caughtUp(meant, down)
  const missing = meant.filter(({ queuedAt }) => queuedAt === undefined)
  const newest = newestQueued(versions)
  const overtaken = missing.filter(
    (version) => version.replacedAt <= caughtUpAt && (newest.get(version.name)?.at ?? 0) > version.at,
  )
  const queued = versions.filter(({ queuedAt }) => queuedAt !== undefined)
  const messages = versions.reduce((sum, version) => sum + version.messages, 0)
  return {
    name,
    versions: versions.length,
    lost: missing.length - overtaken.length,
    overtaken: overtaken.length,
    messagesPerAlert: messages / Math.max(1, queued.length),
    lagInMinutes: longestLag(meant, down) / minuteInMs,
    catchUpInHours: (caughtUpAt - (down?.toInMs ?? 0)) / 3600_000,
    requests: askedAt.length,
    mostPerMinute: mostWithin(askedAt, minuteInMs),
    lines,
  }
}

const isLate = ({ at, visibleAt }: Version): boolean => visibleAt - at / 10_000 > 10 * minuteInMs

const isOfOutage = ({ visibleAt }: Version, down: Outage | undefined): boolean =>
  down !== undefined && visibleAt >= down.fromInMs - 10 * minuteInMs && visibleAt < down.toInMs

function isMeantToBeSeen(version: Version, down: Outage | undefined): boolean {
  // Found by the daily re-sweep, if nothing newer has taken its place by then.
  if (isLate(version)) return version.replacedAt === Infinity
  const isHidden = isOfOutage(version, down) && version.replacedAt <= (down?.toInMs ?? 0) + 30 * minuteInMs
  return version.replacedAt - version.visibleAt > 30 * minuteInMs && !isHidden
}

/** When the last change of the outage was queued; 0 where there was none. */
function caughtUp(meant: readonly Version[], down: Outage | undefined): number {
  let at = down?.toInMs ?? 0
  for (const version of meant)
    if (isOfOutage(version, down) && !isLate(version)) at = Math.max(at, version.queuedAt ?? 0)
  return at
}

function newestQueued(versions: readonly Version[]): ReadonlyMap<string, Version> {
  const newest = new Map<string, Version>()
  for (const version of versions)
    if (version.queuedAt !== undefined && version.at > (newest.get(version.name)?.at ?? -Infinity))
      newest.set(version.name, version)
  return newest
}

function longestLag(meant: readonly Version[], down: Outage | undefined): number {
  let lag = 0
  for (const version of meant)
    if (!isOfOutage(version, down) && !isLate(version))
      lag = Math.max(lag, (version.queuedAt ?? 0) - version.visibleAt)
  return lag
}

function mostWithin(askedAt: readonly number[], spanInMs: number): number {
  let first = 0
  let most = 0
  askedAt.forEach((at, index) => {
    while ((askedAt[first] ?? at) <= at - spanInMs) first += 1
    most = Math.max(most, index - first + 1)
  })
  return most
}
