import type { Storage } from '../../shared/storage/storage'
import { storageBehind, type StorageBehind } from '../helpers/slow-storage'
import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { freshAccount } from '../helpers/storage'
import { SmallWorld } from './small-world'

let world: SmallWorld
let opened: StorageBehind[]
beforeEach(async () => {
  world = await SmallWorld.start({}, {}, {}, freshAccount())
  opened = []
})
afterEach(async () => {
  for (const { close } of opened) await close()
  await world.close()
})

/** The connection ends in place of the answer, whatever was asked for having been carried out. */
const cuts = [
  { each: 2, from: 0 },
  { each: 2, from: 1 },
  { each: 3, from: 0 },
  { each: 3, from: 1 },
  { each: 3, from: 2 },
]

async function storageCutting({
  each,
  from,
}: (typeof cuts)[number]): Promise<{ readonly storage: Storage; readonly requests: () => number }> {
  let requests = 0
  const behind = await storageBehind(
    world.account,
    (_request, _answer, pass) => pass(requests++ % each === from ? 'cut' : undefined),
    { attemptInMs: 15_000, attempts: 4 },
  )
  opened.push(behind)
  return { storage: behind.storage, requests: () => requests }
}

describe.each(cuts)('one of $each answers of storage is lost, from number $from on', (cut) => {
  it('one case, one mail, its answer read', async () => {
    const { storage, requests } = await storageCutting(cut)
    /** As the queue and the timers have it. */
    const often = async (run: () => Promise<unknown>) => {
      for (let n = 0; n < 3; n++) {
        await run()
        world.pass(0.3)
      }
    }
    await often(() => world.openCase(fromGraph(graphAlert()), storage))
    world.pass(1.1)
    await often(() => world.fileReports(storage))
    await often(() => world.chaseReports(storage))
    expect(await world.report()).toMatchObject({ Endpoint: 'safe-hse.com', Status: 'sent' })
    world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.' }))
    await often(() => world.trackReplies(storage))
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
    const tables = ['Cases', 'Reports', 'Sightings', 'Deliveries'] as const
    const rows = await Promise.all(tables.map(async (table) => (await world.rows(table)).length))
    expect([...rows, world.mails.length]).toEqual([1, 1, 1, 1, 1])
    expect(requests()).toBeGreaterThan(100)
  })

  it('two instances whose clocks agree to the millisecond: one mail', async () => {
    await world.openCase(fromGraph(graphAlert()))
    world.pass(1.1)
    const [one, other] = [await storageCutting(cut), await storageCutting(cut)]
    await Promise.all([world.fileReports(one.storage), world.fileReports(other.storage)])
    expect(world.mails).toHaveLength(1)
  })
})
