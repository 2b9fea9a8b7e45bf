import type { ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import { noteName } from './given-names'
import { answerDueAt, nextStepAt, type Waits } from './ladder'
import { questionOf } from './question'
import { questionStore } from './question-store'
import type { Report } from './report'
import { fromReportRow, reportKey, toReportRow } from './report-row'

/** A report and the version of its row. */
export type HeldReport = { readonly report: Report; readonly etag: string }

export type ReportStore = {
  readonly get: (id: ReportId) => Promise<HeldReport | undefined>
  readonly insert: (report: Report) => Promise<boolean>
  /** Compare-and-swap: false when somebody else changed it since it was read. */
  readonly save: (report: Report, etag: string) => Promise<boolean>
  /** Keeps by which number the desk may call it, so that one look finds it. */
  readonly noteCaseNumber: (report: Report) => Promise<void>
  /** Copies the report's last Event into its history. Copying twice is one. */
  readonly noteEvent: (report: Report) => Promise<void>
  /** Puts the question that the report waits with, if any, where people answer. Asking twice is one. */
  readonly ask: (report: Report) => Promise<void>
}

export function reportStore(storage: Storage, waits: Waits): ReportStore {
  const reports = storage.table('Reports')
  const row = (report: Report) => toReportRow(report, nextStepAt(report, waits), answerDueAt(report, waits))
  return {
    get: async (id) => {
      const stored = await reports.get(reportKey(id))
      return stored && { report: fromReportRow(stored), etag: stored.etag }
    },
    insert: async (report) => (await reports.insert(row(report))) !== undefined,
    save: async (report, etag) => (await reports.replace(row(report), etag)) !== undefined,
    noteCaseNumber: async (report) => {
      const number = caseNumberOf(report)
      if (number !== undefined) await noteName(storage, 'case-number', number, report.id)
    },
    noteEvent: async (report) => {
      await storage.table('Events').insert(eventRow(report))
    },
    ask: async (report) => {
      const question = questionOf(report)
      if (question) await questionStore(storage).ask(question)
    },
  }
}

/** The number that the desk gave it, if it has. */
export const caseNumberOf = (report: Report): string | undefined =>
  'acknowledgement' in report ? report.acknowledgement.caseNumber : undefined

/** Row keys of equal length, so that a report's history lists in its order. */
export const changeKey = (change: number): string => String(change).padStart(6, '0')

function eventRow({ id, change, event }: Report) {
  const { at, cause, from, to, by, why, question } = event
  const words = { At: at, Cause: cause, From: from, To: to, By: by, Why: why.slice(0, 4000) }
  return { partitionKey: id, rowKey: changeKey(change), SchemaVersion: 1, ...words, Question: question }
}
