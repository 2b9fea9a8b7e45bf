import type { Takedown } from '../reports/report'
import type { Observation } from './observation'

/** How many observations have to agree, and over which time, before an endpoint is taken to be gone. */
export type Agreement = { readonly count: number; readonly spreadInMs: number }

export type Look = {
  readonly at: Date
  readonly observation: Observation
  /** When the report left: what was seen before is what was reported. */
  readonly sentAt: Date
  /** When an alert last showed the endpoint at work. */
  readonly lastSeenAt: Date
}

/**
 * What is known about the endpoint after this look: the very same object when it brought nothing new. Pure, and of
 * two looks at nearly the same time only one counts, so two instances are as good as one.
 */
export function nextTakedown(before: Takedown | undefined, look: Look, agreement: Agreement): Takedown {
  const start: Takedown = before ?? { state: 'unknown', since: look.at }
  return observed(sighted(start, look), look, agreement)
}

/** A sighting counts if it is later than the report, than the endpoint's end, and than what was observed. */
function sighted(takedown: Takedown, { sentAt, lastSeenAt }: Look): Takedown {
  const { state, since, goneAt, absence } = takedown
  if (lastSeenAt <= (state === 'gone' ? since : sentAt)) return takedown
  const isContradicted = absence !== undefined && lastSeenAt > absence.firstAt
  const calm = isContradicted ? without(takedown) : takedown
  if (state === 'up' || state === 'back') return calm
  // The last sighting was known when the name was found to exist again.
  if (state === 'unknown' && goneAt && lastSeenAt <= goneAt) return calm
  return seenAtWork(calm, lastSeenAt)
}

function observed(takedown: Takedown, { observation, at }: Look, agreement: Agreement): Takedown {
  switch (observation.kind) {
    case 'none':
      return takedown
    case 'present':
      return takedown.state === 'gone' ? existsAgain(takedown, at) : without(takedown)
    case 'alive': {
      const isKnown = takedown.state === 'up' || takedown.state === 'back'
      return isKnown ? without(takedown) : seenAtWork(without(takedown), at)
    }
    case 'absent':
      return takedown.state === 'gone' ? takedown : missed(takedown, observation.why, at, agreement)
  }
}

function missed(takedown: Takedown, why: string, at: Date, agreement: Agreement): Takedown {
  const { absence } = takedown
  if (absence && at.getTime() - absence.lastAt.getTime() < leastGapInMs(agreement)) return takedown
  const next = {
    count: (absence?.count ?? 0) + 1,
    firstAt: absence?.firstAt ?? at,
    lastAt: at,
    why,
  }
  const spreadInMs = at.getTime() - next.firstAt.getTime()
  if (next.count < agreement.count || spreadInMs < agreement.spreadInMs) return { ...takedown, absence: next }
  const { goneAt = next.firstAt } = takedown
  return { state: 'gone', since: next.firstAt, goneAt, absence: next }
}

/** Half of what lies between evenly spread observations. */
const leastGapInMs = ({ count, spreadInMs }: Agreement): number =>
  count > 1 ? spreadInMs / (count - 1) / 2 : 0

function seenAtWork({ goneAt, absence }: Takedown, at: Date): Takedown {
  const kept = { ...(goneAt && { goneAt }), ...(absence && { absence }) }
  return { state: goneAt ? 'back' : 'up', since: at, ...kept }
}

/** Somebody has the name again; whether it serves what it did, no name server can say. */
const existsAgain = (takedown: Takedown, at: Date): Takedown => ({
  ...without(takedown),
  state: 'unknown',
  since: at,
})

/** Without the observations that something has contradicted. */
function without(takedown: Takedown): Takedown {
  if (!takedown.absence) return takedown
  const { absence: _absence, ...rest } = takedown
  return rest
}
