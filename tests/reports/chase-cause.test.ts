import { applyCause } from '../../shared/reports/apply-cause'
import { chaseCause, type Surroundings } from '../../shared/reports/chase-cause'
import { isOverdue, nextStepAt, wantedPurpose } from '../../shared/reports/ladder'
import type { Report, Takedown } from '../../shared/reports/report'
import { causes, days, evidence, hours, reportIn, sent, waits } from '../helpers/reports'

const calm: Surroundings = { stands: true, mailWaits: false, trialIsOver: true }
const kindOf = (report: Report, around: Partial<Surroundings>, now: Date) =>
  chaseCause(report, { ...calm, ...around }, waits, now)?.kind

describe('what a look calls for', () => {
  it.each([
    { status: 'collecting', around: {}, now: days(99), kind: undefined },
    { status: 'collecting', around: { stands: false }, now: hours(1), kind: 'withdrawn' },
    { status: 'queued', around: { stands: false }, now: hours(1), kind: 'withdrawn' },
    { status: 'sent', around: { stands: false }, now: hours(1), kind: 'withdrawn' },
    { status: 'awaiting-approval', around: {}, now: days(13), kind: undefined },
    { status: 'awaiting-approval', around: {}, now: days(14), kind: 'asked-again' },
    { status: 'awaiting-approval', around: {}, now: days(30), kind: 'expired' },
    {
      status: 'awaiting-approval',
      around: { better: { evidence, windowEndsAt: hours(1) } },
      now: days(1),
      kind: 'better-evidence',
    },
    { status: 'sent', around: {}, now: days(7), kind: undefined },
    { status: 'sent', around: {}, now: days(8), kind: 'follow-up-due' },
    { status: 'sent', around: { mailWaits: true }, now: days(8), kind: undefined },
    { status: 'acknowledged', around: {}, now: days(8), kind: 'follow-up-due' },
    { status: 'information-requested', around: {}, now: days(99), kind: 'follow-up-due' },
    { status: 'closed', around: { stands: false }, now: days(99), kind: undefined },
  ] as const)('$status after a while: $kind', ({ status, around, now, kind }) => {
    expect(kindOf(reportIn(status), around, now)).toBe(kind)
  })

  it('a trial ends when REDIRECT_ALL_TO is gone, and not before', () => {
    const trial = reportIn('sent', { trial: true })
    expect(kindOf(trial, { trialIsOver: false }, days(1))).toBeUndefined()
    expect(kindOf(trial, { trialIsOver: true }, days(1))).toBe('trial-over')
  })
})

describe('an endpoint that was gone', () => {
  const gone: Takedown = {
    ...{ state: 'gone', since: days(3), goneAt: days(3) },
    absence: { count: 3, firstAt: days(3), lastAt: days(4), why: 'no such name' },
  }
  it.each([
    { seen: 'never since', lastSeenAt: days(2), kind: 'gone', wanted: undefined },
    { seen: 'at that very moment', lastSeenAt: days(3), kind: 'gone', wanted: undefined },
    { seen: 'at work since', lastSeenAt: days(5), kind: 'follow-up-due', wanted: 'reminder-1' },
  ] as const)('$seen: $kind', ({ lastSeenAt, kind, wanted }) => {
    const report = reportIn('sent')
    const now: Report = { ...report, takedown: gone, tally: { ...report.tally, lastSeenAt } }
    expect(kindOf(now, {}, days(8))).toBe(kind)
    expect(wantedPurpose(applyCause(now, causes['follow-up-due'], days(8)))).toBe(wanted)
  })
})

describe('the ladder', () => {
  it('reminds twice, escalates once, gives up; one step at a time', () => {
    let report = reportIn('sent')
    const taken: unknown[] = []
    for (let day = 0; day < 60 && report.status !== 'closed'; day++) {
      const cause = chaseCause(report, calm, waits, days(day))
      if (cause) report = applyCause(report, cause, days(day))
      const purpose = wantedPurpose(report)
      if (purpose === undefined) continue
      expect(chaseCause(report, calm, waits, days(day + 300))).toBeUndefined()
      const left = { ...sent, sentAt: days(day), messageIds: [`<${purpose}@example.com>`] }
      report = applyCause(report, { ...causes['follow-up-done'], sent: left }, days(day))
      taken.push([purpose, day])
    }
    expect(taken).toEqual([
      ['reminder-1', 8],
      ['reminder-2', 15],
      ['escalation', 22],
    ])
    expect(report).toMatchObject({ status: 'closed', outcome: 'unanswered', closedAt: days(36) })
  })

  it('counts from the later of our last mail and the last answer', () => {
    const answered = applyCause(reportIn('sent'), { ...causes.acknowledged, receivedAt: days(5) }, days(5))
    expect(nextStepAt(answered, waits)).toEqual(days(12))
    expect(isOverdue(answered, waits, days(11))).toBe(false)
    expect(isOverdue(answered, waits, days(12))).toBe(true)
  })
})
