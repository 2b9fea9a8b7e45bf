import { type CollectCursor, formatCursor, parseCursor, withTodo } from '../../shared/alerts/collect-cursor'
import { collectBudget } from '../../shared/alerts/collect-budget'
import { ticksOf } from '../../shared/alerts/collect-slice'
import {
  formatRecheckCursor,
  parseRecheckCursor,
  recheckAt,
  type RecheckCursor,
} from '../../shared/alerts/recheck-cursor'
import { resweepReadsFrom, resweepWindowAt } from '../../shared/alerts/resweep'

const t0 = new Date('2026-11-23T12:00:00Z')
const at = (hours: number) => new Date(t0.getTime() + hours * 3600_000)
const cursorOf = (changes: Partial<CollectCursor> = {}): CollectCursor => ({
  doneUntil: t0,
  readUntil: t0,
  todo: [],
  largestPage: 0,
  ...changes,
})
const left = { from: ticksOf(at(-48)), to: ticksOf(t0) }

describe('the window of the daily re-sweep', () => {
  it.each([
    { name: 'none within a day of the last', now: at(23.9), cursor: cursorOf(), is: undefined },
    { name: '48 hours, a day after', now: at(24), cursor: cursorOf(), is: { from: at(-24), to: at(24) } },
    {
      name: 'from a day before the last, long after: an outage hides nothing that was shown late before it',
      now: at(1000),
      cursor: cursorOf(),
      is: { from: at(-24), to: at(1000) },
    },
    {
      name: 'never from before the look back of the first run',
      now: at(24),
      cursor: cursorOf({ notBefore: at(-1) }),
      is: { from: at(-1), to: at(24) },
    },
    { name: 'none while one is under way', now: at(24), cursor: cursorOf({ todo: [left] }), is: undefined },
    {
      name: 'a new one beside what Graph refuses',
      now: at(24),
      cursor: cursorOf({ todo: [{ ...left, isRefused: true }] }),
      is: { from: at(-24), to: at(24) },
    },
    {
      name: '48 hours, where the last one is still to come: a clock was ahead',
      now: at(0),
      cursor: cursorOf({ readUntil: at(700) }),
      is: { from: at(-48), to: at(0) },
    },
  ])('$name', ({ now, cursor, is }) => {
    const found = resweepWindowAt(now, cursor, { delayInSeconds: 0 })
    if (is === undefined) expect(found).toBeUndefined()
    else expect(found).toMatchObject(is)
  })

  it.each([
    { name: 'the next window', cursor: cursorOf(), is: at(-24) },
    { name: '48 hours', cursor: cursorOf({ readUntil: at(100) }), is: at(52) },
    { name: 'what is left of an earlier one', cursor: cursorOf({ todo: [left] }), is: at(-48) },
  ])('what was queued is remembered as far back as $name', ({ cursor, is }) => {
    expect(resweepReadsFrom(at(100), cursor)).toEqual(is)
  })

  it('ends where changes may not be visible yet', () => {
    expect(resweepWindowAt(at(25), cursorOf(), { delayInSeconds: 60 })?.to).toEqual(at(25 - 1 / 60))
  })

  it('how far back it may look outlives slice, window and storage', () => {
    const begun = withTodo(cursorOf({ notBefore: at(-1), readUntil: at(24) }), [left])
    const ended = withTodo(begun, [])
    expect(begun.doneUntil).toEqual(t0)
    expect(parseCursor(formatCursor(ended))).toEqual({
      doneUntil: at(24),
      readUntil: at(24),
      notBefore: at(-1),
      todo: [],
      largestPage: 0,
    })
  })
})

describe('the weekly recheck', () => {
  const after = { reportId: 'DAR-2611-7F3K9QXM', sightingKey: 'ab' }
  const asleep: RecheckCursor = { startedAt: t0, isUnderWay: false }
  it.each([
    { name: 'not within a week', now: at(7 * 24 - 0.1), cursor: asleep, is: undefined },
    { name: 'a week after', now: at(168), cursor: asleep, is: { startedAt: at(168), isUnderWay: true } },
    {
      name: 'goes on where it stopped, whenever it began',
      now: at(900),
      cursor: { ...asleep, isUnderWay: true, after },
      is: { startedAt: t0, isUnderWay: true, after },
    },
    {
      name: 'rests while Graph wants it to',
      now: at(1),
      cursor: { ...asleep, isUnderWay: true, waitUntil: at(2) },
      is: undefined,
    },
  ])('$name', ({ now, cursor, is }) => {
    expect(recheckAt(now, cursor)).toEqual(is)
  })

  it('its cursor is read back as it was written', () => {
    const cursor = { startedAt: t0, isUnderWay: true, after, failures: 2, waitUntil: at(1) }
    expect(parseRecheckCursor(formatRecheckCursor(cursor))).toEqual(cursor)
  })

  it.each(['', 'null', '{}', '{"startedAt":"yesterday","isUnderWay":true}'])('%j is no cursor', (text) => {
    expect(parseRecheckCursor(text)).toBeUndefined()
  })
})

describe('the budget of a run', () => {
  const budgetAt = (time: { now: Date }, isStopping?: () => boolean) => {
    const sleep = async (ms: number) => void (time.now = new Date(time.now.getTime() + ms))
    return collectBudget({ now: () => time.now, sleep, isStopping })
  }

  it('is 120 requests in any minute, for which it waits, and four minutes', async () => {
    const time = { now: t0 }
    const budget = budgetAt(time)
    const takenAt: number[] = []
    while (await budget.take()) takenAt.push(time.now.getTime())
    const inMinuteOf = (at: number) => takenAt.filter((other) => other > at - 60_000 && other <= at).length
    expect(Math.max(...takenAt.map(inMinuteOf))).toBe(120)
    expect(takenAt).toHaveLength(5 * 120)
    expect(time.now.getTime() - t0.getTime()).toBeLessThanOrEqual(4 * 60_000)
  })

  it('ends with the fourth minute', async () => {
    const time = { now: t0 }
    const budget = budgetAt(time)
    time.now = at(4 / 60)
    await expect(budget.take()).resolves.toBe(true)
    time.now = at(4.1 / 60)
    await expect(budget.take()).resolves.toBe(false)
    expect(budget.isSpent()).toBe(true)
  })

  it('ends when the app is told to stop', async () => {
    const budget = budgetAt({ now: t0 }, () => true)
    await expect(budget.take()).resolves.toBe(false)
  })
})
