import { untilKilled, watch } from '../helpers/faulty-storage'
import { type GraphDesk, startGraphDesk } from './graph-desk'
import { openQueued } from './queues'

const falsePositive = { classification: 'falsePositive', determination: 'notMalicious' }
const five = ['a', 'b', 'c', 'd', 'e']
const twelve = Array.from('abcdefghijkl')

type Step = {
  readonly name: string
  readonly ids: readonly string[]
  /** Brings the desk to where one run has something to find. */
  readonly before: (desk: GraphDesk) => Promise<void>
  /** Writes of a clean run. */
  readonly writes: number
  readonly then: Readonly<Record<string, unknown>>
}

const steps: readonly Step[] = [
  {
    name: 'the daily re-sweep',
    ids: five,
    before: async (desk) => {
      await desk.collect()
      desk.world.pass(10)
      await desk.collect()
      for (const id of five) desk.raise(id, 5)
      desk.world.pass(15)
    },
    // The main window, five alerts, three pages, the memory of what was queued.
    writes: 10,
    then: { Status: 'collecting' },
  },
  {
    name: 'the weekly recheck',
    ids: twelve,
    before: async (desk) => {
      for (const id of twelve) desk.raise(id, 1)
      await desk.collectAndOpen()
      desk.world.pass(7 * 24 - 1)
      await desk.collect()
      for (const id of twelve) desk.change(id, falsePositive)
      desk.world.pass(1.1)
    },
    // The main window, whose overlap holds six pages, twelve alerts, a stop in between, the end.
    writes: 20,
    then: { Status: 'closed', Outcome: 'withdrawn' },
  },
]

describe.each(steps)('$name, killed after any write', ({ ids, before, writes, then }) => {
  const play = async (killAfter: number, second: boolean) => {
    const desk = await startGraphDesk()
    try {
      await before(desk)
      const watched = watch(desk.world.storage, killAfter, async () => {
        if (second) await desk.collect()
      })
      const end = await untilKilled(() => desk.collect(watched.storage))
      for (let run = 0; run < 2; run++) {
        desk.world.pass(0.1)
        await desk.collect()
      }
      await openQueued(desk.world)
      await desk.world.chaseReports()
      const report = await desk.world.report()
      const sightings = (await desk.world.rows('Sightings')).map((row) => row['AlertId']).sort()
      return { end, report, sightings, made: watched.writes() }
    } finally {
      await desk.close()
    }
  }

  it('a clean run', async () => {
    const { end, report, sightings, made } = await play(Infinity, false)
    expect([end, made]).toEqual(['ended', writes])
    expect(report).toMatchObject(then)
    expect(sightings).toEqual(ids)
  })

  const kills = Array.from({ length: writes }, (_, n) => n + 1).flatMap((write) => [
    { write, second: false, then: 'started again' },
    { write, second: true, then: 'a second run in between' },
  ])
  it.each(kills)('write $write, $then', async ({ write, second }) => {
    const { end, report, sightings } = await play(write, second)
    expect(end).toBe('killed')
    expect(report).toMatchObject(then)
    expect(sightings).toEqual(ids)
  })
})
