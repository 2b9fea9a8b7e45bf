import { knownOurs } from '../../shared/observables/known-ours'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { compose } from '../../shared/reports/compose'
import { mailOfReport } from '../../shared/reports/mail-of-report'
import { reportSchema, type Report } from '../../shared/reports/report'
import { purposes } from '../../shared/reports/purpose'
import { applyCause } from '../../shared/reports/apply-cause'
import { causes, enrichment, hours, reportIn } from '../helpers/reports'
import { everythingIn } from './read-back'
import { settings } from './report-fixture'

const nothingOfOurs = knownOurs(parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }))

/** Accepted with one recipient put off, whom the rest is for. */
const accepted = {
  ...causes.accepted,
  sent: {
    ...causes.accepted.sent,
    unreached: [{ address: settings.to[0] ?? '', why: '452 4.2.2 mailbox full', deferred: true as const }],
  },
}
const sentReport = (found = enrichment): Report =>
  [{ ...causes.enriched, enrichment: found }, causes.filed, accepted].reduce<Report>(
    (report, cause) => applyCause(report, cause, hours(1)),
    reportIn('collecting'),
  )
const composed = async (report: Report, purpose: (typeof purposes)[number] = 'initial') =>
  compose(mailOfReport(report, [], { purpose, attempt: 1, at: hours(1) }, settings, nothingOfOurs), settings)
const everything = async (report: Report, purpose?: (typeof purposes)[number]) =>
  everythingIn((await composed(report, purpose)).raw)

it('the same attempt has the same bytes, from the row and from memory', async () => {
  const report = sentReport()
  const stored = reportSchema.parse(JSON.parse(JSON.stringify(report)))
  expect((await composed(stored)).sha256).toBe((await composed(report)).sha256)
})

it.each([
  { engines: { flagged: 17, total: 91 }, says: '17 of 91 engines on VirusTotal flag it as malicious.' },
  {
    engines: { flagged: 1, total: 91, asOf: hours(0) },
    says: '1 of 91 engines on VirusTotal flag it as malicious (as of 2026-11-23).',
  },
])('engines: $says', async ({ engines, says }) => {
  const { text } = await composed(sentReport({ ...enrichment, engines }))
  expect(text.replace(/\s+/g, ' ')).toContain(says)
})

it('that nobody calls it malicious is not said', async () => {
  const report = sentReport({ ...enrichment, engines: { flagged: 0, total: 91 } })
  expect(await everything(report)).not.toMatch(/VirusTotal|engines/)
})

it('a report that was not enriched says nothing of it', async () => {
  const { text } = await composed(reportIn('sent'))
  expect(text).not.toMatch(/VirusTotal|Connections/)
})

it.each(purposes)('what rides along on an answer leaves in no layer of a %s', async (purpose) => {
  const canary = { deviceName: 'canary-ws-0105', title: 'canary-title', raw: { user: 'canary-user' } }
  const { connections, engines } = enrichment
  const laden = {
    ...enrichment,
    ...canary,
    engines: { ...engines!, ...canary },
    connections: {
      ...connections!,
      ...canary,
      listed: connections!.listed.map((line) => ({ ...line, ...canary })),
    },
  }
  expect(await everything(sentReport(laden), purpose)).not.toContain('canary')
  const stored = reportSchema.parse(JSON.parse(JSON.stringify(sentReport(laden))))
  expect(JSON.stringify(stored.enrichment)).not.toContain('canary')
})
