import { applyCause } from '../../shared/reports/apply-cause'
import type { Cause, CauseKind } from '../../shared/reports/cause'
import { life } from '../../shared/reports/life'
import { reportOf } from '../../shared/reports/open-report'
import { questionOf } from '../../shared/reports/question'
import { reportSchema, statuses, type Report, type Status } from '../../shared/reports/report'
import { fromReportRow, toReportRow } from '../../shared/reports/report-row'
import { caseOf, causes, days, enrichment, evidence, hours, mail, reportIn, sent } from '../helpers/reports'

type To = Status | `closed(${string})`
const shown = (report: Report): To =>
  report.status === 'closed' ? `closed(${report.outcome})` : report.status

/** The design's table, row by row. */
const table: readonly { from: readonly Status[]; cause: Cause; to: To }[] = [
  { from: ['collecting'], cause: causes.filed, to: 'queued' },
  { from: ['collecting'], cause: causes.held, to: 'awaiting-approval' },
  { from: ['collecting'], cause: causes.enriched, to: 'collecting' },
  { from: ['awaiting-approval'], cause: causes.enriched, to: 'awaiting-approval' },
  { from: ['awaiting-approval'], cause: causes['judged-anew'], to: 'awaiting-approval' },
  { from: ['awaiting-approval'], cause: causes.approved, to: 'queued' },
  { from: ['awaiting-approval'], cause: causes['better-evidence'], to: 'collecting' },
  { from: ['awaiting-approval'], cause: causes.declined, to: 'closed(declined)' },
  { from: ['awaiting-approval'], cause: { ...causes.declined, mutedUntil: days(9) }, to: 'closed(declined)' },
  { from: ['awaiting-approval'], cause: causes['asked-again'], to: 'awaiting-approval' },
  { from: ['awaiting-approval'], cause: causes.expired, to: 'closed(expired)' },
  {
    from: ['collecting', 'awaiting-approval', 'queued', 'undeliverable', 'unconfirmed'],
    cause: causes.withdrawn,
    to: 'closed(withdrawn)',
  },
  { from: ['queued'], cause: causes.accepted, to: 'sent' },
  { from: ['queued'], cause: causes.refused, to: 'undeliverable' },
  { from: ['queued'], cause: causes.unproven, to: 'unconfirmed' },
  { from: ['queued', 'unconfirmed', 'undeliverable'], cause: causes['found-sent'], to: 'sent' },
  { from: ['queued', 'unconfirmed', 'undeliverable'], cause: causes.bounced, to: 'undeliverable' },
  { from: ['queued', 'unconfirmed', 'undeliverable'], cause: causes.acknowledged, to: 'acknowledged' },
  { from: ['queued', 'unconfirmed', 'undeliverable'], cause: causes.decided, to: 'closed(takedown)' },
  { from: ['unconfirmed', 'undeliverable'], cause: causes['send-again'], to: 'queued' },
  { from: ['sent'], cause: causes.bounced, to: 'undeliverable' },
  { from: ['sent'], cause: causes.acknowledged, to: 'acknowledged' },
  { from: ['sent', 'acknowledged'], cause: causes['information-requested'], to: 'information-requested' },
  ...(['takedown', 'no-action', 'rejected'] as const).map((outcome) => ({
    from: ['sent', 'acknowledged', 'information-requested'] as const,
    cause: { ...causes.decided, outcome },
    to: `closed(${outcome})` as const,
  })),
  { from: ['sent', 'acknowledged', 'information-requested'], cause: causes.gone, to: 'closed(gone)' },
  { from: ['sent', 'acknowledged'], cause: causes.unanswered, to: 'closed(unanswered)' },
  {
    from: ['sent', 'acknowledged', 'information-requested'],
    cause: causes.withdrawn,
    to: 'closed(withdrawn)',
  },
  {
    from: statuses.filter((status) => status !== 'closed'),
    cause: causes['closed-by-person'],
    to: 'closed(no-action)',
  },
  ...statuses.map((status) => ({
    from: [status],
    cause: causes.noted,
    to: status === 'closed' ? ('closed(takedown)' as const) : status,
  })),
  { from: ['closed'], cause: { ...causes.decided, outcome: 'rejected' }, to: 'closed(rejected)' },
]

const rows = table.flatMap(({ from, cause, to }) =>
  from.map((status) => ({ from: status, cause, kind: cause.kind, to })),
)

describe('the life of a report', () => {
  it.each(rows)('$from --$kind--> $to', ({ from, cause, to }) => {
    const before = reportIn(from)
    const after = applyCause(before, cause, days(1))
    expect(shown(after)).toBe(to)
    expect(after.change).toBe(before.change + 1)
    expect(after.event).toMatchObject({ cause: cause.kind, from, to: after.status })
  })

  it.each(statuses.filter((status) => status !== 'closed'))(
    'a trial in %s ends when REDIRECT_ALL_TO is gone',
    (from) => {
      expect(shown(applyCause(reportIn(from, { trial: true }), causes['trial-over'], days(1)))).toBe(
        'closed(trial)',
      )
      expect(shown(applyCause(reportIn(from), causes['trial-over'], days(1)))).toBe(from)
    },
  )

  it('what leaves under REDIRECT_ALL_TO is a trial, whatever its report was opened for', () => {
    const trial = { ...causes.accepted, sent: { ...sent, trial: true as const } }
    expect(applyCause(reportIn('queued'), trial, days(1))).toMatchObject({ status: 'sent', trial: true })
    expect(applyCause(reportIn('queued'), causes.accepted, days(1))).toMatchObject({
      status: 'sent',
      trial: false,
    })
  })

  it.each(['sent', 'acknowledged'] as const)('an answered information request goes back to %s', (from) => {
    const asked = applyCause(reportIn(from), { ...causes['information-requested'], mail: 'other' }, days(1))
    expect(shown(applyCause(asked, causes.answered, days(2)))).toBe(from)
  })

  it.each(statuses.filter((status) => status !== 'closed'))('%s has a way out', (status) => {
    const leaving = Object.values(causes).filter((cause: Cause) => {
      const mailed: Cause = 'mail' in cause ? { ...cause, mail: 'another' } : cause
      return applyCause(reportIn(status), mailed, days(1)).status !== status
    })
    expect(leaving.map((cause) => cause.kind)).not.toEqual([])
  })

  const isMove = (status: Status, kind: CauseKind) => life[status][kind] !== undefined
  const proofs: readonly CauseKind[] = [
    'bounced',
    'acknowledged',
    'information-requested',
    'decided',
    'desk-said',
  ]
  const unmoved = statuses.flatMap((status) =>
    Object.values(causes)
      .filter(({ kind }) => !isMove(status, kind))
      .filter(({ kind }) => !(proofs.includes(kind) && isMove(status, 'found-sent')))
      .map((cause) => ({ status, kind: cause.kind, cause })),
  )
  it.each(unmoved)('$status --$kind--> an Event only', ({ status, cause }) => {
    const before = reportIn(status)
    const mailed: Cause = 'mail' in cause ? { ...cause, mail: 'another' } : cause
    const after = applyCause(before, mailed, days(1))
    expect(shown(after)).toBe(shown(before))
  })

  it.each(statuses)('%s survives its row', (status) => {
    const report = reportIn(status)
    const { partitionKey, rowKey, ...cells } = toReportRow(report, undefined)
    expect(fromReportRow({ key: { partitionKey, rowKey }, etag: '', cells })).toEqual(report)
    expect(reportSchema.parse(report)).toEqual(report)
  })
})

describe('what further sources said', () => {
  const before = reportIn('collecting')
  const after = applyCause(before, causes.enriched, hours(1))

  it('stands in evidence and times, and raises the grade', () => {
    expect(before.evidence.grade).toBe('B')
    expect(after).toMatchObject({
      enrichment,
      evidence: { port: 443, grade: 'A', lastActivityAt: hours(-0.5) },
    })
    expect(after.tally).toEqual({ ...before.tally, lastSeenAt: hours(-0.5) })
  })

  it('goes with the report through its whole life', () => {
    const way = [causes.filed, causes.accepted, causes.acknowledged, { ...causes.decided, mail: 'last' }]
    const end = way.reduce((report: Report, cause: Cause) => applyCause(report, cause, hours(2)), after)
    expect(end).toMatchObject({ status: 'closed', enrichment, evidence: after.evidence })
  })

  it('said again changes nothing but the history', () => {
    const { change: _change, event: _event, ...again } = applyCause(after, causes.enriched, hours(2))
    expect(after).toMatchObject(again)
  })

  it('is kept when better evidence comes', () => {
    const held = applyCause(after, causes.held, hours(2))
    const { address: _address, port: _port, ...bare } = evidence
    const filed = applyCause(held, { ...causes['better-evidence'], evidence: bare }, hours(3))
    expect(filed).toMatchObject({ status: 'collecting', evidence: { port: 8443 } })
  })
})

describe('a note', () => {
  it.each(statuses)('in %s changes itself and the history alone, and survives the row', (status) => {
    const before = reportIn(status)
    const after = applyCause(before, causes.noted, days(1))
    const { change: _change, event, note, ...rest } = after
    expect(note).toBe(causes.noted.note)
    expect(before).toMatchObject(rest)
    expect(event).toMatchObject({ cause: 'noted', by: 'test' })
    const { partitionKey, rowKey, ...cells } = toReportRow(after, undefined)
    expect(fromReportRow({ key: { partitionKey, rowKey }, etag: '', cells })).toEqual(after)
    expect(cells).toMatchObject({ Note: note })
  })

  it('goes with the report through its whole life', () => {
    const way = [causes.noted, causes.filed, causes.accepted, causes.bounced, causes['closed-by-person']]
    const end = way.reduce(
      (report: Report, cause: Cause) => applyCause(report, cause, hours(2)),
      reportIn('collecting'),
    )
    expect(end).toMatchObject({ status: 'closed', note: causes.noted.note })
  })

  it('written again changes nothing; an empty one takes it away', () => {
    const once = applyCause(reportIn('sent'), causes.noted, days(1))
    expect(applyCause(once, causes.noted, days(2))).toBe(once)
    const gone = applyCause(once, { ...causes.noted, note: '' }, days(2))
    expect(gone).not.toHaveProperty('note')
    expect(applyCause(gone, { ...causes.noted, note: '' }, days(3))).toBe(gone)
  })

  const handOver = ['follow-up-due', 'follow-up-due', 'follow-up-due', 'follow-up-done'] as const
  it.each([
    { asks: 'awaiting-approval', report: reportIn('awaiting-approval') },
    { asks: 'unconfirmed', report: reportIn('unconfirmed') },
    { asks: 'undeliverable', report: reportIn('undeliverable') },
    { asks: 'information-requested', report: reportIn('information-requested') },
    {
      asks: 'sent, nobody left to escalate to',
      report: handOver.reduce(
        (report: Report, kind) => applyCause(report, causes[kind], days(1)),
        reportIn('sent'),
      ),
    },
  ])('and what the watch saw leave the question as it was: $asks', ({ report }) => {
    const asked = questionOf(report)
    expect(asked).toBeDefined()
    const later = [causes.noted, causes['takedown-seen']].reduce(
      (known: Report, cause: Cause) => applyCause(known, cause, days(3)),
      report,
    )
    expect(questionOf(later)).toEqual({ ...asked, change: report.change + 2 })
  })
})

describe('replies come late, twice and out of order', () => {
  it('a late bounce does not undo an acknowledgement', () => {
    const report = applyCause(reportIn('acknowledged'), { ...causes.bounced, mail: 'late' }, days(1))
    expect(report.status).toBe('acknowledged')
  })

  it('the same mail changes nothing the second time', () => {
    const once = applyCause(reportIn('sent'), causes.acknowledged, days(1))
    expect(applyCause(once, causes.acknowledged, days(2))).toBe(once)
  })

  it('the acceptance of a message already known as sent changes nothing', () => {
    const report = reportIn('sent')
    expect(applyCause(report, causes.accepted, days(1))).toBe(report)
  })

  it('an answer that comes before the acceptance is recorded proves the sending', () => {
    const answered = applyCause(reportIn('queued'), causes.acknowledged, days(1))
    const accepted = applyCause(answered, causes.accepted, days(1))
    expect(accepted).toMatchObject({ status: 'acknowledged', sent: { messageIds: sent.messageIds } })
  })

  it('an answer that proves nothing moves no report that was never sent', () => {
    const { proof: _proof, ...unproven } = causes.acknowledged
    expect(applyCause(reportIn('queued'), unproven, days(1)).status).toBe('queued')
  })

  it('a second acknowledgement takes neither the case number nor the proof away', () => {
    const second = { kind: 'acknowledged', verified: false, ...mail('second') } as const
    expect(applyCause(reportIn('acknowledged'), second, days(1))).toMatchObject({
      acknowledgement: { verified: true, caseNumber: 'CRM:0461057158' },
    })
  })
})

describe('withdrawal', () => {
  it('of a sent report is said in the thread', () => {
    expect(applyCause(reportIn('sent'), causes.withdrawn, days(1))).toMatchObject({ withdrawal: 'due' })
  })

  it('of a report that turns out accepted afterwards stays, and is said then', () => {
    const withdrawn = applyCause(reportIn('queued'), causes.withdrawn, days(1))
    expect(withdrawn).not.toHaveProperty('withdrawal')
    expect(applyCause(withdrawn, causes.accepted, days(2))).toMatchObject({
      status: 'closed',
      outcome: 'withdrawn',
      sent,
      withdrawal: 'due',
    })
  })
})

it('a report that policy holds waits for a person from the start', () => {
  expect(reportOf(caseOf({ verdict: 'hold', reason: 'a Microsoft service' }))).toMatchObject({
    status: 'awaiting-approval',
    reason: 'a Microsoft service',
    event: { cause: 'sighted', at: hours(0) },
  })
})
