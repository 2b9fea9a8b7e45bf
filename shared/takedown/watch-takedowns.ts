import type { ReportId } from '../model/report-id'
import { after, dayInMs, later } from '../model/time'
import type { Agenda, Due } from '../reports/agenda'
import { changeReport } from '../reports/change-report'
import { eachDue } from '../reports/each-due'
import type { Report, Takedown } from '../reports/report'
import type { ReportStore } from '../reports/report-store'
import { watchedSince } from '../reports/watched'
import { type Agreement, type Look, nextTakedown } from './next-takedown'
import type { Observation } from './observation'
import { nextLookAt } from './watch-schedule'

/** What the alerts say about the endpoint of a report since it was opened. */
export type SeenSince = {
  readonly lastSeenAt?: Date
  /** A newer report about the same endpoint, which is watched from then on. */
  readonly newer?: ReportId
}

export type WatchTakedownsDeps = {
  readonly store: ReportStore
  readonly agenda: Agenda
  readonly seenSince: (report: Report) => Promise<SeenSince>
  /** One look from outside; undefined where nobody is to be asked about this endpoint. */
  readonly observe: (report: Report) => Promise<Observation | undefined>
  readonly agreement: Agreement
  /** Counted from the day the report left. */
  readonly watchInDays: number
  /** Endpoints asked about in one run; the rest waits for the next. */
  readonly mostObservations: number
  readonly now: () => Date
  /** Asked before each report: once true, the rest waits for the next run. */
  readonly isTimeUp: () => boolean
}

/**
 * Looks at the endpoint of every report whose look is due.
 * @returns the reports whose state of takedown changed, as they stand then
 * @throws AggregateError when some looks failed, after all the others had their turn
 */
export async function watchTakedowns(deps: WatchTakedownsDeps): Promise<{
  readonly looked: number
  readonly changed: readonly Report[]
}> {
  let observations = 0
  const isTimeUp = () => observations >= deps.mostObservations || deps.isTimeUp()
  const onObserved = () => {
    observations += 1
  }
  const { looked, found } = await eachDue({ ...deps, isTimeUp }, 'WatchAt', (due, restInMs) =>
    look(deps, due, restInMs, onObserved),
  )
  return { looked, changed: found }
}

/** Report, then its place on the agenda: a look that is cut off is made again. */
async function look(
  deps: WatchTakedownsDeps,
  due: Due,
  restInMs: number,
  onObserved: () => void,
): Promise<Report | undefined> {
  const report = (await deps.store.get(due.reportId))?.report
  const sent = report && watchedSince(report)
  if (!report || !sent) {
    await deps.agenda.strike(due)
    return undefined
  }
  const { lastSeenAt, newer } = await deps.seenSince(report)
  const observation = newer ? undefined : await deps.observe(report)
  if (observation) onObserved()
  const found = {
    at: deps.now(),
    observation: observation ?? { kind: 'none' as const, why: 'nobody was asked' },
    sentAt: sent.sentAt,
    lastSeenAt: later(lastSeenAt, report.tally.lastSeenAt) ?? report.tally.lastSeenAt,
  }
  const { takedown, changed } = await note(deps, report.id, found)
  if (changed && changed.status !== 'closed') await deps.agenda.askForLook(report.id, { chaseAt: deps.now() })
  const isOver = newer !== undefined || found.at >= after(sent.sentAt, deps.watchInDays * dayInMs)
  if (isOver || !takedown) await deps.agenda.strike(due)
  else await deps.agenda.askForWatch(report.id, watchAt(deps, sent.sentAt, takedown, found.at, restInMs))
  return changed
}

/** As the schedule wants it, but no sooner than all that are watched allow. */
function watchAt(
  { agreement }: WatchTakedownsDeps,
  sentAt: Date,
  takedown: Takedown,
  now: Date,
  restInMs: number,
): Date {
  const rested = after(now, restInMs)
  return later(nextLookAt(sentAt, takedown, agreement, now), rested) ?? rested
}

type Noted = { readonly takedown?: Takedown; readonly changed?: Report }

/** What is merely counted is saved in passing; a new state is a change of the report, with its Event. */
async function note(deps: WatchTakedownsDeps, id: ReportId, found: Look): Promise<Noted> {
  for (;;) {
    const held = await deps.store.get(id)
    if (!held) return {}
    const before = held.report.takedown
    const takedown = nextTakedown(before, found, deps.agreement)
    if (takedown === before) return { takedown }
    if (takedown.state === (before?.state ?? 'unknown')) {
      if (await deps.store.save({ ...held.report, takedown }, held.etag)) return { takedown }
      continue
    }
    const changed = await changeReport(deps.store, id, (now) => causeOf(now, found, deps.agreement), found.at)
    return { takedown: changed?.takedown ?? takedown, ...(changed && { changed }) }
  }
}

function causeOf(report: Report, found: Look, agreement: Agreement) {
  const takedown = nextTakedown(report.takedown, found, agreement)
  if (takedown.state === (report.takedown?.state ?? 'unknown')) return undefined
  const why = `${takedown.state}: ${wordsFor(takedown, found)}`
  return { kind: 'takedown-seen' as const, takedown, by: 'watchTakedowns', why }
}

function wordsFor({ state, since, absence }: Takedown, { observation }: Look): string {
  switch (state) {
    case 'gone':
      return `${absence?.why ?? 'not found'}; ${absence?.count ?? 0} observations agree, from ${since.toISOString()} on`
    case 'unknown':
      return 'its name exists again, which says nothing of what it serves'
    case 'up':
    case 'back':
      return observation.kind === 'alive'
        ? observation.why
        : `an alert shows it at work, ${since.toISOString()}`
  }
}
