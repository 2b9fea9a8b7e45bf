import { smtpCrash } from '../crash/smtp-crash'
import { fixed } from '../protocol'
import { conduct } from '../run/conductor'
import { startSession } from '../run/session'
import type { Session } from '../run/session'
import type { Story } from '../stories/story'
import { takeLedger } from './ledger'
import type { Ledger } from './ledger'
import { raiseAlerts } from './load'
import type { Target } from './load'
import { makeWeather } from './weather'
import type { Weather, WeatherMaker } from './weather'

export type SoakOptions = {
  /** The checkout, with dist/ built. */
  readonly root: string
  readonly hostScript?: string
  readonly minutes: number
  /** New endpoints in each slice of time. */
  readonly endpoints: number
  readonly seed: number
  readonly onSlice?: (slice: Slice) => void
}

/** Some hours of the world's time, under load and in bad weather. */
export type Slice = {
  readonly number: number
  /** Since the beginning, in real time. */
  readonly minute: number
  /** Since the beginning, in the world's time. */
  readonly day: number
  readonly targets: number
  readonly heapInBytes: number
  readonly rssInBytes: number
  /** Whether this very process has been measured in the slice before, too. */
  readonly isSameProcess: boolean
}

export type SoakResult = {
  readonly slices: readonly Slice[]
  readonly targets: number
  readonly alerts: number
  /** Deliveries of alerts, those included that came a second time. */
  readonly deliveries: number
  readonly days: number
  readonly weather: Weather
  readonly ledger: Ledger
  readonly smtp: {
    readonly attempts: number
    readonly dropped: { readonly kept: number; readonly lost: number }
  }
}

const hourInMs = 3_600_000
const sliceInMs = 6 * hourInMs
/** Long enough for every deferral and every answer of the desk. */
const calmInMs = 4 * 24 * hourInMs
const patienceInMs = 5 * 60_000
/** Up to this share of the time the app is killed; after it one process lives on, so that its memory can be watched. */
const killedShare = 0.4

/** @throws when the app does not start or comes to no rest */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const stories: Story[] = []
  const door = smtpCrash()
  let weather: WeatherMaker | undefined
  const session = await startSession({
    root: options.root,
    ...(options.hostScript !== undefined && { hostScript: options.hostScript }),
    stories,
    settings: { ...settings, ...door.settings },
    prepare: async (world) => {
      door.prepare(world, options.seed)
      weather = await makeWeather(world, options.seed)
      return weather.settings
    },
  })
  try {
    if (!weather) throw new Error('there is no weather')
    const { world } = session
    const startedAt = world.clock.now()
    const run = await runSlices(session, weather, stories, options)
    world.smtp.script = {}
    await pass(session, calmInMs)
    const server = door.testify(world)
    return {
      ...run,
      days: (world.clock.now().getTime() - startedAt.getTime()) / (24 * hourInMs),
      targets: run.raised.length,
      alerts: run.raised.reduce((sum, { alerts }) => sum + alerts.length, 0),
      weather: weather.report(),
      ledger: await takeLedger(session, run.raised, server),
      smtp: { attempts: server.attempts, dropped: server.dropped },
    }
  } finally {
    await session.close()
    await weather?.close()
  }
}

/** Nothing but the faults is to hold a report back. */
const settings = {
  MODE_BY_SOURCE: 'queue=auto',
  AGGREGATION_WINDOW_MINUTES: '10',
  SEND_PER_DAY: '10000',
  BREAKER_NEW_ENDPOINTS_PER_HOUR: '10000',
  ...fixed({ sendPerMinute: 10_000, sendPerHour: 10_000, watchInDays: 1 }),
}

async function runSlices(
  session: Session,
  weather: WeatherMaker,
  stories: Story[],
  { minutes, endpoints, seed, onSlice }: SoakOptions,
) {
  const began = performance.now()
  const startedAt = session.world.clock.now()
  const minute = () => (performance.now() - began) / 60_000
  const raised: Target[] = []
  const slices: Slice[] = []
  let deliveries = 0
  let last: object | undefined
  for (let number = 1; minute() < minutes; number += 1) {
    const load = await raiseAlerts(session, stories, { first: raised.length + 1, count: endpoints, seed })
    raised.push(...load.targets)
    deliveries += load.deliveries
    await Promise.all([
      weather.blow(session, number, minute() < killedShare * minutes),
      pass(session, sliceInMs),
    ])
    const app = await session.keeper.app()
    const memory = await app.measure()
    const day = (session.world.clock.now().getTime() - startedAt.getTime()) / (24 * hourInMs)
    const slice = {
      ...{ number, minute: minute(), day, targets: raised.length },
      ...{ heapInBytes: memory?.heapInBytes ?? 0, rssInBytes: memory?.rssInBytes ?? 0 },
      isSameProcess: app === last,
    }
    last = app
    slices.push(slice)
    onSlice?.(slice)
  }
  return { slices, raised, deliveries }
}

/** Lets so much of the world's time pass. */
async function pass({ world, keeper, tables }: Session, ms: number): Promise<void> {
  const deps = { world, keeper, tables, onRest: () => undefined, isStopped: () => false, patienceInMs }
  await conduct(deps, new Date(world.clock.now().getTime() + ms))
}
