import { startApp } from '../app'
import type { App } from '../app'
import { parseSchedule } from '../schedule'
import type { Schedule } from '../schedule'
import type { FromHost } from '../protocol'
import type { World } from '../world/world'

export type AppKeeperOptions = {
  readonly world: World
  readonly root: string
  readonly hostScript: string
  readonly port: number
  /** The app is killed so many milliseconds after each of its starts, until the list is used up. */
  readonly killAfterMs?: readonly number[]
  readonly onMessage: (message: FromHost) => void
  readonly onOutput: (text: string) => void
  readonly onKilled: (kills: number) => void
}

/** The app across its deaths: it is started again each time, in the same world. */
export type AppKeeper = {
  /** The living app, once it is ready. */
  readonly app: () => Promise<App>
  readonly schedules: ReadonlyMap<string, Schedule>
  /** When each timer function last began; a start of the app counts as one for all of them. */
  readonly lastStart: ReadonlyMap<string, Date>
  /** Timer functions that have not ended well since the app was started or since they last failed. */
  readonly owed: ReadonlySet<string>
  /** How many mails lay in the mailbox when trackReplies last began and ended well. */
  readonly mailsSeen: () => number
  /** Counts deaths: whoever was interrupted by one may want to look again. */
  readonly deaths: () => number
  readonly stop: () => Promise<void>
}

const MAX_DEATHS = 200

/** @throws when the app does not come up, the first time or later */
export async function keepApp(options: AppKeeperOptions): Promise<AppKeeper> {
  const { world } = options
  const kills = [...(options.killAfterMs ?? [])]
  const schedules = new Map<string, Schedule>()
  const lastStart = new Map<string, Date>()
  const owed = new Set<string>()
  const state = { stopping: false, deaths: 0, mailsSeen: 0, mailsAtStart: 0, killTimer: undefined as Timer }

  const note = (message: FromHost) => {
    if (message.type === 'started') {
      if (schedules.has(message.function)) lastStart.set(message.function, world.clock.now())
      if (message.function === 'trackReplies') state.mailsAtStart = world.delivered()
    } else if (message.type === 'ended' && message.error !== undefined) {
      if (schedules.has(message.function)) owed.add(message.function)
    } else if (message.type === 'ended') {
      owed.delete(message.function)
      if (message.function === 'trackReplies') state.mailsSeen = state.mailsAtStart
    }
    options.onMessage(message)
  }

  const start = async (): Promise<App> => {
    const app = await startApp({
      hostScript: options.hostScript,
      appDirectory: options.root,
      settings: world.settings,
      clockOffsetInMs: world.clock.offsetInMs(),
      port: options.port,
      extraCaFile: world.caFile,
      onMessage: note,
      onOutput: options.onOutput,
    })
    for (const { name, kind, detail } of app.functions) {
      if (kind !== 'timer') continue
      schedules.set(name, parseSchedule(detail))
      lastStart.set(name, world.clock.now())
      if (name !== 'refreshOwnership') owed.add(name)
    }
    planKill(app)
    void app.gone.then(() => {
      clearTimeout(state.killTimer)
      state.deaths += 1
      if (!state.stopping && state.deaths < MAX_DEATHS) current = start()
    })
    return app
  }

  const planKill = (app: App) => {
    const after = kills.shift()
    if (after === undefined) return
    state.killTimer = setTimeout(() => {
      options.onKilled(state.deaths + 1)
      void app.kill()
    }, after)
  }

  let current = start()
  await current
  return {
    app: () => current,
    schedules,
    lastStart,
    owed,
    mailsSeen: () => state.mailsSeen,
    deaths: () => state.deaths,
    stop: async () => {
      state.stopping = true
      clearTimeout(state.killTimer)
      const app = await current.catch(() => undefined)
      await app?.stop()
    },
  }
}

type Timer = NodeJS.Timeout | undefined
