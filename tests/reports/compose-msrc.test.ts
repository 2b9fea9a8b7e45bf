import fc from 'fast-check'
import { msrcForm } from '../../sandbox/world/msrc'
import type { AbuseKind, Evidence } from '../../shared/cases/decision'
import { composeMsrc, maxNotesLength, msrcTakes } from '../../shared/reports/compose-msrc'
import { purposes } from '../../shared/reports/purpose'
import type { MailSettings, ReportMail } from '../../shared/reports/report-mail'
import { shippedTemplates } from '../../shared/reports/shipped-templates'
import { evidence, report, settings } from './report-fixture'

const reporter = { name: 'Example SOC', email: 'reports@soc.example.org', plusAddress: true }
const formOf = (
  more: Partial<ReportMail> = {},
  dress: Partial<MailSettings> = {},
  who: Partial<typeof reporter> = {},
) => {
  const { raw } = composeMsrc({ ...report, ...more }, { ...settings, ...dress }, { ...reporter, ...who })
  return msrcForm.parse(JSON.parse(raw.toString()))
}

const bare: Evidence = {
  reasons: ['verdict-malicious'],
  abuse: 'other',
  grade: 'C',
  ownershipClass: 'customer-hosted',
  serviceTags: [],
  sharedFrontEnd: false,
  snapshotDate: '2023-06-19',
  severity: 'unknown',
  techniques: [],
}
const address = '20.119.0.42'
const host = 'contoso.azurewebsites.net'
const url = 'https://contoso.azurewebsites.net/login?a=b'

type Row = { abuse: AbuseKind; known: Partial<Evidence>; is: object | undefined }
const ip = (incidentType: string) => ({ threatType: 'IP Address', incidentType, sourceIp: address })
const link = (incidentType: string, sourceUrl: string) => ({ threatType: 'URL', incidentType, sourceUrl })
const rows: readonly Row[] = [
  { abuse: 'command-and-control', known: { address }, is: ip('Malware') },
  { abuse: 'command-and-control', known: { address, host }, is: link('Malware', `https://${host}/`) },
  { abuse: 'command-and-control', known: { host, port: 80 }, is: link('Malware', `http://${host}/`) },
  { abuse: 'command-and-control', known: { host, port: 4444 }, is: link('Malware', `https://${host}:4444/`) },
  { abuse: 'malware-delivery', known: { url, host }, is: link('Malware', url) },
  { abuse: 'malware-delivery', known: { address }, is: ip('Malware') },
  { abuse: 'phishing', known: { url }, is: link('Phishing', url) },
  { abuse: 'phishing', known: { host }, is: link('Phishing', `https://${host}/`) },
  { abuse: 'phishing', known: { address }, is: undefined },
  { abuse: 'brute-force', known: { address, port: 22 }, is: { ...ip('Brute Force'), sourcePort: '22' } },
  { abuse: 'brute-force', known: { host }, is: undefined },
  { abuse: 'spam', known: { address, host }, is: ip('Spam') },
  { abuse: 'spam', known: { url }, is: undefined },
  { abuse: 'other', known: { url }, is: link('Malicious Text or URL', url) },
  { abuse: 'other', known: { address }, is: undefined },
  { abuse: 'scanning', known: { address, host, url }, is: undefined },
  { abuse: 'malicious-app', known: { address, host, url }, is: undefined },
]

const nameOf = ({ abuse, known }: Row) => `${abuse} of ${Object.values(known).join(' ')}`

it.each(rows.map((row) => ({ name: nameOf(row), row })))(
  '$name has its place in the form, or none',
  ({ row }) => {
    const about = { evidence: { ...bare, ...row.known, abuse: row.abuse } }
    expect(msrcTakes(about.evidence, 'initial')).toBe(row.is !== undefined)
    if (row.is === undefined) expect(() => formOf(about)).toThrow('no place')
    else expect(formOf(about)).toMatchObject(row.is)
  },
)

it.each(purposes)('%s: a form opens no thread, so it takes no reminder and no withdrawal', (purpose) => {
  expect(msrcTakes(evidence, purpose)).toBe(purpose === 'initial' || purpose === 'escalation')
})

it('says when, what and who, in the form’s own spelling', () => {
  const { reportNotes, ...form } = formOf()
  expect(form).toEqual({
    date: '2023-06-15',
    time: '07:36:51',
    timeZone: '+0000',
    threatType: 'URL',
    incidentType: 'Malware',
    sourceUrl: 'https://safe-hse.com/',
    sourceIp: '20.119.0.42',
    sourcePort: '443',
    severity: 'High',
    source: 'ReportApi',
    anonymizeReport: true,
    reporterName: 'Example SOC',
    reporterEmail: 'reports+RDAR-2306-7F3K9QXM@soc.example.org',
    reporterOrg: 'Example Ltd',
  })
  for (const fact of ['safe-hse[.]com', 'DAR-2306-7F3K9QXM', 'Storm-0900', '2023-06-15 07:36:44 UTC']) {
    expect(reportNotes).toContain(fact)
  }
  expect(reportNotes).not.toMatch(/attached|this mail|TEST/i)
})

it.each([
  ['high', 'High'],
  ['medium', 'Medium'],
  ['low', 'Low'],
  ['informational', 'Low'],
  ['unknown', 'Medium'],
] as const)('severity %s is %s to the form, which never goes without one', (severity, is) => {
  expect(formOf({ evidence: { ...evidence, severity } }).severity).toBe(is)
})

it('an escalation says that the mails before it were not answered, and which number they had', () => {
  const { reportNotes } = formOf({ purpose: 'escalation', caseNumber: 'CRM:0461057158' })
  expect(reportNotes.replace(/\s+/g, ' ')).toContain('Our earlier mails about it have not been answered.')
  expect(reportNotes.replace(/\s+/g, ' ')).toContain('Your reference is CRM:0461057158.')
})

describe('a trial', () => {
  it('is a test submission under REDIRECT_ALL_TO, and nothing else is', () => {
    const form = formOf({ trial: true }, { redirectAllTo: 'me@soc.example.org' })
    expect(form.testSubmission).toBe(true)
    expect(form.reportNotes).toMatch(/^THIS IS A TEST SUBMISSION/)
    expect(formOf().testSubmission).toBeUndefined()
  })

  it('never reaches the real desk', () => {
    expect(() => formOf({ trial: true })).toThrow('REDIRECT_ALL_TO')
  })
})

describe('limits', () => {
  it.each([
    { email: 'reports@soc.example.org', plusAddress: false, is: 'reports@soc.example.org' },
    {
      email: `${'x'.repeat(40)}@soc.example.org`,
      plusAddress: true,
      is: `${'x'.repeat(40)}@soc.example.org`,
    },
  ])('the mailbox has no token where none is wanted or it does not fit ($is)', ({ is, ...who }) => {
    expect(formOf({}, {}, who).reporterEmail).toBe(is)
  })

  it('notes are cut at a line, and say so', () => {
    const templates = { ...shippedTemplates, request: 'What we ask is much.\n'.repeat(900) }
    const { reportNotes } = formOf({}, { templates })
    expect(reportNotes.length).toBeLessThanOrEqual(maxNotesLength)
    expect(reportNotes).toMatch(/What we ask is much\.\n\(shortened\)$/)
  })
})

it('whatever stands in the facts, the form keeps its rules and holds nothing from elsewhere', () => {
  const words = fc.string({ unit: 'binary', maxLength: 300 })
  const facts = fc.record({ host: words, tenant: words, region: words, actor: words, protocol: words })
  fc.assert(
    fc.property(
      facts,
      words,
      words,
      fc.stringMatching(/^canary-[a-z]{12}$/),
      (known, name, number, canary) => {
        const planted = { ...bare, ...known, title: canary, address, abuse: 'command-and-control' as const }
        const about = { endpointText: known.host, caseNumber: number, evidence: planted, commandLine: canary }
        const form = formOf(about, { organisation: name }, { name: name || 'x' })
        expect(JSON.stringify(form)).not.toContain(canary)
        expect(form.sourceIp).toBe(address)
      },
    ),
    { numRuns: 300 },
  )
})

it('the same report makes the same bytes', () => {
  const [one, two] = [composeMsrc(report, settings, reporter), composeMsrc(report, settings, reporter)]
  expect(one.raw.equals(two.raw)).toBe(true)
  expect(one.sha256).toBe(two.sha256)
})
