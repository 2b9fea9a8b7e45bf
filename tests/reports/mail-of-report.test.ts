import type { CountedSighting } from '../../shared/cases/sighting'
import { knownOurs } from '../../shared/observables/known-ours'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { mailOfReport } from '../../shared/reports/mail-of-report'
import { enrichment, evidence, hours, reportId, reportIn } from '../helpers/reports'
import { settings } from './report-fixture'

const nothingOfOurs = knownOurs(parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }))
const initial = { purpose: 'initial', attempt: 1, at: hours(9) } as const

/** Seen at this hour, on a port of its own. */
const sighting = (hour: number, stands: boolean): CountedSighting => ({
  ...{ reportId: reportId(), caseKey: 'ab01', key: `at-${hour}`, source: 'graph', alertId: `alert-${hour}` },
  ...{ stands, verdict: 'report', classification: '', determination: '' },
  ...{ firstActivityAt: hours(hour), lastActivityAt: hours(hour), addedAt: hours(9), changedAt: hours(9) },
  evidence: { ...evidence, port: 8000 + hour },
})

it('connections that hunting found count, whatever was judged false', () => {
  const report = { ...reportIn('queued'), enrichment }
  const mail = mailOfReport(report, [sighting(3, true)], initial, settings, nothingOfOurs)
  expect([mail.firstSeenAt, mail.lastSeenAt]).toEqual([hours(-0.5), hours(3)])
})

it.each([
  { what: 'the earliest', judgedFalse: [3], ports: [8004, 8005] },
  { what: 'the latest', judgedFalse: [5], ports: [8003, 8004] },
  { what: 'all but one', judgedFalse: [3, 5], ports: [8004] },
  { what: 'none', judgedFalse: [], ports: [8003, 8004, 8005] },
])(
  'a sighting that was judged false leaves neither its times nor its port: $what',
  ({ judgedFalse, ports }) => {
    const sightings = [3, 4, 5].map((hour) => sighting(hour, !judgedFalse.includes(hour)))
    const report = reportIn('queued')
    const tally = { ...report.tally, count: 3, firstSeenAt: hours(3), lastSeenAt: hours(5) }
    const mail = mailOfReport({ ...report, tally }, sightings, initial, settings, nothingOfOurs)
    expect(mail.sightings.map(({ port }) => port)).toEqual(ports)
    expect([mail.firstSeenAt, mail.lastSeenAt]).toEqual([
      hours(Math.min(...ports) - 8000),
      hours(Math.max(...ports) - 8000),
    ])
  },
)
