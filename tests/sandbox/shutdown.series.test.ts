import { conduct } from '../../sandbox/run/conductor'
import { startSession } from '../../sandbox/run/session'
import type { Session } from '../../sandbox/run/session'
import { takeLedger } from '../../sandbox/soak/ledger'
import { raiseAlerts } from '../../sandbox/soak/load'
import { endPlay, hostScriptOfTests, MINUTES, root, whenBuilt } from './play'

let session: Session | undefined
afterEach(async () => {
  await session?.close()
  await endPlay()
})

const settings = {
  MODE_BY_SOURCE: 'queue=auto',
  AGGREGATION_WINDOW_MINUTES: '0',
  DNS_LOOKUPS: 'none',
  BREAKER_NEW_ENDPOINTS_PER_HOUR: '10000',
}

/** Waits in real time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** What it takes the app to end by itself, in the middle of whatever it does. */
async function terminate({ keeper }: Session): Promise<number> {
  const app = await keeper.app()
  const start = performance.now()
  await app.terminate()
  return performance.now() - start
}

whenBuilt(
  'told to end in the middle of its work, the app lets go within seconds: nothing lost, nothing twice, nobody asked',
  async () => {
    const stories: Parameters<typeof raiseAlerts>[1] = []
    const started = (session = await startSession({
      ...{ root, hostScript: hostScriptOfTests(), stories, settings },
      prepare: ({ smtp }) => {
        // The sender waits for the answer: whoever cuts it off there leaves a mail of which nobody knows.
        smtp.script = { answerAfterInMs: 400 }
        return {}
      },
    }))
    const { world, keeper, tables } = started
    const { targets } = await raiseAlerts(started, stories, { first: 1, count: 12, seed: 7 })
    const ends = [await terminate(started)]
    const hours = 6
    let isOver = false
    const deps = { world, keeper, tables, onRest: () => undefined, isStopped: () => isOver }
    const passing = conduct(deps, new Date(world.clock.now().getTime() + hours * 3_600_000))
    for (const mails of [1, 5, 9]) {
      await until(() => world.smtp.begun.length >= mails)
      ends.push(await terminate(started))
    }
    await passing
    isOver = true

    const held = world.smtp.received.flatMap(({ envelopeId = '' }) => {
      const [, id] = /^([^.]+)\.initial\./.exec(envelopeId) ?? []
      return id === undefined ? [] : [id]
    })
    const dropped = { kept: 0, lost: 0 }
    const server = { held, vanished: new Set<string>(), refused: new Set<string>(), attempts: 0, dropped }
    const { byStatus, reports, ...ledger } = await takeLedger(started, targets, server)
    expect(reports).toBe(targets.length)
    expect(Object.keys(byStatus).filter((status) => status.startsWith('unconfirmed'))).toEqual([])
    expect(ledger).toMatchObject({
      ...{ lost: [], doubled: [], miscounted: [], mailedTwice: [], disputed: [], unfinished: [] },
      ...{ unanswered: [], quarantined: 0 },
    })
    expect(keeper.deaths()).toBe(4)
    expect(Math.max(...ends)).toBeLessThan(15_000)
  },
  3 * MINUTES,
)
