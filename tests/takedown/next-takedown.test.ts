import type { Takedown } from '../../shared/reports/report'
import { nextTakedown, type Look } from '../../shared/takedown/next-takedown'
import type { Observation } from '../../shared/takedown/observation'
import { nextLookAt } from '../../shared/takedown/watch-schedule'
import { days, hours } from '../helpers/reports'

const agreement = { count: 3, spreadInMs: 24 * 3_600_000 }
const absent: Observation = { kind: 'absent', why: 'no such name' }
const present: Observation = { kind: 'present' }
const none: Observation = { kind: 'none', why: 'no answer' }
const alive: Observation = { kind: 'alive', why: 'answers' }

type Seen = readonly [hour: number, observation: Observation, lastSeenHour?: number]

/** The report left in hour 2; alerts before that are what it was about. */
function after(...looks: readonly Seen[]): Takedown | undefined {
  return looks.reduce<Takedown | undefined>((takedown, [hour, observation, lastSeen = 1]) => {
    const look: Look = { at: hours(hour), observation, sentAt: hours(2), lastSeenAt: hours(lastSeen) }
    return nextTakedown(takedown, look, agreement)
  }, undefined)
}
const gone: readonly Seen[] = [
  [3, absent],
  [15, absent],
  [27, absent],
]

describe('what is known about an endpoint', () => {
  it.each<{ rule: string; looks: readonly Seen[]; state: Takedown['state']; since: number }>([
    { rule: 'begins unknown', looks: [[3, none]], state: 'unknown', since: 3 },
    {
      rule: 'a name that resolves says nothing',
      looks: [
        [3, present],
        [30, present],
      ],
      state: 'unknown',
      since: 3,
    },
    {
      rule: 'three observations over a day agree: gone since the first',
      looks: gone,
      state: 'gone',
      since: 3,
    },
    {
      rule: 'two do not',
      looks: [
        [3, absent],
        [60, absent],
      ],
      state: 'unknown',
      since: 3,
    },
    {
      rule: 'nor do many within less than a day',
      looks: [
        [3, absent],
        [10, absent],
        [17, absent],
        [26, absent],
      ],
      state: 'unknown',
      since: 3,
    },
    {
      rule: 'nor do several of nearly the same time',
      looks: [
        [3, absent],
        [3.1, absent],
        [3.2, absent],
        [27.5, absent],
      ],
      state: 'unknown',
      since: 3,
    },
    {
      rule: 'no answer in between takes nothing away',
      looks: [
        [3, absent],
        [9, none],
        [15, absent],
        [27, absent],
      ],
      state: 'gone',
      since: 3,
    },
    {
      rule: 'no answer adds nothing',
      looks: [
        [3, absent],
        [15, none],
        [27, none],
      ],
      state: 'unknown',
      since: 3,
    },
    {
      rule: 'the name in between begins the count anew',
      looks: [
        [3, absent],
        [15, absent],
        [20, present],
        [27, absent],
      ],
      state: 'unknown',
      since: 3,
    },
    {
      rule: 'an alert that was reported says nothing new',
      looks: [[3, none, 2]],
      state: 'unknown',
      since: 3,
    },
    { rule: 'an alert of later activity: up', looks: [[5, none, 4]], state: 'up', since: 4 },
    {
      rule: 'up stays up, since the first such alert',
      looks: [
        [5, none, 4],
        [9, present, 8],
      ],
      state: 'up',
      since: 4,
    },
    {
      rule: 'an alert after the first observation contradicts it',
      looks: [
        [3, absent],
        [15, absent, 10],
        [27, absent, 10],
      ],
      state: 'up',
      since: 10,
    },
    {
      rule: 'up, and then gone',
      looks: [
        [3, none, 2.5],
        [5, absent, 2.5],
        [17, absent, 2.5],
        [29, absent, 2.5],
      ],
      state: 'gone',
      since: 5,
    },
    { rule: 'gone stays gone', looks: [...gone, [40, absent], [50, none]], state: 'gone', since: 3 },
    {
      rule: 'an alert of activity before the end does not bring it back',
      looks: [...gone, [40, absent, 2.9]],
      state: 'gone',
      since: 3,
    },
    { rule: 'an alert of later activity does', looks: [...gone, [40, absent, 39]], state: 'back', since: 39 },
    {
      rule: 'a name that exists again says nothing of what it serves',
      looks: [...gone, [40, present]],
      state: 'unknown',
      since: 40,
    },
    {
      rule: 'it does once an alert shows it at work',
      looks: [...gone, [40, present], [60, present, 50]],
      state: 'back',
      since: 50,
    },
    {
      rule: 'back, and gone once more',
      looks: [...gone, [40, none, 39], [50, absent, 39], [62, absent, 39], [74, absent, 39]],
      state: 'gone',
      since: 50,
    },
    { rule: 'the probe finds it alive: up', looks: [[5, alive]], state: 'up', since: 5 },
    { rule: 'alive after it was gone: back', looks: [...gone, [40, alive]], state: 'back', since: 40 },
  ])('$rule', ({ looks, state, since }) => {
    expect(after(...looks)).toMatchObject({ state, since: hours(since) })
  })

  it('remembers when it was first gone', () => {
    expect(after(...gone, [40, none, 39])).toMatchObject({ state: 'back', goneAt: hours(3) })
  })

  it.each<{ what: string; look: Seen }>([
    { what: 'no answer', look: [28, none] },
    { what: 'the same answer', look: [28, absent] },
  ])('$what is nothing to write down', ({ look: [hour, observation] }) => {
    const before = after(...gone)
    const look = { at: hours(hour), observation, sentAt: hours(2), lastSeenAt: hours(1) }
    expect(nextTakedown(before, look, agreement)).toBe(before)
  })
})

describe('the next look', () => {
  const unknown: Takedown = { state: 'unknown', since: days(0) }
  const waiting: Takedown = {
    ...unknown,
    absence: { count: 1, firstAt: days(50), lastAt: days(50), why: '' },
  }
  it.each([
    { age: 'in the first days', at: days(1), takedown: unknown, inHours: 1 },
    { age: 'in the first month', at: days(10), takedown: unknown, inHours: 24 },
    { age: 'later', at: days(50), takedown: unknown, inHours: 7 * 24 },
    { age: 'where observations have to agree', at: days(50), takedown: waiting, inHours: 12 },
    {
      age: 'where they have',
      at: days(50),
      takedown: { ...waiting, state: 'gone' as const },
      inHours: 7 * 24,
    },
  ])('$age: after $inHours hours', ({ at, takedown, inHours }) => {
    expect(nextLookAt(days(0), takedown, agreement, at).getTime() - at.getTime()).toBe(inHours * 3_600_000)
  })
})
