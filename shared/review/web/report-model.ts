import type { EarlierReport } from '../../cases/case'
import type { CountedSighting } from '../../cases/sighting'
import { serviceOf } from '../../cases/service-of'
import { problem, type Problem } from '../../model/problem'
import { openedAround, parseReportId } from '../../model/report-id'
import { isOverdue, nextStepAt } from '../../reports/ladder'
import type { Report } from '../../reports/report'
import { type ReadMail, readReport, type ReportDetail } from '../api/read-report'
import type { SiteDeps } from '../api/site'
import type { Visit } from '../api/visit'
import type { MailView, RelatedReport, ReportModel, SightingView } from '../pages/models'
import { factsOf, remoteFacts } from './facts'
import { readFrame } from './frame'
import { readMessages } from './messages'
import { waitingView } from './waiting-view'

const mostSightings = 50

export async function reportModel(deps: SiteDeps, visit: Visit): Promise<ReportModel | Problem> {
  const storage = deps.storage()
  const id = parseReportId(visit.params['id'] ?? '')
  const [{ frame }, detail] = await Promise.all([
    readFrame(deps, visit),
    id ? readReport(storage, id) : Promise.resolve(undefined),
  ])
  if (!detail) return problem(404, 'There is no such report. Look for it in the list.')
  const { report, question, events, sightings, mails } = detail
  const mayAct = visit.person.mayAct
  return {
    frame,
    report: reportView(deps, report),
    ...(question?.answer.trim() === '' && { waiting: { ...waitingView(question), status: report.status } }),
    ...(question && question.answer.trim() !== '' && { answered: question.answer }),
    events: events.map(({ change, ...event }) => ({ ...event, ...(change !== undefined && { change }) })),
    sightings: sightings.slice(0, mostSightings).map((one) => sightingView(one, mayAct)),
    messages: await readMessages(storage, detail),
    replies: mails.map(mailView),
    ...othersOf(detail),
  }
}

function reportView({ waits, now }: SiteDeps, report: Report): ReportModel['report'] {
  const { evidence, tally, takedown, lastError } = report
  const known = waits()
  const service = evidence.serviceTags.join(', ') || serviceOf(evidence)
  const nextAt = known && nextStepAt(report, known)
  return {
    id: report.id,
    change: report.change,
    status: report.status,
    isOverdue: known !== undefined && isOverdue(report, known, now()),
    isTrial: report.trial,
    endpoint: report.endpointText,
    kind: evidence.abuse,
    grade: evidence.grade,
    openedAt: openedAround(report.id),
    firstSeenAt: tally.firstSeenAt,
    lastSeenAt: tally.lastSeenAt,
    sightings: tally.count,
    takedown: takedown?.state ?? 'unknown',
    note: report.note ?? '',
    facts: factsOf(report),
    ...(service !== undefined && { service }),
    ...(evidence.address !== undefined && { address: evidence.address }),
    ...(evidence.region !== undefined && { region: evidence.region }),
    ...(takedown?.state === 'gone' && { takedownAt: takedown.since }),
    ...('reason' in report && { reason: report.reason }),
    ...(lastError !== undefined && { lastError }),
    ...(nextAt && { nextStepAt: nextAt }),
    ...passed(report),
  }
}

function passed(report: Report) {
  const sent = 'sent' in report ? report.sent : undefined
  const receipt = 'acknowledgement' in report ? report.acknowledgement : undefined
  return {
    ...(sent && { sentAt: sent.sentAt }),
    ...(receipt && { acknowledgedAt: receipt.at }),
    ...(receipt?.caseNumber !== undefined && { caseNumber: receipt.caseNumber }),
    ...(report.deskSays && { deskSays: report.deskSays.outcome }),
    ...(report.status === 'closed' && { closedAt: report.closedAt, outcome: report.outcome }),
  }
}

/** The alert's id leads to our devices and people, whoever may look into Defender: it is of our own side. */
function sightingView(sighting: CountedSighting, mayAct: boolean): SightingView {
  const { source, alertId, stands, classification, determination, addedAt, evidence } = sighting
  const { firstActivityAt, lastActivityAt } = sighting
  return {
    source,
    stands,
    classification: [classification, determination].filter((word) => word && word !== 'unknown').join(', '),
    addedAt,
    remote: remoteFacts(evidence),
    ...(firstActivityAt && { firstActivityAt }),
    ...(lastActivityAt && { lastActivityAt }),
    ...(mayAct && { ours: [{ name: 'alert', value: alertId }] }),
  }
}

export function mailView({ key, from, subject, writtenAt, readAt, kind, trust, text }: ReadMail): MailView {
  return {
    ...{ key, from, subject, readAt, text },
    meaning: kind.replaceAll('-', ' '),
    trust: trusts[Number(trust)] ?? trust,
    ...(writtenAt && { writtenAt }),
  }
}

const trusts = ['none', 'little: it names the report', 'some', 'proven: its sender is signed and listed']

function othersOf({ report, others }: ReportDetail): Pick<ReportModel, 'earlier' | 'later'> {
  const known = others.flatMap((one) => {
    const id = parseReportId(one.reportId)
    return id ? [{ at: openedAround(id), one }] : []
  })
  const newestFirst = known.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const openedAt = openedAround(report.id)
  return {
    later: newestFirst.filter(({ at }) => at > openedAt).map(({ one }) => related(one)),
    earlier: newestFirst.filter(({ at }) => at <= openedAt).map(({ one }) => related(one)),
  }
}

const related = ({ reportId: id, sentAt, outcome }: EarlierReport): RelatedReport => ({
  id,
  ...(outcome !== undefined && { outcome }),
  ...(sentAt && { sentAt }),
})
