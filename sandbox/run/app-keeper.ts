import { startApp } from '../app'
import type { App } from '../app'
import type { FromHost } from '../protocol'
import type { World } from '../world/world'
import { createAppRecord } from './app-record'
import type { AppRecord } from './app-record'

export type AppKeeperOptions = {
  readonly world: World
  readonly settings: Readonly<Record<string, string>>
  readonly root: string
  readonly hostScript: string
  readonly port: number
  /** The app is killed so many milliseconds after each of its starts, until the list is used up. */
  readonly killAfterMs: readonly number[]
  /** The clock of every second app is ahead of the others by so much, as two machines' clocks may be. */
  readonly clockSkewInMs?: number
  readonly onMessage: (message: FromHost) => void
  readonly onOutput: (text: string) => void
  readonly onDeath: () => void
}

/** The app across its deaths: it is started again each time, in the same world. */
export type AppKeeper = AppRecord & {
  /** The living app, once it is ready. */
  readonly app: () => Promise<App>
  /** SIGKILL, now. */
  readonly kill: () => void
  readonly deaths: () => number
  readonly stop: () => Promise<void>
}

/** An app that dies that often is broken; nobody kills it so many times. */
const MAX_DEATHS = 200

/** @throws when the app does not come up */
export async function keepApp(options: AppKeeperOptions): Promise<AppKeeper> {
  const { world } = options
  const { note, noteStart, ...record } = createAppRecord(world)
  const kills = [...options.killAfterMs]
  const state: State = { stopping: false, deaths: 0 }
  const onMessage = (message: FromHost) => {
    note(message)
    options.onMessage(message)
  }

  const start = async (): Promise<App> => {
    const skewInMs = state.deaths % 2 === 0 ? 0 : (options.clockSkewInMs ?? 0)
    const started = await startApp({
      hostScript: options.hostScript,
      appDirectory: options.root,
      settings: options.settings,
      clockOffsetInMs: world.clock.offsetInMs() + skewInMs,
      port: options.port,
      extraCaFile: world.caFile,
      onMessage,
      onOutput: options.onOutput,
    })
    const app: App = { ...started, jump: (offsetInMs) => started.jump(offsetInMs + skewInMs) }
    state.app = app
    noteStart(app.functions)
    const killAfterMs = kills.shift()
    if (killAfterMs !== undefined) state.killTimer = setTimeout(() => void app.kill(), killAfterMs)
    void app.gone.then(afterDeath)
    return app
  }

  const afterDeath = () => {
    clearTimeout(state.killTimer)
    if (state.stopping || state.deaths >= MAX_DEATHS) return
    state.deaths += 1
    options.onDeath()
    current = start()
    // Whoever asks for the app next is told; until then nobody needs to be.
    current.catch(() => undefined)
  }

  let current = start()
  await current
  return {
    ...record,
    app: () => current,
    kill: () => void state.app?.kill(),
    deaths: () => state.deaths,
    stop: async () => {
      state.stopping = true
      clearTimeout(state.killTimer)
      await (await current.catch(() => undefined))?.stop()
    },
  }
}

type State = { stopping: boolean; deaths: number; killTimer?: NodeJS.Timeout; app?: App }
