import { listQuestions } from '../reports/question-store'
import { readMachineState } from '../review/health'
import type { Storage } from '../storage/storage'
import type { AppContext } from './app-context'
import type { Log } from '../telemetry/log'

/** How far behind everything is, as numbers, for whoever watches. Whatever ails it, no report waits for it. */
export async function measureMachine(app: AppContext, log: Log): Promise<void> {
  try {
    log('machine measured', await measure(app))
  } catch (cause) {
    log('machine not measured', {
      cause,
      remedy: 'It is tried again at the next run; look at the storage account.',
    })
  }
}

async function measure(app: AppContext) {
  const storage = app.storage()
  const now = app.now()
  const secondsSince = (at: Date | undefined) => at && Math.round((now.getTime() - at.getTime()) / 1000)
  const state = await readMachineState(storage, now)
  const ownership = app.ownership()
  await ownership.ready()
  const { from, createdAt } = ownership.status()
  return {
    ...(await measureQueues(storage, secondsSince)),
    pollLagInSeconds: secondsSince(dateOf(state.alertsCollectedUntil)),
    snapshotAgeInSeconds: secondsSince(dateOf(createdAt)),
    snapshot: from,
    pausedDoors: state.pausedDoors.length,
    doorPausedInSeconds: longest(state.pausedDoors.map(({ since }) => secondsSince(since))),
    ...(await measureQuestions(storage, secondsSince)),
    isSending: state.sending === 'on',
  }
}

type SecondsSince = (at: Date | undefined) => number | undefined

/** 0 where there is none. */
const longest = (seconds: readonly (number | undefined)[]): number =>
  Math.max(0, ...seconds.map((one) => one ?? 0))

/** An answered question waits for the program, not for a person. */
async function measureQuestions(storage: Storage, secondsSince: SecondsSince) {
  const open = (await listQuestions(storage)).filter(({ answer }) => answer.trim() === '')
  return {
    questions: open.length,
    questionAgeInSeconds: longest(open.map(({ since }) => secondsSince(since))),
  }
}

async function measureQueues(storage: Storage, secondsSince: SecondsSince) {
  return {
    queued: (await storage.queue('alerts').countMessages()) ?? 0,
    queueAgeInSeconds: secondsSince(await storage.queue('alerts').oldestAt()) ?? 0,
    poisoned: (await storage.queue('alerts-poison').countMessages()) ?? 0,
  }
}

function dateOf(text: string | undefined): Date | undefined {
  const at = new Date(text ?? NaN)
  return Number.isNaN(at.getTime()) ? undefined : at
}
