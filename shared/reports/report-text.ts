import { spellingOf } from './defang'
import { oneLine, utc, wrap } from './plain-text'
import type { Purpose } from './purpose'
import type { MailSettings, ReportMail } from './report-mail'
import { isTrial } from './subject'
import { answerSection, earlierSection, whatSection, whenSection, whereSection } from './text-sections'
import { wordingOf } from './words'

/** The readable part of a mail, lines ending in LF. It stands alone: a desk may never open the attachments. */
export function reportText(report: ReportMail, settings: MailSettings): string {
  const trial = isTrial(report, settings) ? [trialNote] : []
  const parts = [...trial, 'Hello,', ...bodies[report.purpose](report, settings), signature(report, settings)]
  return `${parts.join('\n\n')}\n`
}

type Body = (report: ReportMail, settings: MailSettings) => readonly string[]

const bodies: Record<Purpose, Body> = {
  initial: (report, settings) => [wrap(opening(report, settings)), ...details(report, settings)],
  'reminder-1': (report, settings) => reminder(report, settings, 'We have had no answer to this report yet.'),
  'reminder-2': (report, settings) =>
    reminder(report, settings, 'This is our second reminder; we have had no answer to this report.'),
  escalation: (report, settings) => [
    wrap(`${opening(report, settings)} Our earlier mails about it were not answered, so we turn to you.`),
    ...details(report, settings),
  ],
  withdrawal: (report, settings) => [
    wrap(
      `we withdraw our report ${report.reportId} about ${name(report, settings)}: the alerts behind it have turned out to be false. No action is needed. Sorry for the trouble.`,
    ),
  ],
}

const trialNote = wrap(
  'THIS IS A TRIAL. It was sent to this address only, in place of the abuse desk. No action is needed.',
)

const opening = (report: ReportMail, settings: MailSettings): string =>
  `we report abuse of a resource in Microsoft's address space: a ${wordingOf(report.evidence.abuse).what} at ${name(report, settings)}. Our reference is ${report.reportId}.${theirNumber(report)}`

function details(report: ReportMail, settings: MailSettings): readonly string[] {
  return [
    whereSection(report, settings),
    whatSection(report),
    whenSection(report),
    request,
    answerSection(report, settings),
    ...earlierSection(report),
    attachments(report),
  ]
}

function reminder(report: ReportMail, settings: MailSettings, sentence: string): readonly string[] {
  const subject = `${report.reportId} concerns a ${wordingOf(report.evidence.abuse).what} at ${name(report, settings)}.`
  return [
    wrap(
      `${sentence} ${subject}${theirNumber(report)} It was last seen active at ${utc(report.lastSeenAt)}.`,
    ),
    wrap('Please tell us whether you have received it, and what became of it. The facts once more:'),
    whereSection(report, settings),
    whenSection(report),
    answerSection(report, settings),
    attachments(report),
  ]
}

function name({ endpointText }: ReportMail, settings: MailSettings): string {
  const spell = spellingOf(settings.defangText)
  return oneLine(endpointText.includes('://') ? spell.url(endpointText) : spell.host(endpointText), 300)
}

/** The desk's number comes out of a mail, so only what can be a number is repeated. */
function theirNumber({ caseNumber }: ReportMail): string {
  const number = /^[A-Za-z0-9][A-Za-z0-9 :#._-]{1,58}$/.exec(caseNumber ?? '')?.[0]
  return number === undefined ? '' : ` Your reference: ${number}.`
}

const request = [
  'What we ask',
  '  1. Please check the resource, and take it down or suspend its owner.',
  '  2. Please tell us what you did, or why nothing is to be done.',
].join('\n')

const attachments = ({ reportId }: ReportMail): string =>
  [
    'Attached',
    `  ${reportId}-xarf.json      the same facts for machines (XARF v4)`,
    `  ${reportId}-sightings.csv  every sighting, with times in UTC`,
  ].join('\n')

function signature(report: ReportMail, settings: MailSettings): string {
  const sender = oneLine(settings.organisation) || oneLine(settings.from.name)
  return `Thank you,\n${sender}\n${settings.from.address}\n\n${wrap(authorship(report))}`
}

const authorship = ({ reportId }: ReportMail): string =>
  `(Report ${reportId} was written by a program from security alerts, under rules set by people.)`
