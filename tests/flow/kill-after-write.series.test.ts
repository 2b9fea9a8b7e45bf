import type { Storage } from '../../shared/storage/storage'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { startExchangeWorld } from './exchange-world'
import { SmallWorld } from './small-world'

type Step = {
  readonly name: string
  /** Brings the world to where the step begins. */
  readonly before: (world: SmallWorld) => Promise<void>
  /** The step that is killed, over the storage that is given. */
  readonly run: (world: SmallWorld, storage: Storage) => Promise<void>
  /** Settings that differ. */
  readonly settings?: Readonly<Record<string, string>>
  /** What Defender says about the alert from then on; unchanged where it is not given. */
  readonly again?: (world: SmallWorld) => Promise<void>
  /** Statuses that a killed run may end in besides that of a clean one. */
  readonly also?: readonly string[]
  /** Another mailbox than the server with IMAP. */
  readonly start?: (settings?: Step['settings']) => Promise<SmallWorld>
  /** How many writes the step has. */
  readonly upTo: number
}

const open = (world: SmallWorld, storage?: Storage) => world.openCase(fromGraph(graphAlert()), storage)
const markFalse = (world: SmallWorld) =>
  world.openCase(fromGraph(graphAlert({ classification: 'falsePositive' })))

const send = async (world: SmallWorld) => {
  await open(world)
  world.pass(1.1)
  await world.fileReports()
}

const answer = async (world: SmallWorld, table: string, text: string) => {
  for await (const row of world.storage.table('Questions').list()) {
    await world.storage.table('Questions').merge({ ...row.key, Answer: text })
  }
  expect(table).toBe('Questions')
}

const steps: readonly Step[] = [
  { name: 'openCase', before: async () => undefined, run: open, upTo: 5 },
  {
    name: 'fileReports ending the window and sending',
    before: async (world) => {
      await open(world)
      world.pass(1.1)
    },
    run: (world, storage) => world.fileReports(storage),
    also: ['unconfirmed'],
    upTo: 15,
  },
  {
    name: 'chaseReports asking for a reminder',
    before: async (world) => {
      await send(world)
      world.pass(7 * 24 + 1)
    },
    run: (world, storage) => world.chaseReports(storage),
    // The figures of two months are kept first.
    upTo: 9,
  },
  {
    name: 'chaseReports withdrawing',
    before: async (world) => {
      await send(world)
      await markFalse(world)
    },
    run: (world, storage) => world.chaseReports(storage),
    again: markFalse,
    // The figures of two months are kept first.
    upTo: 8,
  },
  {
    name: 'trackReplies reading an acknowledgement',
    before: async (world) => {
      await send(world)
      world.mailbox.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.' }))
    },
    run: (world, storage) => world.trackReplies(storage),
    upTo: 6,
  },
  {
    name: 'trackReplies reading a bounce',
    before: async (world) => {
      await send(world)
      world.mailbox.deliver(bounceOf(world.mails[0]!, ['ioc@microsoft.com', 'abuse@microsoft.com']))
    },
    run: (world, storage) => world.trackReplies(storage),
    upTo: 9,
  },
  {
    name: 'an approval',
    settings: { REPORTING_MODE: 'review' },
    before: async (world) => {
      await send(world)
      await answer(world, 'Questions', 'approve')
    },
    run: (world, storage) => world.chaseReports(storage),
    // The figures of two months are kept first.
    upTo: 10,
  },
]

/** Lets every function look again until nothing is left to do. */
async function settle(world: SmallWorld, again: (world: SmallWorld) => Promise<void>): Promise<void> {
  // Our own copies alone tell nothing new, and a login costs half a second.
  if (world.mailbox.size() > world.mails.length) await world.trackReplies()
  for (let round = 0; round < 4; round++) {
    await again(world)
    await world.fileReports()
    await world.chaseReports()
    world.pass(0.5)
  }
}

async function outcome(world: SmallWorld) {
  const reports = (await world.rows('Reports')).map(({ Endpoint, Status, Outcome, Sightings, Takedown }) => ({
    ...{ Endpoint, Status, Outcome, Sightings, Takedown },
  }))
  const purposes = world.mails.map((mail) => mail.envelopeId?.split('.').at(1))
  return { reports, purposes: purposes.toSorted() }
}

const startSmallWorld = (settings?: Step['settings']) => SmallWorld.start(settings)

const throughGraph = steps
  .filter(({ name }) => name.startsWith('trackReplies'))
  .map((step): Step => ({
    ...step,
    name: `${step.name} through Graph`,
    start: async () => (await startExchangeWorld()).world,
  }))

describe.each([...steps, ...throughGraph])(
  '$name, killed after any write',
  ({ before, run, start = startSmallWorld, settings, again = open, also, upTo }) => {
    const play = async (killAfter: number, second: boolean) => {
      const world = await start(settings)
      try {
        await before(world)
        const watched = watch(world.storage, killAfter, async () => {
          if (second) await run(world, world.storage)
        })
        const end = await untilKilled(() => run(world, watched.storage))
        await settle(world, again)
        return { end, writes: watched.writes(), ...(await outcome(world)) }
      } finally {
        await world.close()
      }
    }

    let clean: Awaited<ReturnType<typeof play>>
    beforeAll(async () => {
      clean = await play(Infinity, false)
    })

    it('has exactly the writes that are tried here', () => {
      expect(clean.writes).toBe(upTo)
    })

    const kills = Array.from({ length: upTo }, (_, n) => n + 1).flatMap((write) => [
      { write, second: false, then: 'started again' },
      { write, second: true, then: 'a second instance in between' },
    ])
    it.each(kills)('write $write, $then', async ({ write, second }) => {
      const { reports, purposes } = await play(write, second)
      const statuses = [clean.reports[0]?.Status, ...(also ?? [])]
      expect(statuses).toContain(reports[0]?.Status)
      const isAsClean = reports[0]?.Status === clean.reports[0]?.Status
      expect(reports).toEqual(
        isAsClean ? clean.reports : [{ ...clean.reports[0], Status: reports[0]?.Status }],
      )
      // Never more than in a clean run; fewer only where a person is asked instead.
      expect(purposes).toEqual(
        isAsClean ? clean.purposes : purposes.filter((purpose) => clean.purposes.includes(purpose)),
      )
    })
  },
)
