import type { Schedule } from '../schedule'
import type { AgendaRow, ReportRow } from './tables'

/** All that decides how far the clock may jump. */
export type Situation = {
  readonly now: Date
  /** The next thing planned outside the app. */
  readonly planned: Date | undefined
  readonly reports: readonly ReportRow[]
  readonly agenda: readonly AgendaRow[]
  readonly schedules: ReadonlyMap<string, Schedule>
  /** When each timer function last began. */
  readonly lastStart: ReadonlyMap<string, Date>
  /** Timer functions that have something to fetch. */
  readonly polls: ReadonlySet<string>
  /** Endpoints whose end the watch is to find out. */
  readonly vanished: ReadonlySet<string>
  /** Looks on end at which nothing at all changed. */
  readonly quietLooks: number
}

const LOOKS = { FileAt: 'fileReports', ChaseAt: 'chaseReports', WatchAt: 'watchTakedowns' } as const
const LOOK_COLUMNS = ['FileAt', 'ChaseAt', 'WatchAt'] as const
/** Statuses that the app leaves by itself within hours; of these no look is left out. */
const ON_THE_MOVE = ['collecting', 'queued']
const STEP_TAKEN_WITHIN_MS = 2 * 3_600_000
/** Open reports are looked at every hour for months on end. After so many that changed nothing, the rest is skipped. */
const ENOUGH_QUIET_LOOKS = 2
/** Of the looks at an endpoint that has vanished, those that come first after these hours of the day are enough. */
const VANISHED_LOOK_EVERY_MS = 6 * 3_600_000

/**
 * The moment at which something will next happen: in the world, or in the app because a timer function comes due that
 * has something to do. undefined when nothing is to be expected any more.
 */
export function nextMoment(situation: Situation): Date | undefined {
  const { planned, agenda, reports, polls, now } = situation
  const candidates = [
    planned,
    ...[...polls].map((name) => runOf(situation, name, now)),
    ...agenda.flatMap((row) => looks(situation, row)),
    ...reports.map((report) => nextStep(situation, report)),
  ].filter((moment) => moment !== undefined)
  return candidates.sort((a, b) => a.getTime() - b.getTime())[0]
}

/** The run of this function that will see what is due at `due`: the first one from then on that has not been yet. */
function runOf({ schedules, lastStart }: Situation, name: string, due: Date): Date | undefined {
  const schedule = schedules.get(name)
  const last = lastStart.get(name)
  if (schedule === undefined) return undefined
  const justBefore = new Date(due.getTime() - 1)
  return schedule.next(last !== undefined && last > justBefore ? last : justBefore)
}

function looks(situation: Situation, row: AgendaRow): (Date | undefined)[] {
  const report = situation.reports.find(({ rowKey }) => rowKey === row.rowKey)
  const everyLook = isOnTheMove(report, situation.now) || situation.quietLooks < ENOUGH_QUIET_LOOKS
  const isVanished = situation.vanished.has(report?.Endpoint ?? '') && report?.Takedown !== 'gone'
  if (!everyLook && !isVanished) return []
  if (!everyLook) return [row.WatchAt && runOf(situation, LOOKS.WatchAt, roundedUp(row.WatchAt))]
  return LOOK_COLUMNS.map((look) => {
    const due = row[look]
    return due === undefined ? undefined : runOf(situation, LOOKS[look], due)
  })
}

const roundedUp = (moment: Date): Date =>
  new Date(Math.ceil(moment.getTime() / VANISHED_LOOK_EVERY_MS) * VANISHED_LOOK_EVERY_MS)

/** Within hours something becomes of it: its status says so, or a step of its is due that only the next look takes. */
function isOnTheMove(report: ReportRow | undefined, now: Date): boolean {
  if (report === undefined || ON_THE_MOVE.includes(report.Status)) return true
  const lateInMs = now.getTime() - (report.NextStepAt?.getTime() ?? Infinity)
  return lateInMs >= 0 && lateInMs < STEP_TAKEN_WITHIN_MS
}

function nextStep(situation: Situation, { NextStepAt }: ReportRow): Date | undefined {
  const isAhead = NextStepAt !== undefined && NextStepAt > situation.now
  return isAhead ? runOf(situation, 'chaseReports', NextStepAt) : undefined
}
