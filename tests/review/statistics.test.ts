import { applyCause } from '../../shared/reports/apply-cause'
import type { Report, Takedown } from '../../shared/reports/report'
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
const gone = (n: number): Report => taken({ state: 'gone', since: after(n), goneAt: after(n) })

it('median and p90 are values that were measured', () => {
  const reports = Array.from({ length: 10 }, (_, n) => acknowledged(n + 1))
  expect(statisticsOf(reports, days(60)).daysToAcknowledgement).toEqual({ count: 10, median: 5, p90: 9 })
  expect(statisticsOf([decided(4)], days(60)).daysToDecision).toEqual({ count: 1, median: 4, p90: 4 })
  expect(statisticsOf([gone(3), reportIn('sent')], days(60)).daysToTakedown).toEqual({
    count: 1,
    median: 3,
    p90: 3,
  })
})

it('only proven answers count', () => {
  const { daysToAcknowledgement, unanswered } = statisticsOf(
    [acknowledged(1, false), acknowledged(2)],
    days(60),
  )
  expect([daysToAcknowledgement.count, unanswered]).toEqual([1, { of: 2, count: 1 }])
})

it('nobody is unanswered before a week is over, nor after a decision', () => {
  expect(statisticsOf([reportIn('sent')], days(6)).unanswered).toEqual({ of: 0, count: 0 })
  expect(statisticsOf([reportIn('sent'), decided(3)], days(9)).unanswered).toEqual({ of: 2, count: 1 })
})

it('trials, and reports that never left, count nowhere', () => {
  const reports = [reportIn('sent', { trial: true }), reportIn('awaiting-approval'), reportIn('queued')]
  expect(statisticsOf(reports, days(60))).toMatchObject({ sent: 0, after7Days: { of: 0 }, byAbuse: {} })
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
  const { after7Days, after30Days, after90Days } = statisticsOf(reports, days(60))
  expect(after7Days).toEqual({ of: 6, gone: 3, up: 1, unknown: 2 })
  expect(after30Days).toEqual({ of: 6, gone: 2, up: 2, unknown: 2 })
  expect(after90Days).toEqual({ of: 0, gone: 0, up: 0, unknown: 0 })
})

it('by kind of abuse, service and region, and how many had been reported before', () => {
  const spam = reportIn('sent', {
    evidence: { ...evidence, abuse: 'spam', serviceTags: [] },
    earlier: [{ reportId: 'DAR-2610-11111111' }],
  })
  const { byAbuse, byService, byRegion, repeatOffenders } = statisticsOf([reportIn('sent'), spam], days(60))
  expect(byAbuse).toMatchObject({ phishing: { sent: 1 }, spam: { sent: 1, repeatOffenders: 1 } })
  expect(byService).toMatchObject({ AppService: { sent: 1 }, unknown: { sent: 1 } })
  expect([Object.keys(byRegion), repeatOffenders]).toEqual([['eastus'], 1])
})
