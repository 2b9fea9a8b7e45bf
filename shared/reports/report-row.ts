import * as z from 'zod'
import { serviceOf } from '../cases/service-of'
import { monthOfReport, type ReportId } from '../model/report-id'
import { refuseNewer } from '../storage/schema-version'
import type { Row, RowKey, StoredRow } from '../storage/table'
import { reportSchema, type Report } from './report'

const schemaVersion = 1
const cells = z.object({ State: z.string() })

/** Month, then id: the newest report of a month comes first. */
export const reportKey = (id: ReportId): RowKey => ({ partitionKey: monthOfReport(id), rowKey: id })

/** The columns are for people; `State` is the whole report, and the only column that is read back. */
export function toReportRow(report: Report, nextStepAt: Date | undefined, answerDueAt?: Date): Row {
  return {
    ...reportKey(report.id),
    SchemaVersion: schemaVersion,
    ...columns(report),
    NextStepAt: nextStepAt,
    AnswerDueAt: answerDueAt,
    Change: report.change,
    Event: `${report.event.cause} by ${report.event.by}: ${report.event.why}`.slice(0, 1000),
    State: JSON.stringify(report),
  }
}

function columns(report: Report) {
  const { evidence, tally } = report
  return {
    Status: report.status,
    Endpoint: report.endpointText,
    Address: evidence.address,
    Service: serviceOf(evidence),
    ServiceTags: evidence.serviceTags.join(', '),
    Region: evidence.region,
    Abuse: evidence.abuse,
    Grade: evidence.grade,
    FirstSeen: tally.firstSeenAt,
    LastSeen: tally.lastSeenAt,
    Sightings: tally.count,
    Takedown: report.takedown?.state ?? 'unknown',
    TakedownAt: report.takedown?.state === 'gone' ? report.takedown.since : undefined,
    DeskSays: report.deskSays?.outcome,
    Trial: report.trial,
    LastError: report.lastError,
    ...columnsOfStatus(report),
  }
}

function columnsOfStatus(report: Report) {
  const sent = 'sent' in report ? report.sent : undefined
  const acknowledgement = 'acknowledgement' in report ? report.acknowledgement : undefined
  return {
    SentAt: sent?.sentAt,
    Channels: sent?.channel,
    AcknowledgedAt: acknowledgement?.at,
    CaseNumber: acknowledgement?.caseNumber,
    ClosedAt: report.status === 'closed' ? report.closedAt : undefined,
    Outcome: report.status === 'closed' ? report.outcome : undefined,
    // What a person wrote comes first; the reason stands in the question, too.
    Note: report.note ?? ('reason' in report ? report.reason : undefined),
  }
}

/** @throws NewerRowError, or another error when the row was not written by this program */
export function fromReportRow(row: StoredRow): Report {
  refuseNewer('Reports', row)
  const json: unknown = JSON.parse(cells.parse(row.cells).State)
  return reportSchema.parse(json)
}
