import { openNext } from '../cases/open-next'
import { carryOutAnswers } from '../decisions/carry-out-answers'
import { chaseReports } from '../reports/chase-reports'
import { summaryOf } from '../reports/earlier-report'
import { judgeAgain } from '../reports/judge-again'
import { questionStore } from '../reports/question-store'
import { keepStatistics } from '../review/keep-statistics'
import type { Storage } from '../storage/storage'
import { minuteInMs } from '../model/time'
import type { AppContext } from './app-context'
import { deadline } from '../telemetry/deadline'
import { isStopping } from '../telemetry/stopping'
import { endpointBreaker } from './endpoint-breaker'
import type { Log } from '../telemetry/log'
import { measureMachine } from './measure-machine'
import { decisionDeps } from './decision-deps'
import { reportContext } from './report-context'
import { decideAgainBy } from './known-now'
import { writeBack } from './write-back'

/** Of the four minutes of a run, so that what comes after has two of them at least. */
const figuresInMs = minuteInMs
const answersInMs = minuteInMs

/** Carries out what people answered, then looks at whatever the agenda says is due for chasing. */
export async function runChaseReports(app: AppContext, log: Log): Promise<void> {
  const isTimeUp = deadline(app.now)
  await measureMachine(app, log)
  await keepFigures(app, log, deadline(app.now, figuresInMs))
  const context = reportContext(app)
  const { storage, store, agenda, reporting, waits, sightings, judge } = context
  const breaker = endpointBreaker(context, log)
  const trial = reporting.redirectAllTo !== undefined
  const answered = await carryOutAnswers({
    ...decisionDeps(app),
    onFault: ({ key }, cause) =>
      log('answer not carried out', {
        question: key,
        cause,
        remedy: 'It stays and is tried again at every run; if it persists, report it with this line.',
      }),
    isTimeUp: deadline(app.now, answersInMs),
  })
  const decide = decideAgainBy(app)
  const tellAlerts = writeBack(app, store, log)
  const looked = await chaseReports({
    store,
    agenda,
    listSightings: sightings.list,
    judge,
    judgeAgain: (report) => judgeAgain(sightings.list, decide, (facts) => judge(facts).file, report),
    windowInMs: context.windowInMs,
    admits: async (id) => !(await breaker.isOpen()) && breaker.admits(id),
    listMailsWaiting: () => listMailsWaiting(storage),
    openNext: (report, sighting) =>
      openNext({ ...context, trial }, report.id, summaryOf(report).summary, sighting),
    ...(tellAlerts && { tellAlerts }),
    waits,
    trialIsOver: !trial,
    now: app.now,
    isTimeUp,
  })
  log('reports chased', { looked, answered })
}

/** Whatever ails them, no report waits for figures. */
async function keepFigures(app: AppContext, log: Log, isTimeUp: () => boolean): Promise<void> {
  try {
    const onUnreadable = (id: string, cause: unknown) =>
      log('report not read', {
        id,
        cause,
        remedy: 'Somebody has edited its row; put back its column State from a backup.',
      })
    const months = await keepStatistics({ storage: app.storage(), now: app.now, onUnreadable, isTimeUp })
    if (months.length > 0) log('statistics kept', { months })
  } catch (cause) {
    // Whoever has begun a month and is to end leaves it to the next run.
    if (isStopping()) return
    const remedy = 'They are counted again at every run; if it persists, report it with this line.'
    log('statistics not kept', { cause, remedy })
  }
}

async function listMailsWaiting(storage: Storage): Promise<ReadonlySet<string>> {
  const waiting = new Set<string>()
  for await (const { kind, reports = [] } of questionStore(storage).list({ aboutMails: true }))
    if (kind === 'mail') for (const id of reports) waiting.add(id)
  return waiting
}
