import type { Storage } from '../../shared/storage/storage'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

/** Storage in which `meanwhile` happens right before a delivery is first marked as handing over. */
function beforeTheMark(storage: Storage, meanwhile: () => Promise<void>): Storage {
  let isFirst = true
  return {
    ...storage,
    table: (name) => {
      const table = storage.table(name)
      return {
        ...table,
        replace: async (row, etag) => {
          if (name === 'Deliveries' && row['DeliveryState'] === 'handing-over' && isFirst) {
            isFirst = false
            await meanwhile()
          }
          return table.replace(row, etag)
        },
      }
    },
  }
}

it('a claim that ran out and was taken over before its mark sends nothing: the mail leaves once', async () => {
  world = await SmallWorld.start()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  const second = async () => {
    world.pass(0.3)
    await world.fileReports()
  }
  await world.fileReports(beforeTheMark(world.storage, second))
  for (let n = 0; n < 3; n++) {
    world.pass(1)
    await world.fileReports()
  }
  expect(world.mails.map(({ envelopeId }) => envelopeId?.split('.').slice(1, 3))).toEqual([['initial', '2']])
  expect(await world.report()).toMatchObject({ Status: 'sent' })
})
