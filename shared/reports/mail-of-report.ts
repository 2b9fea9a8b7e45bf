import type { Evidence } from '../cases/decision'
import type { CountedSighting } from '../cases/sighting'
import { earlier, later } from '../model/time'
import { contentUrl } from '../observables/content-hosts'
import type { KnownOurs } from '../observables/known-ours'
import { envelopeIdOf, isMessageId, messageIdOf } from './message-ids'
import type { Purpose } from './purpose'
import type { Report } from './report'
import { putOffRecipients } from './unreached'
import type { MailSettings, ReportMail } from './report-mail'
import { subjectOf } from './subject'

/** The attempt, and when it was claimed: the same attempt composes the same bytes. */
export type Attempt = {
  readonly purpose: Purpose
  readonly attempt: number
  readonly at: Date
  readonly fallback?: true
}

/** As many are read for a mail; a desk needs no more, and the count is told all the same. */
export const mostSightings = 1000

/** What a mail about this report is composed from: allow-listed evidence, and the sightings that still stand. */
export function mailOfReport(
  report: Report,
  sightings: readonly CountedSighting[],
  { purpose, attempt, at, fallback }: Attempt,
  settings: MailSettings,
  ours: PublishedWithout,
): ReportMail {
  const standing = sightings.filter((sighting) => sighting.stands)
  const mailOf = { reportId: report.id, purpose }
  const mail: ReportMail = {
    reportId: report.id,
    // The same report again, under ids of its own.
    purpose: purpose === 'rest' ? 'initial' : purpose,
    ...(purpose === 'rest' && { onlyTo: putOffRecipients(report) }),
    endpointText: publishedEndpoint(report, ours),
    evidence: publishedEvidence(report.evidence, ours),
    ...seenBetween(report, standing, sightings.length < mostSightings),
    sightings: standing.map(lineOf),
    ...(sightings.length >= mostSightings && {
      unlistedSightings: Math.max(0, report.tally.count - standing.length),
    }),
    earlierReports: report.earlier.filter(hasLeft),
    composedAt: at,
    messageId: messageIdOf(mailOf, domainOf(settings.from.address), settings.secretOf),
    envelopeId: envelopeIdOf(mailOf, attempt, settings.secretOf),
    trial: report.trial,
    ...(fallback && { fallback }),
    ...caseNumberOf(report),
    ...enrichmentOf(report),
  }
  return { ...mail, ...threadOf(report, mail, settings) }
}

/** Of a report that never left, or only in a trial, the desk has never heard. */
const hasLeft = ({ sentAt, outcome }: Report['earlier'][number]): boolean =>
  sentAt !== undefined && outcome !== 'trial'

/** What is ours by now. */
type PublishedWithout = Pick<KnownOurs, 'redact' | 'whyHost' | 'whyTelling'>

/** A name may be known as ours since the row was written, and rows of earlier versions hold links with queries. */
function publishedEvidence(evidence: Evidence, ours: PublishedWithout): Evidence {
  const url = evidence.url === undefined ? null : URL.parse(evidence.url)
  const isSaid = (name: string) => ours.whyHost(name) === undefined && ours.whyTelling(name) === undefined
  return {
    ...evidence,
    ...(url !== null && { url: ours.redact(url) }),
    ...(evidence.alsoNamed && { alsoNamed: evidence.alsoNamed.filter(isSaid) }),
  }
}

function publishedEndpoint({ endpoint, endpointText }: Report, { redact }: PublishedWithout): string {
  const url = endpoint.kind === 'content' ? URL.parse(endpoint.url) : null
  return url === null ? endpointText : (contentUrl(redact(url)) ?? redact(url))
}

/** The tally counts what was judged false as well, so that it tells only of what was not read. */
function seenBetween(
  { tally, enrichment }: Report,
  standing: readonly CountedSighting[],
  isWhole: boolean,
): Pick<ReportMail, 'firstSeenAt' | 'lastSeenAt'> {
  const { firstAt, lastAt } = enrichment?.connections ?? {}
  const first = isWhole ? firstAt : tally.firstSeenAt
  const last = isWhole ? lastAt : tally.lastSeenAt
  return {
    firstSeenAt: standing.map((one) => one.firstActivityAt).reduce(earlier, first) ?? tally.firstSeenAt,
    lastSeenAt: standing.map((one) => one.lastActivityAt).reduce(later, last) ?? tally.lastSeenAt,
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

const lineOf = ({ firstActivityAt, lastActivityAt, evidence }: CountedSighting) => ({
  ...(firstActivityAt && { firstActivityAt }),
  ...(lastActivityAt && { lastActivityAt }),
  ...(evidence.port !== undefined && { port: evidence.port }),
})

/** The desk's number, else the reference that its form was answered with. */
function caseNumberOf(report: Report) {
  const answered = 'acknowledgement' in report ? report.acknowledgement.caseNumber : undefined
  const given = 'sent' in report ? report.sent.messageIds.find((id) => !isMessageId(id)) : undefined
  const caseNumber = answered ?? given
  return caseNumber === undefined ? {} : { caseNumber }
}

/** Member by member, as everything that leaves. */
function enrichmentOf({ enrichment }: Report): Pick<ReportMail, 'connections' | 'engines'> {
  const { connections, engines } = enrichment ?? {}
  const lines = connections?.listed.map(({ at, port }) => ({
    firstActivityAt: at,
    ...(port !== undefined && { port }),
  }))
  return {
    ...(connections && lines && { connections: { count: connections.count, listed: lines } }),
    ...(engines && { engines }),
  }
}

/** A follow-up stands in the thread of the mails before it, under their subject; another door has no thread. */
function threadOf(report: Report, mail: ReportMail, settings: MailSettings) {
  const messageIds = 'sent' in report ? report.sent.messageIds.filter(isMessageId) : []
  if (mail.purpose === 'initial' || messageIds.length === 0) return {}
  const subject = subjectOf({ ...mail, purpose: 'initial' }, settings)
  return { thread: { messageIds, subject } }
}
