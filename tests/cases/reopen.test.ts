import { isLateEvidence, mayReopen } from '../../shared/cases/reopen'
import { type Outcome, outcomes } from '../../shared/cases/outcome'
import { days, hours, t0 } from '../helpers/reports'

const closed = (outcome: Outcome, mutedUntil?: Date) => ({
  closedAt: t0,
  outcome,
  ...(mutedUntil && { mutedUntil }),
})

describe('a new report about an endpoint whose report is closed', () => {
  it.each([
    {
      outcome: 'takedown',
      activity: hours(23),
      now: days(9),
      opens: false,
      why: 'late evidence of old activity',
    },
    {
      outcome: 'takedown',
      activity: hours(25),
      now: days(9),
      opens: true,
      why: 'activity a day after closing',
    },
    { outcome: 'gone', activity: days(2), now: days(2), opens: true, why: 'it is back' },
    { outcome: 'unanswered', activity: days(2), now: days(29), opens: false, why: 'not within 30 days' },
    { outcome: 'unanswered', activity: days(2), now: days(30), opens: true, why: 'after 30 days' },
    { outcome: 'no-action', activity: days(99), now: days(99), opens: false, why: 'only by a person' },
    { outcome: 'rejected', activity: days(99), now: days(99), opens: false, why: 'only by a person' },
    { outcome: 'declined', activity: days(99), now: days(99), opens: false, why: 'only by a person' },
    { outcome: 'withdrawn', activity: hours(-1), now: hours(1), opens: true, why: 'any valid sighting' },
    { outcome: 'expired', activity: hours(-1), now: hours(1), opens: true, why: 'any valid sighting' },
    { outcome: 'trial', activity: hours(-1), now: hours(1), opens: true, why: 'a trial uses up no endpoint' },
  ] as const)('after $outcome: $opens, $why', ({ outcome, activity, now, opens }) => {
    expect(mayReopen(closed(outcome), activity, now)).toBe(opens)
  })

  it.each([
    { now: days(4), opens: false, why: 'still muted' },
    { now: days(5), opens: true, why: 'the mute is over' },
  ])('after declined until a day: $opens, $why', ({ now, opens }) => {
    expect(mayReopen(closed('declined', days(5)), days(3), now)).toBe(opens)
  })
})

describe('evidence that comes late counts for the report that it was about', () => {
  it.each(outcomes)('after %s', (outcome) => {
    const byActivity = ['takedown', 'gone', 'unanswered'].includes(outcome)
    expect(isLateEvidence(closed(outcome), hours(23))).toBe(byActivity)
    expect(isLateEvidence(closed(outcome), hours(25))).toBe(false)
  })
})
