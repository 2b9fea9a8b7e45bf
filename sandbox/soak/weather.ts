import { draw } from '../crash/numbers'
import type { Session } from '../run/session'
import { graphError } from '../world/graph-fault'
import { startLine } from '../world/outage'
import type { Line } from '../world/outage'
import type { World } from '../world/world'

/** What has been done to the app so far. */
export type Weather = {
  readonly kills: number
  readonly terminations: number
  /** The longest time from SIGTERM to the end of the process, in milliseconds. */
  readonly longestEndInMs: number
  readonly storageOutages: number
  readonly mailboxOutages: number
  readonly graphFaults: number
}

export type WeatherMaker = {
  /** Settings that lead the app over lines that can be cut. */
  readonly settings: Readonly<Record<string, string>>
  /** Lets faults fall upon the app in the next seconds, and ends when they are over. */
  readonly blow: (session: Session, slice: number, mayKill: boolean) => Promise<void>
  readonly report: () => Weather
  readonly close: () => Promise<void>
}

const outageInMs = 2_000

/** Puts lines in front of storage and mailbox. What falls when follows from the seed, give or take the machine. */
export async function makeWeather(world: World, seed: number): Promise<WeatherMaker> {
  const storage = await Promise.all(Object.values(world.azurite.ports).map((port) => startLine(port)))
  const mailbox = await startLine(world.imap.port)
  const ports = Object.values(world.azurite.ports)
  const seen = { kills: 0, terminations: 0, longestEndInMs: 0, storageOutages: 0, mailboxOutages: 0 }
  let graphFaults = 0
  return {
    settings: {
      AzureWebJobsStorage: ports.reduce(
        (text, port, n) => text.replace(`:${port}/`, `:${storage[n]?.port ?? port}/`),
        world.settings['AzureWebJobsStorage'] ?? '',
      ),
      IMAP_PORT: String(mailbox.port),
    },
    blow: async (session, slice, mayKill) => {
      const next = (what: string) => draw(seed, what, slice)
      graphFaults += troubleGraph(world)
      if (mayKill) {
        await wait(500 + 2_500 * next('kill'))
        ;(await session.keeper.app()).kill().catch(() => undefined)
        seen.kills += 1
        await wait(1_000 + 2_000 * next('terminate'))
        seen.longestEndInMs = Math.max(seen.longestEndInMs, await terminate(session))
        seen.terminations += 1
      }
      if (slice % 2 === 0) {
        await wait(1_000 * next('storage'))
        await cut(storage)
        seen.storageOutages += 1
      } else {
        await cut([mailbox])
        seen.mailboxOutages += 1
      }
    },
    report: () => ({ ...seen, graphFaults }),
    close: async () => {
      await Promise.all([...storage, mailbox].map((line) => line.close()))
    },
  }
}

function troubleGraph({ graph }: World): number {
  const faults = [
    { ...graphError(429, 'TooManyRequests', 'too many requests'), headers: { 'retry-after': '1' } },
    undefined,
    graphError(503, 'ServiceUnavailable', 'not now'),
    { status: 0 },
  ]
  graph.faults.push(...faults)
  return faults.filter((fault) => fault !== undefined).length
}

async function terminate({ keeper }: Session): Promise<number> {
  const app = await keeper.app()
  const start = performance.now()
  await app.terminate()
  return performance.now() - start
}

async function cut(lines: readonly Line[]): Promise<void> {
  for (const line of lines) line.cut()
  await wait(outageInMs)
  for (const line of lines) line.mend()
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
