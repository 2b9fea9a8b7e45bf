import { type Spelling, spellingOf } from './defang'
import { oneLine, utc, wrap } from './plain-text'
import type { MailSettings, ReportMail, SightingLine } from './report-mail'
import { replyAddressOf } from './message-ids'
import { actorInWords, identifierInWords, outcomeInWords, techniqueIds, wordingOf } from './words'

const listedSightings = 20

/** Label and value of a table; rows without a value are left out. */
type Row = readonly [label: string, value: string | undefined]

const table = (rows: readonly Row[]): string =>
  rows
    .flatMap(([label, value]) =>
      value === undefined ? [] : [wrap(`  ${label.padEnd(14)}${value}`, ' '.repeat(16))],
    )
    .join('\n')

const section = (heading: string, body: string): string => `${heading}\n${body}`

/** What the resource is: the part a desk looks up first. */
export function whereSection(report: ReportMail, settings: MailSettings): string {
  const { evidence } = report
  const { host, url } = spellingOf(settings.defangText)
  const rows: readonly Row[] = [
    ['URL', spelled(evidence.url, url, 600)],
    ['Host', spelled(evidence.host, host)],
    ['Address', spelled(evidence.address, host)],
    ['Port', portOf(evidence.port, evidence.protocol)],
    ['Tenant label', spelled(evidence.tenant, host)],
    [
      'Service tags',
      evidence.serviceTags
        .slice(0, 6)
        .map((tag) => oneLine(tag, 80))
        .join(', ') || undefined,
    ],
    ['Region', spelled(evidence.region, (text) => text)],
    ['Cloud', spelled(evidence.cloud, (text) => text)],
    ['Listed under', prefixOf(report)],
  ]
  const shared = evidence.sharedFrontEnd ? `\n\n${wrap(sharedNote(report))}` : ''
  return section('The resource', table(rows) + shared)
}

const spelled = (text: string | undefined, spell: Spelling['host'], maxLength = 253): string | undefined =>
  text === undefined ? undefined : spell(oneLine(text, maxLength))

const portOf = (port: number | undefined, protocol: string | undefined): string | undefined =>
  port === undefined ? undefined : `${port}${protocol === undefined ? '' : ` (${oneLine(protocol, 12)})`}`

const prefixOf = ({ evidence }: ReportMail): string | undefined =>
  evidence.prefix === undefined
    ? undefined
    : `${oneLine(evidence.prefix, 80)}, by data of ${oneLine(evidence.snapshotDate, 10)}`

const sharedNote = ({ evidence }: ReportMail): string =>
  evidence.host === undefined && evidence.url === undefined
    ? 'Several customers answer on this address. We know no host name; the times and the port below may tell.'
    : 'Several customers answer on this address; the name above tells which one is meant.'

/** The alert's story, told anew from its parts; the alert's own sentence names our systems and never leaves. */
export function whatSection(report: ReportMail): string {
  const { evidence } = report
  const who =
    report.systems === undefined
      ? 'Systems of ours'
      : count(report.systems, 'system of ours', 'systems of ours')
  const product = identifierInWords(evidence.detectionSource ?? '') ?? 'Our security monitoring'
  const category = identifierInWords(evidence.category ?? '')
  const severity = evidence.severity === 'unknown' ? undefined : `severity ${evidence.severity}`
  const labels = [severity, category && `category "${category}"`].filter(
    (label) => label !== undefined && label !== '',
  )
  const actor = actorInWords(evidence.actor, report.actorNow)
  const techniques = techniqueIds(evidence.techniques)
  const sentences = [
    `${who} ${wordingOf(evidence.abuse).happened}.`,
    `${product} raised an alert about it${labels.length === 0 ? '' : ` (${labels.join(', ')})`}.`,
    ...(actor === undefined ? [] : [`Microsoft attributes the activity to ${actor}.`]),
    ...(techniques.length === 0 ? [] : [`MITRE ATT&CK: ${techniques.join(', ')}.`]),
  ]
  return section('What happened', wrap(`  ${sentences.join(' ')}`, '  '))
}

const count = (n: number, one: string, many: string): string => (n === 1 ? `One ${one}` : `${n} ${many}`)

/** First and last seen, and each sighting by itself as far as they fit; the attachment has them all. */
export function whenSection(report: ReportMail): string {
  const rows: readonly Row[] = [
    ['First seen', utc(report.firstSeenAt)],
    ['Last seen', utc(report.lastSeenAt)],
    ['Sightings', String(report.sightings.length)],
  ]
  const lines = report.sightings.slice(0, listedSightings).flatMap(sightingLine)
  const rest = report.sightings.length - listedSightings
  const more = rest > 0 ? [`  - and ${rest} more, in the attached list`] : []
  const list = lines.length > 1 ? `\n${[...lines, ...more].join('\n')}` : ''
  return section('When (all times UTC)', table(rows) + list)
}

function sightingLine({ firstActivityAt, lastActivityAt, port }: SightingLine): readonly string[] {
  const times = [firstActivityAt, lastActivityAt].filter((at) => at !== undefined).map(utc)
  if (times.length === 0) return []
  return [`  - ${[...new Set(times)].join(' to ')}${port === undefined ? '' : `, port ${port}`}`]
}

/** Earlier reports about the same endpoint, as far as their end is the desk's business. */
export function earlierSection({ earlierReports }: ReportMail): readonly string[] {
  const lines = earlierReports.slice(0, 10).map(({ reportId, sentAt, outcome }) => {
    const sent = sentAt === undefined ? undefined : `sent ${utc(sentAt)}`
    const end = outcomeInWords(outcome ?? '')
    return `  - ${[oneLine(reportId, 40), sent, end].filter((part) => part !== undefined).join(', ')}`
  })
  return lines.length === 0 ? [] : [section('Earlier reports about the same endpoint', lines.join('\n'))]
}

/** How to answer so that the answer finds its report. */
export function answerSection(report: ReportMail, settings: MailSettings): string {
  const lines = [
    `Reply to this mail, or write to ${replyAddressOf(report.reportId, settings.replyTo)}, and please keep`,
    `[${report.reportId}] in the subject. If you need more evidence, ask: a person reads the answers.`,
  ]
  return section('How to answer', wrap(`  ${lines.join(' ')}`, '  '))
}
