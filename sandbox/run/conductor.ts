import { QueueServiceClient, RestError } from '@azure/storage-queue'
import type { App } from '../app'
import type { World } from '../world/world'
import type { AppKeeper } from './app-keeper'
import { jumpClock } from './jump-clock'
import { nextMoment } from './next-moment'
import type { AgendaRow, ReportRow, Tables } from './tables'

export type Sight = { readonly reports: readonly ReportRow[]; readonly agenda: readonly AgendaRow[] }

export type ConductorDeps = {
  readonly world: World
  readonly keeper: AppKeeper
  readonly tables: Tables
  /** Called whenever everything has come to rest, before the clock moves on. */
  readonly onRest: (sight: Sight) => void | Promise<void>
  readonly isStopped: () => boolean
  /** How long the app may have something in its hands, in real milliseconds; a minute when left out. */
  readonly patienceInMs?: number
}

/** Storage queues that the app works off. */
const QUEUES = ['alerts', 'alerts-poison']
const LOOK_EVERY_MS = 15
/** An app that comes to no rest, or a moment that comes and brings nothing, is waited for this long. */
const PATIENCE_MS = 60_000

/**
 * Lets time pass until `until`: in real time while the app has anything in its hands, in jumps from one due moment to
 * the next when it has not.
 * @throws when the app comes to no rest
 */
export async function conduct(deps: ConductorDeps, until: Date): Promise<void> {
  const { world } = deps
  const isQuiet = quietCounter()
  while (!deps.isStopped()) {
    const app = await rest(deps)
    if (app === undefined) continue
    if ((await world.plan.run(world.clock.now())) > 0) {
      isQuiet.reset()
      continue
    }
    const sight = { reports: await deps.tables.reports(), agenda: await deps.tables.agenda() }
    await deps.onRest(sight)
    const now = world.clock.now()
    const moment = nextMoment({
      ...sight,
      now,
      planned: world.plan.next(),
      schedules: deps.keeper.schedules,
      lastStart: deps.keeper.lastStart,
      polls: polls(deps),
      vanished: world.names.removed,
      quietLooks: isQuiet.count(sight, world, deps.keeper),
    })
    if (now >= until && (moment === undefined || moment > now)) return
    const next = moment === undefined || moment > until ? until : moment
    // What is due already has to bear fruit.
    if (next <= world.clock.now()) await pause()
    else await jumpClock(world.clock, app, next)
  }
}

/** Waits until nothing is in flight. undefined when the app died meanwhile: everything may look different then. */
async function rest({
  world,
  keeper,
  isStopped,
  patienceInMs = PATIENCE_MS,
}: ConductorDeps): Promise<App | undefined> {
  const app = await keeper.app()
  const giveUpAt = performance.now() + patienceInMs
  while (!app.isGone() && !isStopped()) {
    await world.settled()
    if (app.running() === 0 && (await queuesAreEmpty(world)) && app.running() === 0) return app
    if (performance.now() > giveUpAt) throw new Error('the app comes to no rest; its log tells more')
    await pause()
  }
  if (app.isGone()) await app.gone
  return undefined
}

function polls({ world, keeper }: ConductorDeps): ReadonlySet<string> {
  return new Set([
    ...keeper.owed,
    ...(world.tenant.waiting() ? ['collectAlerts'] : []),
    ...(world.delivered() > keeper.mailsSeen() ? ['trackReplies'] : []),
  ])
}

async function queuesAreEmpty(world: World): Promise<boolean> {
  const service = QueueServiceClient.fromConnectionString(world.azurite.connectionString)
  for (const name of QUEUES) {
    const count = await service
      .getQueueClient(name)
      .getProperties()
      .then((properties) => properties.approximateMessagesCount ?? 0)
      .catch((error: unknown) => {
        if (error instanceof RestError && error.statusCode === 404) return 0
        throw error
      })
    if (count > 0) return false
  }
  return true
}

/** Counts rests on end at which all that people could see was as before. */
function quietCounter() {
  let seen = ''
  let quiet = 0
  return {
    reset: () => {
      quiet = 0
    },
    count: (sight: Sight, world: World, keeper: AppKeeper): number => {
      const mails = [world.outbox.length, world.delivered()]
      const now = JSON.stringify([sight.reports, mails, keeper.deaths(), [...keeper.owed]])
      quiet = now === seen ? quiet + 1 : 0
      seen = now
      return quiet
    },
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
}
