import { hourInMs, minuteInMs } from '../model/time'
import { readMachineState, type MachineState } from '../review/health'
import { lastTimerRuns, type QueueState, queueState } from '../storage/host-state'
import type { StorageAccount } from '../storage/storage'
import type { AppContext } from '../platform/app-context'
import { type Diagnosis, fail, ok, skipped, warn } from './diagnosis'
import { fromFinding } from './examine-mail'

const often = 30 * minuteInMs

/** After which time without a run something is wrong: three runs missed, or one of those that are far apart. */
export const longestPauseInMs: Readonly<Record<string, number>> = {
  collectAlerts: often,
  fileReports: often,
  trackReplies: often,
  chaseReports: often,
  checkSender: often,
  watchTakedowns: often,
  tellPeople: often,
  refreshOwnership: 7 * hourInMs,
  purgeExpired: 26 * hourInMs,
}

/** What storage tells of the functions: their last runs, their queues, and what people or doors have stopped. */
export async function examineFunctions(
  { storage, now }: AppContext,
  account: StorageAccount,
): Promise<readonly Diagnosis[]> {
  const state = await readMachineState(storage(), now())
  return [
    ...timersOf(await lastTimerRuns(account), state, now()),
    ...alertsQueue(await queueState(account, 'alerts'), now()),
    poisonQueue(await queueState(account, 'alerts-poison')),
    ...stops(state),
    ...(state.senderCheck?.findings ?? []).filter(isPlus).map(fromFinding),
  ]
}

/** The rest of the check was made anew, from here. */
const isPlus = ({ what }: { readonly what: string }): boolean => what === 'plus-addressing'

function timersOf(
  runs: ReadonlyMap<string, Date>,
  { alertsCollectedUntil: until }: MachineState,
  now: Date,
): readonly Diagnosis[] {
  if (runs.size > 0) {
    // The host may keep nothing of one that comes every minute.
    const names = Object.keys(longestPauseInMs).filter((name) => name !== 'fileReports' || runs.has(name))
    return names.map((name) => timerOf(name, runs.get(name), now))
  }
  const check = 'timers'
  const remedy =
    'Look at the function app: does it run, with this storage account, and are its functions listed?'
  if (until === undefined) return [warn(check, 'no host has noted a run in this storage account', remedy)]
  const age = now.getTime() - new Date(until).getTime()
  const says = `no host has noted a run here; alerts were collected until ${until}`
  return [age > often ? fail(check, says, remedy) : ok(check, says)]
}

function timerOf(name: string, last: Date | undefined, now: Date): Diagnosis {
  const check = `timer ${name}`
  const remedy = `Look at the log of the host: does ${name} start, fail, or is it switched off?`
  if (!last) return fail(check, 'has never run', remedy)
  const minutes = Math.round((now.getTime() - last.getTime()) / minuteInMs)
  const says = `ran ${minutes} min ago`
  return minutes * minuteInMs > (longestPauseInMs[name] ?? often)
    ? fail(check, says, remedy)
    : ok(check, says)
}

function alertsQueue(state: QueueState | undefined, now: Date): readonly Diagnosis[] {
  const check = 'queue alerts'
  if (!state) return [skipped(check, 'not there yet: no alert has come')]
  const waits = state.oldestSentAt && now.getTime() - state.oldestSentAt.getTime()
  const says = `${state.messages} messages`
  if (waits === undefined || waits <= often) return [ok(check, says)]
  const minutes = Math.round(waits / minuteInMs)
  return [
    fail(
      check,
      `${says}, the first of them since ${minutes} min`,
      'See that openCase runs, and whether it fails.',
    ),
  ]
}

function poisonQueue(state: QueueState | undefined): Diagnosis {
  const check = 'queue alerts-poison'
  if (!state || state.messages === 0) return ok(check, 'empty')
  return warn(
    check,
    `${state.messages} messages`,
    'If they stay, quarantineAlert does not run: look at the log of the host.',
  )
}

function stops({ sending, sendingSetBy, breakerOpenSince, pausedDoors }: MachineState): readonly Diagnosis[] {
  const by = sendingSetBy === undefined ? '' : ` by ${sendingSetBy}`
  return [
    sending === 'off'
      ? warn(
          'sending',
          `switched off${by}: nothing leaves`,
          'Switch it on when its reason is gone: cli -- sending on.',
        )
      : ok('sending', 'on'),
    ...(breakerOpenSince
      ? [
          warn(
            'breaker',
            `open since ${breakerOpenSince.toISOString()}`,
            'Look at what is held: cli -- questions.',
          ),
        ]
      : []),
    ...pausedDoors.map(({ door, reason, remedy }) =>
      fail(`door ${door} in use`, `paused: ${reason}`, remedy),
    ),
  ]
}
