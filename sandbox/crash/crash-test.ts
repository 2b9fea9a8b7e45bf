import { fixed } from '../protocol'
import { conduct } from '../run/conductor'
import type { Sight } from '../run/conductor'
import { startSession } from '../run/session'
import type { Session } from '../run/session'
import { takeAccount } from './account'
import type { Account } from './account'
import type { CrashDoor } from './crash-door'
import { draw } from './numbers'

export type CrashOptions = {
  /** The checkout, with dist/ built. */
  readonly root: string
  readonly hostScript?: string
  readonly door: CrashDoor
  /** One alert each, about an endpoint of its own. */
  readonly reports: number
  /** SIGKILLs of the app, each at a random moment after one of its starts. */
  readonly kills: number
  readonly seed: number
  /** How long the app lives before it is killed, in milliseconds: from, to. */
  readonly life?: readonly [number, number]
  /** How far the clock of every second app is ahead: each kill changes it. */
  readonly clockSkewInMs?: number
}

/** Long enough for every deferral that the faults bring about. */
const MOST_IN_MS = 4 * 86_400_000
/** A run that files a thousand reports lasts minutes. */
const PATIENCE_MS = 10 * 60_000
const onTheMove = new Set(['collecting', 'queued'])

/**
 * Has the built app file so many reports through a door that fails in every way, kills it again and again meanwhile,
 * and then holds what it has written down against what the receiving server knows.
 * @throws when the app does not start or comes to no rest
 */
export async function crashTest(options: CrashOptions): Promise<Account> {
  const session = await startCrash(options)
  try {
    await raiseAlerts(session, options)
    const { world, keeper, tables } = session
    let isOver = false
    const onRest = ({ reports }: Sight) => {
      isOver = reports.every(({ Status }) => !onTheMove.has(Status)) && keeper.deaths() >= options.kills
    }
    const deps = { world, keeper, tables, onRest, isStopped: () => isOver, patienceInMs: PATIENCE_MS }
    await conduct(deps, new Date(world.clock.now().getTime() + MOST_IN_MS))
    return await takeAccount(session, options.door.testify(world))
  } finally {
    await session.close()
  }
}

function startCrash({
  root,
  hostScript,
  door,
  kills,
  seed,
  life = [250, 1500],
  clockSkewInMs,
}: CrashOptions): Promise<Session> {
  const [shortest, longest] = life
  const moment = (_: unknown, n: number) =>
    Math.round(shortest + draw(seed, 'kill', n) * (longest - shortest))
  return startSession({
    root,
    ...(hostScript !== undefined && { hostScript }),
    ...(clockSkewInMs !== undefined && { clockSkewInMs }),
    stories: [],
    settings: { ...settings, ...door.settings },
    killAt: Array.from({ length: kills }, moment),
    prepare: (world) => {
      door.prepare(world, seed)
      return {}
    },
  })
}

/** Nothing but the faults is to hold a report back. */
const settings = {
  MODE_BY_SOURCE: 'queue=auto',
  AGGREGATION_WINDOW_MINUTES: '0',
  SEND_PER_DAY: '10000',
  ...fixed({ sendPerMinute: 10_000, sendPerHour: 10_000 }),
  BREAKER_NEW_ENDPOINTS_PER_HOUR: '10000',
}

async function raiseAlerts({ world }: Session, { reports }: CrashOptions): Promise<void> {
  const at = world.clock.now().toISOString()
  for (let n = 1; n <= reports; n += 1) {
    const host = { type: 'host', value: `crash-${n}.azurewebsites.net`, role: 'c2', port: 443, at }
    await world.enqueue(JSON.stringify({ id: `crash-${n}`, severity: 'high', observables: [host] }))
  }
}
