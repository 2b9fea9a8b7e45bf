import { noteNothingRead, nothingReadCounts } from '../../shared/alerts/nothing-read'
import { after, dayInMs } from '../../shared/model/time'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { recentOf } from '../../shared/storage/recent-counts'
import { freshStorage } from '../helpers/storage'

const start = new Date('2026-11-30T10:00:00Z')
const seen = { source: 'http', format: 'leef', alertId: 'a1', members: ['peer'] } as const

async function pairsAt(checkpoints: ReturnType<typeof checkpointsOf>, now: Date) {
  const held = await checkpoints.load(nothingReadCounts.row, nothingReadCounts.schema)
  return recentOf(held?.value ?? [], now)
}

it('a pair of source and form begins once, and again after a week of silence', async () => {
  const checkpoints = checkpointsOf(freshStorage())
  const note = (days: number, format = 'leef') =>
    noteNothingRead(checkpoints, { ...seen, format }, after(start, days * dayInMs))
  expect(await note(0)).toBe(true)
  expect(await note(0)).toBe(false)
  expect(await note(0, 'cef')).toBe(true)
  expect(await note(6)).toBe(false)
  expect(await note(14)).toBe(true)
})

it('counts the last seven days and keeps the last three examples', async () => {
  const checkpoints = checkpointsOf(freshStorage())
  for (const days of [0, 1, 2, 3, 8]) {
    const members = Array.from({ length: 40 }, (_, i) => `m${i}`)
    await noteNothingRead(
      checkpoints,
      { ...seen, alertId: `a${days}`, members },
      after(start, days * dayInMs),
    )
  }
  const [pair, ...more] = await pairsAt(checkpoints, after(start, 8 * dayInMs))
  expect(more).toEqual([])
  expect(pair).toMatchObject({ source: 'http', format: 'leef', alerts: 3, begunAt: start })
  expect(pair?.examples.map(({ alertId }) => alertId)).toEqual(['a8', 'a3', 'a2'])
  expect(pair?.examples[0]?.members).toHaveLength(5)
})

it('holds twenty pairs at most', async () => {
  const checkpoints = checkpointsOf(freshStorage())
  for (let n = 0; n < 25; n++) await noteNothingRead(checkpoints, { ...seen, format: `f${n}` }, start)
  expect(await pairsAt(checkpoints, start)).toHaveLength(20)
})

it('of several at once one begins it, and none is counted twice', async () => {
  const checkpoints = checkpointsOf(freshStorage())
  const begun = await Promise.all([1, 2, 3].map(() => noteNothingRead(checkpoints, seen, start)))
  expect(begun.filter(Boolean)).toHaveLength(1)
  expect((await pairsAt(checkpoints, start))[0]?.alerts).toBe(3)
})
