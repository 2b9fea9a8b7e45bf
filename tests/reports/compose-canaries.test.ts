import fc from 'fast-check'
import { compose } from '../../shared/reports/compose'
import { writtenPurposes } from '../../shared/reports/purpose'
import type { MailSettings, ReportMail } from '../../shared/reports/report-mail'
import { everythingIn } from './read-back'
import { evidence, report, settings } from './report-fixture'

const sighting = report.sightings[0] ?? {}
const earlier = { reportId: 'DAR-2301-AAAAAAAA' }

/** Members that no type knows, as they would ride along on an object built from an alert or a row. */
const strangers = [
  'title',
  'description',
  'device',
  'user',
  'commandLine',
  'tenantId',
  'raw',
  'message',
  'html',
  '_internal',
]

/** Distinct enough that neither a mail nor any of its encodings holds one by chance. */
const canary = fc.stringMatching(/^[a-z]{12}$/).map((text) => `canary-${text}`)
const planted = fc.dictionary(fc.constantFrom(...strangers), canary, { minKeys: 1, noNullPrototype: true })

it('what stands on no allow-list never leaves, in any layer of the mail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...writtenPurposes),
      fc.array(planted, { minLength: 6, maxLength: 6 }),
      async (purpose, plants) => {
        const [
          onReport = {},
          onEvidence = {},
          onSighting = {},
          onEarlier = {},
          onThread = {},
          onSettings = {},
        ] = plants
        const thread = { messageIds: [report.messageId], subject: 'Abuse report', ...onThread }
        const laden: ReportMail = {
          ...onReport,
          ...report,
          purpose,
          evidence: { ...onEvidence, ...evidence },
          sightings: [{ ...onSighting, ...sighting }],
          earlierReports: [{ ...onEarlier, ...earlier }],
          ...(purpose === 'initial' ? {} : { thread }),
        }
        const dress: MailSettings = { ...onSettings, ...settings }
        const everything = await everythingIn((await compose(laden, dress)).raw)
        expect(everything).not.toContain('canary-')
      },
    ),
    { numRuns: 60 },
  )
})

it('a canary in an allowed field is found, in each layer: the search works', async () => {
  const tenant = 'canary-tenantlabel'
  const { raw } = await compose(
    { ...report, evidence: { ...evidence, tenant, host: `${tenant}.example` } },
    settings,
  )
  const everything = await everythingIn(raw)
  expect(everything).toContain(tenant)
  expect(everything).toContain(`"domain": "${tenant}.example"`)
})

it.each([
  { at: 'category', more: { category: 'WS-0105 (m.muster)' } },
  { at: 'detectionSource', more: { detectionSource: 'host ws-0105.corp.example' } },
  { at: 'actor', more: { actor: 'seen on ws-0105 <m.muster@corp.example>' } },
  { at: 'techniques', more: { techniques: ['ws-0105', 'T1071.001'] } },
])('free text in $at is left out: it must look like what it is', async ({ more }) => {
  const { raw } = await compose({ ...report, evidence: { ...evidence, ...more } }, settings)
  expect(await everythingIn(raw)).not.toMatch(/ws-0105|m\.muster|corp\.example/i)
})
