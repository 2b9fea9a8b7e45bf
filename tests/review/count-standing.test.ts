import { isoWeekOf } from '../../shared/model/time'
import { applyCause } from '../../shared/reports/apply-cause'
import { answerDueAt, isOverdue } from '../../shared/reports/ladder'
import type { Report } from '../../shared/reports/report'
import { countStanding } from './count-all'
import { causes, days, hours, reportId, reportIn, sent, t0, waits } from '../helpers/reports'

it.each([
  // The examples of ISO 8601, and of the days around a year's end.
  { day: '2026-11-23', week: '2026-W48' },
  { day: '2026-11-22', week: '2026-W47' },
  { day: '2027-01-01', week: '2026-W53' },
  { day: '2027-01-04', week: '2027-W01' },
  { day: '2024-12-30', week: '2025-W01' },
  { day: '2005-01-01', week: '2004-W53' },
])('$day lies in $week', ({ day, week }) => {
  expect(isoWeekOf(new Date(`${day}T23:59:59Z`))).toBe(week)
})

describe('until when an answer was to be expected', () => {
  const reminded = (report: Report): Report =>
    applyCause(
      applyCause(report, causes['follow-up-due'], days(8)),
      { ...causes['follow-up-done'], sent: { ...sent, sentAt: days(8) } },
      days(8),
    )
  const replied = (report: Report, at: Date): Report =>
    applyCause(report, { ...causes.acknowledged, mail: 'late', receivedAt: at }, at)
  const left = reportIn('sent')

  it.each([
    { what: 'the report left', report: left, due: hours(2 + 7 * 24) },
    { what: 'the report left, whatever we reminded them', report: reminded(left), due: hours(2 + 7 * 24) },
    { what: 'they wrote last', report: replied(left, days(5)), due: days(12) },
    { what: 'they wrote last, after a reminder', report: replied(reminded(left), days(9)), due: days(16) },
  ])('a week after $what', ({ report, due }) => {
    expect(answerDueAt(report, waits)).toEqual(due)
    expect(isOverdue(report, waits, new Date(due.getTime() - 1))).toBe(false)
    expect(isOverdue(report, waits, due)).toBe(true)
  })

  it.each(['collecting', 'awaiting-approval', 'queued', 'information-requested', 'closed'] as const)(
    'never of a report that is %s',
    (status) => {
      expect(answerDueAt(reportIn(status), waits)).toBeUndefined()
    },
  )
})

it('counts by week and by what is owed; trials nowhere', () => {
  // Ids tell the time of opening: both weeks of the month's end.
  const at = (id: string) => ({ reportId: reportId(id) })
  const some = [
    { report: reportIn('sent', at('DAR-2611-00001111')), answerDueAt: days(1) },
    { report: reportIn('sent', at('DAR-2611-00002222')), answerDueAt: days(9) },
    { report: { ...reportIn('acknowledged', at('DAR-2611-ZZZZ1111')), takedown: up } },
    { report: reportIn('awaiting-approval', at('DAR-2611-ZZZZ2222')) },
    { report: reportIn('closed', at('DAR-2611-ZZZZ3333')) },
    { report: reportIn('sent', { ...at('DAR-2611-ZZZZ4444'), trial: true }) },
  ]
  const { weeks, open } = countStanding(some, days(2))
  expect(Object.values(weeks)).toEqual([{ sent: 2 }, { acknowledged: 1, 'awaiting-approval': 1, closed: 1 }])
  expect(open.map(({ owed, isOverdue: late, isUp, count }) => [owed, late, isUp, count])).toEqual([
    ['receipt', true, false, 1],
    ['receipt', false, false, 1],
    ['decision', false, true, 1],
    ['nothing', false, false, 1],
  ])
  expect(open[0]?.oldestSentAt).toEqual(hours(2))
  expect(open[3]).not.toHaveProperty('oldestSentAt')
})

const up = { state: 'up', since: t0 } as const
