import { sendBudget } from '../../shared/delivery/send-budget'
import {
  type Caps,
  fullAt,
  nothingSpent,
  settle,
  type Spent,
  take,
  tidied,
} from '../../shared/delivery/spent-budget'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { rowsOf } from '../helpers/faulty-storage'
import { freshStorage } from '../helpers/storage'

const start = new Date('2026-11-23T10:00:00Z').getTime()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The most mails in any half-open span of this length, wherever it begins. */
function mostWithin(sentAt: readonly number[], span: number): number {
  const sorted = sentAt.toSorted((a, b) => a - b)
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + span).length))
}

/** Senders that each ask, send after a while, say so after another while, or die on the way. */
function simulate(caps: Caps, seed: number, forMs: number, pauseMs: number) {
  const chance = random(seed)
  const sent: number[] = []
  let spent: Spent = nothingSpent
  let asks = 0
  const ends: { at: number; id: string; used: boolean }[] = []
  for (let now = start; now < start + forMs; now += Math.ceil(chance() * pauseMs)) {
    for (const end of ends.splice(0)) {
      if (end.at > now) ends.push(end)
      else spent = settle(tidied(spent, new Date(end.at)), end.id, end.used, new Date(end.at))
    }
    spent = tidied(spent, new Date(now))
    if (fullAt(spent, caps, new Date(now))) continue
    const id = String(asks++)
    spent = take(spent, id, new Date(now + 15 * minute))
    const used = chance() < 0.9
    const sentAt = now + chance() * 20_000
    if (used) sent.push(sentAt)
    const dies = chance() < 0.01
    if (!dies) ends.push({ at: sentAt + chance() * 5_000, id, used })
  }
  return sent
}

describe('whatever happens, no window holds more than its cap', () => {
  it.each([1, 2, 3])('a minute, senders at once, slow and dying, seed %i', (seed) => {
    const caps = { perMinute: 20, perHour: 10_000, perDay: 10_000 }
    const sent = simulate(caps, seed, hour / 2, 800)
    expect(mostWithin(sent, minute)).toBeLessThanOrEqual(20)
    expect(sent.length).toBeGreaterThan(10 * 20)
  })

  it.each([7, 8])('an hour and a day, seed %i', (seed) => {
    const caps = { perMinute: 20, perHour: 60, perDay: 300 }
    const sent = simulate(caps, seed, 2.5 * day, 120_000)
    expect(mostWithin(sent, hour)).toBeLessThanOrEqual(60)
    expect(mostWithin(sent, day)).toBeLessThanOrEqual(300)
    expect(sent.length).toBeGreaterThan(500)
  })

  it('a day in which a mail left every second fits into one cell of a table', () => {
    const left = Array.from({ length: 86_400 }, (_, n) => [start / 1000 + n, 100] as const)
    const kept = tidied({ left, open: [] }, new Date(start + day))
    expect(JSON.stringify(kept).length).toBeLessThan(20_000)
    expect(kept.left.reduce((sum, [, mails]) => sum + mails, 0)).toBeGreaterThanOrEqual(86_399 * 100)
  })
})

describe('at the border', () => {
  const caps = { perMinute: 2, perHour: 100, perDay: 100 }
  const sentAt = (...times: number[]) =>
    times.reduce(
      (spent, at, n) => settle(take(spent, `${n}`, new Date(at)), `${n}`, true, new Date(at)),
      nothingSpent,
    )

  it.each([
    { what: 'room', spent: sentAt(start), at: start, until: undefined },
    { what: 'none', spent: sentAt(start, start + 30_000), at: start + 59_999, until: start + minute },
    {
      what: 'room again when the first falls out',
      spent: sentAt(start, start + 30_000),
      at: start + minute,
      until: undefined,
    },
    {
      what: 'a second is rounded up',
      spent: sentAt(start + 1, start + 1),
      at: start + minute,
      until: start + 1000 + minute,
    },
  ])('$what', ({ spent, at, until }) => {
    expect(fullAt(spent, caps, new Date(at))?.until.getTime()).toBe(until)
  })

  it('the cap that is reached is named, the one that lasts longest first', () => {
    const spent = sentAt(...Array.from({ length: 3 }, () => start))
    const full = fullAt(spent, { perMinute: 3, perHour: 3, perDay: 100 }, new Date(start))
    expect(full).toEqual({
      until: new Date(start + hour),
      why: '3 mails have left within an hour (SEND_PER_DAY)',
    })
  })
})

describe('kept in the table', () => {
  const caps = { perMinute: 5, perHour: 8, perDay: 100 }

  it.each([2, 4])('%i instances at once never exceed it by one, across restarts', async (instances) => {
    const checkpoints = checkpointsOf(freshStorage())
    let now = new Date(start)
    const askAll = async () => {
      const asks = Array.from({ length: instances }, async () => {
        const budget = sendBudget({ checkpoints, caps, now: () => now })
        let got = 0
        for (let n = 0; n < 4; n++) {
          const leave = await budget.ask()
          if ('until' in leave) continue
          got += 1
          await leave.end(true)
        }
        return got
      })
      return (await Promise.all(asks)).reduce((sum, got) => sum + got, 0)
    }
    expect(await askAll()).toBe(5)
    now = new Date(start + 59_000)
    expect(await askAll()).toBe(0)
    now = new Date(start + minute)
    expect(await askAll()).toBe(3)
    now = new Date(start + 2 * minute)
    expect(await askAll()).toBe(0)
  })

  it('what was not used is given back; what nobody settled counts until it must be over, and a window more', async () => {
    const storage = freshStorage()
    let now = new Date(start)
    const budget = () =>
      sendBudget({ checkpoints: checkpointsOf(storage), caps: { ...caps, perMinute: 1 }, now: () => now })
    const unused = await budget().ask()
    expect(await budget().ask()).toMatchObject({ why: '1 mails have left within a minute (SEND_PER_DAY)' })
    if (!('end' in unused)) throw new Error('there was room')
    await unused.end(false)
    // From here on as if it had been killed.
    expect(await budget().ask()).toHaveProperty('end')
    now = new Date(start + 15 * minute + 59_000)
    expect(await budget().ask()).toHaveProperty('until')
    now = new Date(start + 16 * minute)
    expect(await budget().ask()).toHaveProperty('end')
    expect(await rowsOf(storage, 'Checkpoints')).toHaveLength(1)
  })

  it('a long queue is told to come back in its turn', async () => {
    const now = new Date(start)
    const budget = sendBudget({
      checkpoints: checkpointsOf(freshStorage()),
      caps: { ...caps, perMinute: 2 },
      now: () => now,
    })
    const turns: (number | undefined)[] = []
    for (let n = 0; n < 6; n++) {
      const leave = await budget.ask()
      if ('until' in leave) turns.push((leave.until.getTime() - start) / minute)
      else await leave.end(true)
    }
    expect(turns).toEqual([1, 1, 2, 2])
  })
})
