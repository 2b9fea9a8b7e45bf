import { classify } from '../../shared/replies/classify'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { readMail } from '../../shared/replies/read-mail'
import { dsnBytes, failedStatus, mailBytes } from './mail-fixture'

const patterns = compilePatterns(defaultPatterns)
const read = async (raw: Buffer) => classify(await readMail(raw), patterns)

type Row = {
  readonly says: string
  readonly is: string
  readonly outcome?: string
  readonly subject?: string
  readonly headers?: Readonly<Record<string, string>>
}

const ourMail = [
  '> we report abuse of a resource: please take it down, remove the content and provide details.',
  '> The site has been taken down before.',
].join('\n')

const rows: readonly Row[] = [
  // decisions
  { says: 'The reported site has been taken down.', is: 'decision', outcome: 'takedown' },
  {
    says: 'Hello,\n\nwe have now suspended the subscription behind this\nhost. Thank you for your report.',
    is: 'decision',
    outcome: 'takedown',
  },
  { says: 'The content was removed for violating our terms of use.', is: 'decision', outcome: 'takedown' },
  {
    says: 'We have taken appropriate action against the responsible customer.',
    is: 'decision',
    outcome: 'takedown',
  },
  { says: 'Die gemeldete Seite wurde gesperrt.', is: 'decision', outcome: 'takedown' },
  { says: 'Wir haben den Inhalt am 23.11. entfernt.', is: 'decision', outcome: 'takedown' },
  {
    says: `The account has been disabled.\n\nOn Mon, 23 Nov 2026 at 10:00, SOC wrote:\n${ourMail}`,
    is: 'decision',
    outcome: 'takedown',
  },
  {
    says: 'We investigated and did not find any malicious activity at this address.',
    is: 'decision',
    outcome: 'no-action',
  },
  { says: 'No action will be taken at this time.', is: 'decision', outcome: 'no-action' },
  {
    says: 'The reported URL does not violate our policies. Thank you for reporting.',
    is: 'decision',
    outcome: 'no-action',
  },
  {
    says: 'We determined that this behavior is considered to be by design.',
    is: 'decision',
    outcome: 'no-action',
  },
  {
    says: 'Wir konnten den Sachverhalt nicht nachvollziehen und ergreifen keine weiteren Maßnahmen.',
    is: 'decision',
    outcome: 'no-action',
  },
  {
    says: 'You have reached Microsoft Routing, Peering and DNS. We are not the right team for abuse.',
    is: 'decision',
    outcome: 'rejected',
  },
  { says: 'We are unable to process your report.', is: 'decision', outcome: 'rejected' },
  { says: 'Für diese Anfrage sind wir leider nicht zuständig.', is: 'decision', outcome: 'rejected' },
  // information requests
  {
    says: 'Thank you for your report. Could you please provide additional evidence, such as logs?',
    is: 'information-request',
  },
  { says: 'To proceed, we will need more details about the activity.', is: 'information-request' },
  { says: 'Please send us the full headers and timestamps.', is: 'information-request' },
  { says: 'Wir benötigen noch weitere Angaben zu Ihrer Meldung.', is: 'information-request' },
  { says: 'Bitte senden Sie uns die Protokolle.', is: 'information-request' },
  // acknowledgements
  { says: 'Thank you for your report. We are currently investigating.', is: 'acknowledgement' },
  { says: 'We have received your submission and assigned it case number 46714.', is: 'acknowledgement' },
  {
    says: 'Your report has been received. If the content is found to violate our terms, it will be removed.',
    is: 'acknowledgement',
  },
  {
    says: 'Thanks for reporting. If you have additional information, please provide logs by replying to this mail.',
    is: 'acknowledgement',
  },
  { says: 'Vielen Dank für Ihre Meldung. Der Vorgang wird geprüft.', is: 'acknowledgement' },
  {
    says: 'We acknowledge receipt of your report.',
    is: 'acknowledgement',
    headers: { 'Auto-Submitted': 'auto-replied' },
  },
  { says: 'Thank you for contacting us. No further action is required on your part.', is: 'acknowledgement' },
  {
    says: `Thank you for your e-mail.\n\n-----Original Message-----\nFrom: SOC <reports@soc.example.org>\nSent: Monday\nSubject: x\n\nThe site has been taken down.`,
    is: 'acknowledgement',
  },
  { says: `We received your message.\n\n${ourMail}`, is: 'acknowledgement' },
  {
    says: 'Thank you for your report. Once the site has been removed, we will let you know.',
    is: 'acknowledgement',
  },
  {
    says: 'Vielen Dank für Ihren Hinweis. Sobald die Seite entfernt wurde, melden wir uns.',
    is: 'acknowledgement',
  },
  // absence and machines
  {
    says: 'I am out of the office until 1 December. Thank you for your message.',
    is: 'auto-reply',
    subject: 'Automatic reply: [DAR-2611-7F3K9QXM]',
  },
  { says: 'Ich bin bis 1. Dezember nicht im Büro. Vielen Dank für Ihre Nachricht.', is: 'auto-reply' },
  { says: 'I am on annual leave with limited access to email.', is: 'auto-reply' },
  // for a person
  { says: 'Please note that this mailbox is not monitored.', is: 'other' },
  {
    says: 'Your message was sent to our service.',
    is: 'other',
    headers: { 'Auto-Submitted': 'auto-generated' },
  },
  {
    says: 'Patch Tuesday is here. Read the newsletter.',
    is: 'other',
    headers: { 'List-Id': '<news.example>' },
  },
  { says: 'Please see the attached.', is: 'other' },
  { says: 'The site has been taken down, and we need additional information about the logs.', is: 'other' },
  { says: 'The site was removed. No action will be taken against the customer.', is: 'other' },
  { says: 'I am out of the office from Friday. The site has been taken down.', is: 'other' },
  { says: 'Please confirm that the site has been removed.', is: 'other' },
  { says: 'The site has not been removed.', is: 'other' },
  { says: 'Die Seite wurde nicht entfernt.', is: 'other' },
  { says: 'The site is no longer suspended.', is: 'other' },
  { says: 'Please do not send any further logs.', is: 'other' },
  { says: 'We could not confirm whether the host was suspended.', is: 'other' },
  { says: '', is: 'other', subject: '' },
]

it.each(rows)('$is $outcome: $says', async ({ says, is, outcome, subject, headers }) => {
  const raw = mailBytes(
    {
      'Content-Type': 'text/plain; charset=utf-8',
      ...(subject === undefined ? {} : { Subject: subject }),
      ...headers,
    },
    says,
  )
  expect(await read(raw)).toMatchObject({ kind: is, ...(outcome === undefined ? {} : { outcome }) })
})

const action = (word: string) => failedStatus.replace('failed', word)

it.each([
  {
    name: 'Action: failed is final, whatever its status',
    raw: dsnBytes({ status: failedStatus.replace('5.1.1', '4.4.1') }),
    is: { kind: 'bounce', final: true },
  },
  {
    name: 'Action: delayed is late, not lost',
    raw: dsnBytes({ status: action('delayed') }),
    is: { kind: 'bounce', final: false },
  },
  {
    name: 'a notification of success is no bounce',
    raw: dsnBytes({ status: action('delivered') }),
    is: { kind: 'auto-reply' },
  },
  {
    name: 'one that says nothing is for a person',
    raw: dsnBytes({ status: 'X: y', headers: { Subject: 'Hello' } }),
    is: { kind: 'other' },
  },
  {
    name: 'Exchange without a report part',
    raw: mailBytes(
      {
        From: 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example',
        Subject: 'Undeliverable: [DAR]',
      },
      'x',
    ),
    is: { kind: 'bounce', final: true },
  },
  {
    name: 'the same in German',
    raw: mailBytes({ From: 'postmaster@x.example', Subject: 'Unzustellbar: [DAR]' }, 'x'),
    is: { kind: 'bounce', final: true },
  },
  {
    name: 'a warning of delay without a report part',
    raw: mailBytes({ From: 'mailer-daemon@x.example', Subject: 'Warning: message delayed 24 hours' }, 'x'),
    is: { kind: 'bounce', final: false },
  },
  {
    name: 'somebody who writes “Undeliverable” is no mail server',
    raw: mailBytes({ Subject: 'Undeliverable: your report' }, 'Thank you for your report.'),
    is: { kind: 'acknowledgement' },
  },
])('$name', async ({ raw, is }) => {
  expect(await read(raw)).toMatchObject(is)
})

it('names the rules that decided', async () => {
  expect((await read(mailBytes({}, 'The site has been taken down.'))).rules).toEqual(['takedown'])
})

describe('case numbers, as others have seen them', () => {
  it.each([
    { text: 'MSRC Case 46714 CRM:0461057158', numbers: ['CRM:0461057158', '46714'] },
    {
      text: 'VULN-069036 / MSRC Case 72610 CRM:0022004898',
      numbers: ['CRM:0022004898', 'VULN-069036', '72610'],
    },
    {
      text: 'Your reference number is: 1f0c9f4e-6a53-4f0d-9a0d-1c2b3a4d5e6f',
      numbers: ['1F0C9F4E-6A53-4F0D-9A0D-1C2B3A4D5E6F'],
    },
    { text: 'Ticket: INC-2026-00412', numbers: ['INC-2026-00412'] },
    { text: 'Vorgangsnummer: 4711-0815', numbers: ['4711-0815'] },
    { text: 'SIR1234567', numbers: ['SIR1234567'] },
    { text: 'Reference: DAR-2611-7F3K9QXM', numbers: [] },
    { text: 'in any case 3 people', numbers: [] },
    { text: 'call us on 0800 123456', numbers: [] },
  ])('$text', async ({ text, numbers }) => {
    expect((await read(mailBytes({ Subject: 'x' }, text))).caseNumbers).toEqual(numbers)
  })
})

it('a faulty pattern in the settings is named', () => {
  const faulty = { ...defaultPatterns, takedown: { mine: '(' } }
  expect(() => compilePatterns(faulty)).toThrow('mine')
})

it.each([
  'the site '.repeat(5000),
  'we have '.repeat(6000),
  'thank you for '.repeat(4000),
  'please '.repeat(8000),
  `case ${'0'.repeat(60_000)}`,
])('made to be slow, and is not (%#)', async (text) => {
  expect(await read(mailBytes({}, text))).toBeDefined()
})
