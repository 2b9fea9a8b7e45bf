import { breaker, breakerRow, breakerSchema } from '../../shared/reports/breaker'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { freshStorage } from '../helpers/storage'
import { reportId } from '../helpers/reports'

const minuteInMs = 60_000
const start = new Date('2026-11-23T10:00:00Z').getTime()
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const idOf = (n: number) =>
  reportId(`DAR-2611-11111${letters[n >> 10]}${letters[(n >> 5) & 31]}${letters[n & 31]}`)

const world = (newEndpointsPerHour: number) => {
  const checkpoints = checkpointsOf(freshStorage())
  const state = { at: start, opened: 0, next: 0 }
  const instance = () =>
    breaker({
      checkpoints,
      newEndpointsPerHour,
      onOpen: () => (state.opened += 1),
      now: () => new Date(state.at),
    })
  /** So many reports want to leave, one after the other; answers how many may. */
  const want = async (many: number) => {
    let admitted = 0
    for (let n = 0; n < many; n++) if (await instance().admits(idOf(state.next++))) admitted += 1
    return admitted
  }
  return { state, instance, want, checkpoints }
}

it('admits as many as the limit within any hour, holds the rest, and says so once', async () => {
  const { state, want, instance } = world(3)
  expect(await want(3)).toBe(3)
  expect([state.opened, await instance().isOpen()]).toEqual([0, true])
  expect(await want(4)).toBe(0)
  state.at = start + 59 * minuteInMs
  expect(await want(4)).toBe(0)
  expect(state.opened).toBe(1)
})

it('closes by itself when no more than the limit wanted to leave for an hour, and speaks again next time', async () => {
  const { state, want, instance } = world(3)
  await want(5)
  state.at = start + 30 * minuteInMs
  expect(await want(3)).toBe(0)
  state.at = start + 61 * minuteInMs
  expect(await want(1)).toBe(0)
  state.at = start + 91 * minuteInMs
  expect(await instance().isOpen()).toBe(false)
  expect(await want(3)).toBe(2)
  expect(state.opened).toBe(2)
})

it('a person closes it by removing its row', async () => {
  const { want, checkpoints } = world(2)
  await want(5)
  await checkpoints.remove(breakerRow)
  expect(await want(1)).toBe(1)
})

it('asked twice about one report, it counts once and answers the same', async () => {
  const { instance } = world(2)
  const answers: boolean[] = []
  for (const n of [0, 0, 0, 1, 2, 2]) answers.push(await instance().admits(idOf(n)))
  expect(answers).toEqual([true, true, true, true, false, false])
})

it('after an hour of floods its row still fits into one cell of a table', async () => {
  const { state, want, checkpoints } = world(10_000)
  for (let n = 0; n < 360; n++) {
    state.at = start + n * 10_000
    await want(1)
  }
  const held = await checkpoints.load(breakerRow, breakerSchema)
  expect(JSON.stringify(held?.value).length).toBeLessThan(20_000)
  expect(held?.value.wanted).toHaveLength(360)
})

it('four instances at once admit no more than the limit', async () => {
  const { instance, state } = world(10)
  const answers = await Promise.all(
    Array.from({ length: 4 }, async (_, which) => {
      const one = instance()
      let admitted = 0
      for (let n = 0; n < 6; n++) if (await one.admits(idOf(which * 100 + n))) admitted += 1
      return admitted
    }),
  )
  expect(answers.reduce((sum, one) => sum + one, 0)).toBe(10)
  expect(state.opened).toBe(1)
})
