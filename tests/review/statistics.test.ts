import { applyCause } from '../../shared/reports/apply-cause'
import type { Report, Takedown } from '../../shared/reports/report'
import { countReports } from './count-all'
import { stateAt } from '../../shared/review/state-at'
import { statisticsOf } from '../../shared/review/statistics'
import { causes, days, evidence, hours, reportIn } from '../helpers/reports'

/** Every report here left in hour 2. */
const after = (n: number) => new Date(hours(2).getTime() + n * 86_400_000)
const acknowledged = (n: number, verified = true): Report =>
  applyCause(
    reportIn('sent'),
    { ...causes.acknowledged, verified, mail: 'other', receivedAt: after(n) },
    after(n),
  )
const decided = (n: number): Report =>
  applyCause(reportIn('sent'), { ...causes.decided, mail: 'other', receivedAt: after(n) }, after(n))
const taken = (takedown: Takedown): Report => ({ ...reportIn('sent'), takedown })
const figuresOf = (reports: readonly Report[], now: Date) => statisticsOf(countReports(reports, now))
const gone = (n: number): Report => taken({ state: 'gone', since: after(n), goneAt: after(n) })

it('median and p90 are values that were measured', () => {
  const reports = Array.from({ length: 10 }, (_, n) => acknowledged(n + 1))
  expect(figuresOf(reports, days(60)).daysToAcknowledgement).toEqual({ count: 10, median: 5, p90: 9 })
  expect(figuresOf([decided(4)], days(60)).daysToDecision).toEqual({ count: 1, median: 4, p90: 4 })
  expect(figuresOf([gone(3), reportIn('sent')], days(60)).daysToTakedown).toEqual({
    count: 1,
    median: 3,
    p90: 3,
  })
})

it('only proven answers count', () => {
  const { daysToAcknowledgement, unanswered } = figuresOf([acknowledged(1, false), acknowledged(2)], days(60))
  expect([daysToAcknowledgement.count, unanswered]).toEqual([1, { of: 2, count: 1 }])
})

it('nobody is unanswered before a week is over, nor after a decision', () => {
  expect(figuresOf([reportIn('sent')], days(6)).unanswered).toEqual({ of: 0, count: 0 })
  expect(figuresOf([reportIn('sent'), decided(3)], days(9)).unanswered).toEqual({ of: 2, count: 1 })
})

it('trials, and reports that never left, count nowhere', () => {
  const reports = [reportIn('sent', { trial: true }), reportIn('awaiting-approval'), reportIn('queued')]
  expect(figuresOf(reports, days(60))).toMatchObject({ sent: 0, after7Days: { of: 0 }, byAbuse: {} })
})

it('how endpoints stood after so many days; what nobody knows is said to be unknown', () => {
  const reports = [
    reportIn('sent'),
    gone(3),
    gone(20),
    taken({ state: 'up', since: after(5) }),
    taken({ state: 'back', since: after(25), goneAt: after(6) }),
    taken({ state: 'unknown', since: after(12), goneAt: after(1) }),
  ]
  const { after7Days, after30Days, after90Days } = figuresOf(reports, days(60))
  expect(after7Days).toEqual({ of: 6, gone: 3, up: 1, unknown: 2 })
  expect(after30Days).toEqual({ of: 6, gone: 2, up: 2, unknown: 2 })
  expect(after90Days).toEqual({ of: 0, gone: 0, up: 0, unknown: 0 })
})

it('every state since it left is remembered, so that each of the days is told as it was', () => {
  const states = [
    ['up', 2],
    ['gone', 5],
    ['unknown', 20],
    ['gone', 40],
    ['back', 60],
  ] as const
  const report = states.reduce<Report>((before, [state, day]) => {
    const takedown = { state, since: after(day), goneAt: after(5) }
    return applyCause(before, { ...causes['takedown-seen'], takedown }, after(day))
  }, reportIn('sent'))
  const { after7Days, after30Days, after90Days } = figuresOf([report], days(100))
  expect([after7Days, after30Days, after90Days]).toMatchObject([{ gone: 1 }, { unknown: 1 }, { up: 1 }])
  expect(stateAt(report, after(1))).toBe('unknown')
  expect(stateAt(report, after(3))).toBe('up')
  expect(stateAt(report, after(50))).toBe('gone')
})

it('by kind of abuse, service and region, and how many had been reported before', () => {
  const spam = reportIn('sent', {
    evidence: { ...evidence, abuse: 'spam', serviceTags: [], host: 'mail.example.com' },
    earlier: [{ reportId: 'DAR-2610-11111111' }],
  })
  const { byAbuse, byService, byRegion, repeatOffenders } = figuresOf([reportIn('sent'), spam], days(60))
  expect(byAbuse).toMatchObject({ phishing: { sent: 1 }, spam: { sent: 1, repeatOffenders: 1 } })
  expect(byService).toMatchObject({ AppService: { sent: 1 }, unknown: { sent: 1 } })
  expect([Object.keys(byRegion), repeatOffenders]).toEqual([['eastus'], 1])
})
