import { untilKilled, watch } from '../helpers/faulty-storage'
import { fromGraph, graphAlert } from './founding-alert'
import { answer } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

const minuteInMs = 60_000

/** Approved by an instance whose clock is off, sent by one whose clock is right and that is killed after a write. */
async function play(skewInMinutes: number, killAfter: number): Promise<'killed' | 'ended'> {
  world = await SmallWorld.start({ REPORTING_MODE: 'review' })
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  const right = world.at
  world.at = new Date(right.getTime() + skewInMinutes * minuteInMs)
  await answer(world, 'approve')
  world.at = new Date(right.getTime() + 10_000)
  const [row] = await world.rows('Agenda')
  await world.storage
    .table('Agenda')
    .merge({ partitionKey: 'open', rowKey: String(row?.rowKey), FileAt: right })
  const end = await untilKilled(() => world.fileReports(watch(world.storage, killAfter).storage))
  for (let n = 0; n < 40; n++) {
    world.at = new Date(world.at.getTime() + minuteInMs)
    await world.fileReports()
  }
  return end === 'killed' ? 'killed' : 'ended'
}

it.each([5, -5, 0])(
  'clocks %i minutes apart, killed after any write: one mail, or a question',
  async (skew) => {
    for (let write = 1; write < 12; write++) {
      const end = await play(skew, write)
      const { Status } = await world.report()
      // Killed between the mark and the body, nothing can prove that it did not leave: a person is asked.
      const expected = Status === 'unconfirmed' ? [0, 'unconfirmed'] : [1, 'sent']
      expect([write, world.mails.length, Status]).toEqual([write, ...expected])
      await world.close()
      if (end === 'ended') break
    }
  },
  90_000,
)
