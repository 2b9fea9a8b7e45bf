import { readSettings } from '../../shared/settings/settings'

const retentionOf = (raw: Readonly<Record<string, string>>) => readSettings(raw).need('retention').retention

it('keeps evidence for more than a year, and nothing for ever, unless told so', () => {
  expect(retentionOf({})).toEqual({
    ...{ evidenceInDays: 400, reportsInDays: 800, mailsInDays: 400, alertsInDays: 30, quarantineInDays: 90 },
  })
})

it('takes 0 for ever', () => {
  expect(retentionOf({ KEEP_REPORTS_DAYS: '0', KEEP_EVIDENCE_DAYS: '0' })).toMatchObject({
    ...{ evidenceInDays: undefined, reportsInDays: undefined, mailsInDays: 400 },
  })
})

it.each([
  {
    why: 'an alert may change for half a year',
    raw: { KEEP_EVIDENCE_DAYS: '180' },
    fault: 'KEEP_EVIDENCE_DAYS',
  },
  { why: 'figures reach back 24 months', raw: { KEEP_REPORTS_DAYS: '730' }, fault: 'KEEP_REPORTS_DAYS' },
  { why: 'nothing outlives its report', raw: { KEEP_EVIDENCE_DAYS: '900' }, fault: 'KEEP_REPORTS_DAYS' },
  { why: 'for ever is longer than that', raw: { KEEP_MAILS_DAYS: '0' }, fault: 'KEEP_REPORTS_DAYS' },
  { why: 'ten years are the most', raw: { KEEP_ALERTS_DAYS: '3651' }, fault: 'KEEP_ALERTS_DAYS' },
  { why: 'a word is no number', raw: { KEEP_ALERTS_DAYS: 'never' }, fault: 'KEEP_ALERTS_DAYS' },
])('$why: $raw is refused', ({ raw, fault }) => {
  expect(() => retentionOf(raw)).toThrow(fault)
})
