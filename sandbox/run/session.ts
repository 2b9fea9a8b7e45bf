import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FromHost } from '../protocol'
import type { Story } from '../stories/story'
import { freePort } from '../world/listen'
import type { Actor, Say } from '../world/say'
import type { SentMail } from '../world/sent-mail'
import { startWorld } from '../world/world'
import type { World } from '../world/world'
import { keepApp } from './app-keeper'
import type { AppKeeper } from './app-keeper'
import { createChronicle } from './chronicle'
import type { Chronicle } from './chronicle'
import { openTables } from './tables'
import type { Tables } from './tables'

export type SandboxEvent = { readonly at: Date; readonly actor: Actor; readonly text: string }

export type SessionOptions = {
  /** The checkout, with dist/ built. */
  readonly root: string
  readonly stories: readonly Story[]
  /** The bundled local host; that of the build when left out. */
  readonly hostScript?: string
  /** SIGKILL so many real milliseconds after each start of the app, until the list is used up. */
  readonly killAt?: readonly number[]
  /** How far the clock of every second app is ahead. */
  readonly clockSkewInMs?: number
  /** SIGKILL at each event for which this is true. */
  readonly killOn?: (event: SandboxEvent) => boolean
  /** Called before the app starts: the place to script faults. Returns settings that replace others. */
  readonly prepare?: (
    world: World,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  readonly onEvent?: (event: SandboxEvent) => void
  /** Take the ports people expect, where they are free. */
  readonly preferDefaultPorts?: boolean
  /** Further or other settings for the app. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A world, and the app in it. */
export type Session = {
  readonly world: World
  readonly keeper: AppKeeper
  readonly tables: Tables
  readonly chronicle: Chronicle
  readonly say: Say
  readonly close: () => Promise<void>
}

const DEFAULT_APP_PORT = 7071

/** @throws when the world or the app does not come up; nothing is left running then */
export async function startSession(options: SessionOptions): Promise<Session> {
  const late: { clock?: World['clock']; keeper?: AppKeeper } = {}
  const say: Say = (actor, text) => {
    const event = { at: late.clock?.now() ?? new Date(), actor, text }
    options.onEvent?.(event)
    if (options.killOn?.(event) === true) late.keeper?.kill()
  }
  const world = await startWorld({
    root: options.root,
    stepsFor: (mail) => stepsFor(options.stories, mail),
    say,
    preferDefaultPorts: options.preferDefaultPorts ?? false,
    settings: options.settings ?? {},
  })
  late.clock = world.clock
  const chronicle = createChronicle(say)
  try {
    const keeper = await keepApp({
      world,
      settings: { ...world.settings, ...(await options.prepare?.(world)) },
      ...(await appOptions(options)),
      ...listeners(world, chronicle),
      onDeath: () => say('sandbox', 'The app is dead, and started again'),
    })
    late.keeper = keeper
    return {
      ...{ world, keeper, chronicle, say },
      tables: openTables(world.azurite.connectionString),
      close: async () => {
        await keeper.stop()
        await world.close()
      },
    }
  } catch (error) {
    await world.close()
    throw error
  }
}

async function appOptions({ root, hostScript, killAt, clockSkewInMs, preferDefaultPorts }: SessionOptions) {
  return {
    ...(clockSkewInMs !== undefined && { clockSkewInMs }),
    root,
    hostScript: hostScript ?? join(root, 'dist/sandbox/host.js'),
    port: await freePort(preferDefaultPorts === true ? DEFAULT_APP_PORT : 0),
    killAfterMs: killAt ?? [],
  }
}

function listeners(world: World, chronicle: Chronicle) {
  const log = join(world.folder, 'app.log')
  return {
    onMessage: (message: FromHost) => {
      appendFileSync(log, logText(message))
      chronicle.onMessage(message)
    },
    onOutput: (text: string) => appendFileSync(log, text),
  }
}

/** What the desk does in the stories whose endpoint a mail names: the attached report spells it out. */
function stepsFor(stories: readonly Story[], mail: SentMail) {
  return stories
    .filter(({ endpoint }) => endpoint !== '' && mail.text.includes(endpoint))
    .flatMap(({ desk }) => desk ?? [])
}

function logText(message: FromHost): string {
  if (message.type === 'log') return `${message.function ?? '-'} ${message.level}: ${message.message}\n`
  return message.type === 'ended' && message.error !== undefined
    ? `${message.function} failed: ${message.error}\n`
    : ''
}
