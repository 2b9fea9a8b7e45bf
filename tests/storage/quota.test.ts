import { checkpointsOf } from '../../shared/storage/checkpoints'
import { quotaOf, type QuotaLimits } from '../../shared/storage/quota'
import { freshStorage } from '../helpers/storage'

let at = new Date()
beforeEach(() => {
  at = new Date('2026-11-23T23:58:00Z')
})
const pass = (seconds: number) => {
  at = new Date(at.getTime() + seconds * 1000)
}
const quota = (limits: QuotaLimits, storage = freshStorage()) =>
  quotaOf(checkpointsOf(storage), 'someone', limits, () => at)

it('no minute sees more than its limit, wherever it begins', async () => {
  const { take } = quota({ perMinute: 2 })
  await expect(take()).resolves.toBeUndefined()
  pass(40)
  await expect(take()).resolves.toBeUndefined()
  pass(10)
  await expect(take()).resolves.toEqual(new Date('2026-11-23T23:59:00Z'))
  pass(10)
  await expect(take()).resolves.toBeUndefined()
  await expect(take()).resolves.toEqual(new Date('2026-11-23T23:59:40Z'))
})

it('a day of UTC has its own limit, and the next one begins anew', async () => {
  const { take } = quota({ perMinute: 10, perDay: 1 })
  await expect(take()).resolves.toBeUndefined()
  pass(70)
  await expect(take()).resolves.toEqual(new Date('2026-11-24T00:00:00Z'))
  pass(60)
  await expect(take()).resolves.toBeUndefined()
})

it('who is told to wait waits, and no shorter wait ends a longer one', async () => {
  const { take, rest } = quota({ perMinute: 10 })
  await rest(new Date('2026-11-24T00:10:00Z'))
  await rest(new Date('2026-11-24T00:01:00Z'))
  await expect(take()).resolves.toEqual(new Date('2026-11-24T00:10:00Z'))
  pass(13 * 60)
  await expect(take()).resolves.toBeUndefined()
})

it('instances share it: of many at once no more get leave than there is', async () => {
  const storage = freshStorage()
  const answers = await Promise.all(Array.from({ length: 8 }, () => quota({ perMinute: 3 }, storage).take()))
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(3)
})
