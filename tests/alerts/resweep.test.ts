import { afterPage, type CollectCursor, formatCursor, parseCursor } from '../../shared/alerts/collect-cursor'
import { collectBudget } from '../../shared/alerts/collect-budget'
import {
  formatRecheckCursor,
  parseRecheckCursor,
  recheckAt,
  type RecheckCursor,
} from '../../shared/alerts/recheck-cursor'
import { resweepWindowAt } from '../../shared/alerts/resweep'

const t0 = new Date('2026-11-23T12:00:00Z')
const at = (hours: number) => new Date(t0.getTime() + hours * 3600_000)
const cursorOf = (changes: Partial<CollectCursor> = {}): CollectCursor => ({
  doneUntil: t0,
  seenBefore: [],
  seenNow: [],
  ...changes,
})
const window = { from: at(-48), to: t0, pages: 3, nextLink: 'https://graph.microsoft.com/next' }

describe('the window of the daily re-sweep', () => {
  it.each([
    { name: 'none within a day of the last', now: at(23.9), cursor: cursorOf(), is: undefined },
    { name: '48 hours, a day after', now: at(24), cursor: cursorOf(), is: { from: at(-24), to: at(24) } },
    {
      name: '48 hours and no more, long after',
      now: at(1000),
      cursor: cursorOf(),
      is: { from: at(952), to: at(1000) },
    },
    {
      name: 'never from before the look back of the first run',
      now: at(24),
      cursor: cursorOf({ notBefore: at(-1) }),
      is: { from: at(-1), to: at(24) },
    },
    { name: 'the one under way first', now: at(24), cursor: cursorOf({ window }), is: window },
  ])('$name', ({ now, cursor, is }) => {
    const found = resweepWindowAt(now, cursor, { delayInSeconds: 0 })
    if (is === undefined) expect(found).toBeUndefined()
    else expect(found).toMatchObject(is)
  })

  it('ends where changes may not be visible yet', () => {
    expect(resweepWindowAt(at(25), cursorOf(), { delayInSeconds: 60 })?.to).toEqual(at(25 - 1 / 60))
  })

  it('how far back it may look outlives page, window and storage', () => {
    const cursor = cursorOf({ notBefore: at(-1) })
    const paged = afterPage(cursor, window, 'next', ['m'])
    const ended = afterPage(paged, window, undefined, [])
    expect(parseCursor(formatCursor(ended))).toEqual({
      doneUntil: t0,
      notBefore: at(-1),
      seenBefore: ['m'],
      seenNow: [],
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
  it('is 50 requests', () => {
    const budget = collectBudget(() => t0)
    const taken = Array.from({ length: 60 }, () => budget.take())
    expect(taken.filter(Boolean)).toHaveLength(50)
    expect(budget.isSpent()).toBe(true)
  })

  it('is four minutes', () => {
    let now = t0
    const budget = collectBudget(() => now)
    now = at(4 / 60)
    expect(budget.take()).toBe(true)
    now = at(4.1 / 60)
    expect(budget.take()).toBe(false)
  })
})
