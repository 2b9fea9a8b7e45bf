import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Delivery } from '../../shared/delivery/delivery'
import { deferralInMinutes, graceInMs, leaseInMs, nextStep } from '../../shared/delivery/next-step'
import { days, hours, reportId, t0 } from '../helpers/reports'

const base = {
  reportId: reportId(),
  purpose: 'initial',
  door: 'smtp',
  attempt: 2,
  messageId: '<a@example.com>',
  deferredInMinutes: 30,
  trial: false,
  at: t0,
} as const
const never = new Date(0)
const accepted: Delivery = {
  ...base,
  state: 'accepted',
  messageIds: [],
  recipients: [],
  response: '250',
  bounced: [],
}

const cases: readonly {
  what: string
  delivery: Delivery | undefined
  wanted?: Date
  now: Date
  step: object
}[] = [
  {
    what: 'nothing yet',
    delivery: undefined,
    now: t0,
    step: { kind: 'claim', attempt: 1, deferredInMinutes: 0 },
  },
  {
    what: 'claimed, lease running',
    delivery: { ...base, state: 'claimed', leaseUntil: hours(1) },
    now: t0,
    step: { kind: 'wait', until: hours(1) },
  },
  {
    what: 'claimed, lease out: nothing has left',
    delivery: { ...base, state: 'claimed', leaseUntil: t0 },
    now: t0,
    step: { kind: 'claim', attempt: 3, deferredInMinutes: 30 },
  },
  {
    what: 'handing over, lease running',
    delivery: { ...base, state: 'handing-over', leaseUntil: hours(1) },
    now: t0,
    step: { kind: 'wait', until: hours(1) },
  },
  {
    what: 'handing over, lease out: it may have left',
    delivery: { ...base, state: 'handing-over', leaseUntil: t0 },
    now: t0,
    step: { kind: 'mark-unknown' },
  },
  {
    what: 'deferred, not yet',
    delivery: { ...base, state: 'deferred', until: hours(1), response: '450' },
    now: t0,
    step: { kind: 'wait', until: hours(1), why: '450' },
  },
  {
    what: 'deferred, time to try again',
    delivery: { ...base, state: 'deferred', until: t0, response: '450' },
    now: t0,
    step: { kind: 'claim', attempt: 3, deferredInMinutes: 30 },
  },
  {
    what: 'deferred for five days in all',
    delivery: { ...base, deferredInMinutes: 5 * 24 * 60, state: 'deferred', until: t0, response: '450' },
    now: t0,
    step: { kind: 'give-up' },
  },
  {
    what: 'deferred for days while the door was paused: pauses do not count',
    delivery: { ...base, state: 'deferred', until: t0, response: 'paused' },
    now: days(30),
    step: { kind: 'claim', attempt: 3, deferredInMinutes: 30 },
  },
  {
    what: 'unknown, within grace',
    delivery: { ...base, state: 'unknown', response: '' },
    now: t0,
    step: { kind: 'wait', until: new Date(t0.getTime() + graceInMs) },
  },
  {
    what: 'unknown, after grace',
    delivery: { ...base, state: 'unknown', response: '' },
    now: hours(1),
    step: { kind: 'look-up' },
  },
  { what: 'accepted', delivery: accepted, now: days(1), step: { kind: 'settled' } },
  {
    what: 'refused',
    delivery: { ...base, state: 'refused', response: '550' },
    now: days(1),
    step: { kind: 'settled' },
  },
  {
    what: 'unproven',
    delivery: { ...base, state: 'unproven', response: '' },
    now: days(1),
    step: { kind: 'settled' },
  },
  {
    what: 'accepted, bounced, and a person sends it again',
    delivery: accepted,
    wanted: hours(1),
    now: hours(2),
    step: { kind: 'claim', attempt: 3, deferredInMinutes: 0 },
  },
  {
    what: 'unproven, and a person sends it again',
    delivery: { ...base, state: 'unproven', response: '' },
    wanted: hours(1),
    now: hours(2),
    step: { kind: 'claim', attempt: 3, deferredInMinutes: 0 },
  },
]

describe('the next step of a delivery', () => {
  it.each(cases)('$what', ({ delivery, wanted, now, step }) => {
    expect(nextStep(delivery, wanted ?? never, now)).toMatchObject(step)
  })

  it.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [4, 240],
    [5, 240],
    [50, 240],
  ])('deferral %i waits %i minutes', (attempt, minutes) => {
    expect(deferralInMinutes(attempt)).toBe(minutes)
  })

  it('a lease outlives functionTimeout', () => {
    const host = JSON.parse(readFileSync(join(__dirname, '../../host.json'), 'utf8')) as {
      functionTimeout: string
    }
    const [hour = 0, minute = 0, second = 0] = host.functionTimeout.split(':').map(Number)
    expect(leaseInMs).toBeGreaterThan(((hour * 60 + minute) * 60 + second) * 1000)
  })
})

describe('clocks of instances differ by minutes, so a request is recognised and never compared', () => {
  const settledRow: Delivery = { ...accepted, at: t0, wantedSince: hours(1) }
  it.each([
    { what: 'the same request, by a clock that is ahead', wanted: hours(1), kind: 'settled' },
    { what: 'a later request, by a clock that is behind', wanted: hours(-1), kind: 'claim' },
  ])('$what: $kind', ({ wanted, kind }) => {
    expect(nextStep(settledRow, wanted, hours(2))).toMatchObject({ kind })
  })
})
