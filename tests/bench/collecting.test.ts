import { outcomeOf } from '../../bench/collecting/outcome'
import type { Version } from '../../bench/collecting/tenant'

const hourInMs = 3600_000
const down = { fromInMs: 0, toInMs: 24 * hourInMs }
const catchUpEndsAt = 26 * hourInMs

/** Shown an hour after the outage began. */
function change(name: string, shownAtHour: number, rest: Partial<Version> = {}): Version {
  const visibleAt = shownAtHour * hourInMs
  return { name, at: visibleAt * 10_000, createdAt: 0, visibleAt, replacedAt: Infinity, messages: 0, ...rest }
}
const last = change('last', 2, { queuedAt: catchUpEndsAt, messages: 1 })
const replacedAtHour = (hour: number) => change('one', 1, { replacedAt: hour * hourInMs })
const newer = (hour: number, rest: Partial<Version> = {}) => change('one', hour, rest)
const queued = { queuedAt: catchUpEndsAt, messages: 1 }

describe('what the simulation of tenants counts', () => {
  it.each([
    ['a change that nothing replaced', [change('one', 1)], { lost: 1, overtaken: 0 }],
    [
      'a change replaced during the catch-up, its newer change queued',
      [replacedAtHour(25), newer(25, queued)],
      { lost: 0, overtaken: 1 },
    ],
    [
      'a change replaced during the catch-up, its newer change not queued',
      [replacedAtHour(25), newer(25)],
      { lost: 2, overtaken: 0 },
    ],
    [
      'a change replaced after the catch-up, its newer change queued',
      [replacedAtHour(27), newer(27, { queuedAt: 27.1 * hourInMs, messages: 1 })],
      { lost: 1, overtaken: 0 },
    ],
    [
      'a change after the outage, replaced an hour later',
      [change('one', 26, { replacedAt: 27 * hourInMs }), newer(27, { queuedAt: 27.1 * hourInMs })],
      { lost: 1, overtaken: 0 },
    ],
    [
      'a change replaced by an older one that is queued',
      [replacedAtHour(25), newer(0.5, queued), newer(25)],
      { lost: 2, overtaken: 0 },
    ],
  ])('%s', (_, versions, expected) => {
    expect(outcomeOf({ name: '', down }, [...versions, last], [], {})).toMatchObject(expected)
  })

  it('counts requests within any minute', () => {
    const { requests, mostPerMinute } = outcomeOf({ name: '' }, [], [0, 30_000, 59_999, 60_000, 100_000], {})
    expect({ requests, mostPerMinute }).toEqual({ requests: 5, mostPerMinute: 3 })
  })
})
