import type { Alert } from '../shared/alerts/alert'
import type { Decision, Evidence, Grade } from '../shared/cases/decision'
import { endpointText } from '../shared/cases/endpoint'
import { keyHash } from '../shared/model/hash'
import { mintReportId } from '../shared/model/report-id'
import { earlier, later } from '../shared/model/time'
import { envelopeIdOf, messageIdOf } from '../shared/reports/message-ids'
import type { MailSettings, ReportMail } from '../shared/reports/report-mail'

/** A decision that may leave, and the alert it was made for. */
export type Finding = {
  readonly alert: Pick<Alert, 'id' | 'createdAt' | 'firstActivityAt' | 'lastActivityAt'>
  readonly decision: Decision
  readonly evidence: Evidence
}

/** Everything that the alerts at hand say about one endpoint, in the order they were read. */
export type EndpointFindings = readonly [Finding, ...Finding[]]

/** One endpoint, one report, however many alerts name it. */
export function byEndpoint(findings: readonly Finding[]): readonly EndpointFindings[] {
  const groups = new Map<string, [Finding, ...Finding[]]>()
  for (const finding of findings) {
    const endpoint = endpointText(finding.decision.endpoint)
    const group = groups.get(endpoint)
    if (group === undefined) groups.set(endpoint, [finding])
    else group.push(finding)
  }
  return [...groups.values()]
}

const order: readonly Grade[] = ['A', 'B', 'C', 'D']

/** The first of those with the best grade. */
export const bestGraded = (findings: EndpointFindings): Finding =>
  findings.reduce((best, one) =>
    order.indexOf(one.evidence.grade) < order.indexOf(best.evidence.grade) ? one : best,
  )

/**
 * The report on one endpoint as it would be filed. Its id follows from the alerts, so that composing again writes the
 * same report and not a second one.
 */
export function handReport(findings: EndpointFindings, mail: MailSettings, now: Date): ReportMail {
  const { evidence } = bestGraded(findings)
  const first = findings.map(({ alert }) => alert.firstActivityAt ?? alert.createdAt).reduce(earlier) ?? now
  const last = findings.map(({ alert }) => alert.lastActivityAt ?? alert.createdAt).reduce(later) ?? first
  const seed = keyHash(endpointText(findings[0].decision.endpoint), ...findings.map(({ alert }) => alert.id))
  const reportId = mintReportId('DAR', first, parseInt(seed.slice(0, 8), 16) % 32 ** 4)
  const mailOf = { reportId, purpose: 'initial' as const }
  const domain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1)
  return {
    ...mailOf,
    endpointText: endpointText(findings[0].decision.endpoint),
    evidence,
    firstSeenAt: first,
    lastSeenAt: last,
    sightings: findings.map(sightingOf),
    earlierReports: [],
    composedAt: now,
    messageId: messageIdOf(mailOf, domain),
    envelopeId: envelopeIdOf(mailOf, 1),
    trial: false,
  }
}

function sightingOf({ alert, evidence }: Finding) {
  const { firstActivityAt, lastActivityAt } = alert
  return {
    ...(firstActivityAt && { firstActivityAt }),
    ...(lastActivityAt && { lastActivityAt }),
    ...(evidence.port !== undefined && { port: evidence.port }),
  }
}
