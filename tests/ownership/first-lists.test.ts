import { setImmediate as nextTurn } from 'node:timers/promises'
import * as z from 'zod'
import { firstLists } from '../../shared/ownership/first-lists'
import type { OwnershipHolder } from '../../shared/ownership/ownership-holder'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { freshStorage } from '../helpers/storage'

const at = new Date('2026-11-30T08:00:00Z')
const lease = { begunAt: at, isOver: false }

/** A process that needs the lists; its clock stands still, and a wait lasts a turn of the loop. */
function processOver(storage = freshStorage(), hours = 0) {
  const state = { isStored: false, fetched: 0 }
  const checkpoints = checkpointsOf(storage)
  const holder = {
    status: () => ({
      from: state.isStored ? 'storage' : 'embedded',
      sources: [{ source: 'service-tags-public' }],
    }),
    renew: async () => undefined,
  } as unknown as OwnershipHolder
  const run = (fetching: () => Promise<void> = nextTurn) =>
    firstLists({
      ...{ holder, checkpoints, wantsTags: () => true, onFault: () => undefined, isTimeUp: () => false },
      fetchLists: async () => {
        state.fetched += 1
        await fetching()
        state.isStored = true
      },
      sleep: () => nextTurn(),
      now: () => new Date(at.getTime() + hours * 3_600_000),
    })
  return { state, checkpoints, run }
}

it('the lease of a process that was killed is taken over, whatever the clocks say', async () => {
  const storage = freshStorage()
  await checkpointsOf(storage).save('first-lists', lease, undefined)
  const { state, checkpoints, run } = processOver(storage)
  await run()
  expect(state).toEqual({ isStored: true, fetched: 1 })
  expect((await checkpoints.load('first-lists', z.object({ isOver: z.boolean() })))?.value.isOver).toBe(true)
})

it('a lease that is renewed is waited for, however long the fetch takes', async () => {
  const storage = freshStorage()
  const [slow, other] = [processOver(storage), processOver(storage)]
  let isDone = false
  const fetching = slow.run(async () => {
    for (let n = 0; n < 200; n++) await nextTurn()
    isDone = true
  })
  await nextTurn()
  await other.run()
  expect([isDone, other.state.fetched]).toEqual([true, 0])
  await fetching
})

it.each([
  { hours: 0.1, fetched: 0 },
  { hours: 0.2, fetched: 1 },
])(
  'a fetch that failed is tried again after ten minutes: $hours h later $fetched',
  async ({ hours, fetched }) => {
    const storage = freshStorage()
    await checkpointsOf(storage).save('first-lists', { ...lease, isOver: true }, undefined)
    const { state, run } = processOver(storage, hours)
    await run()
    expect(state.fetched).toBe(fetched)
  },
)
