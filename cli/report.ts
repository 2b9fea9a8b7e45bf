import { parseArgs } from 'node:util'
import { parseReportId, type ReportId } from '../shared/model/report-id'
import { questionOf } from '../shared/reports/question'
import { detailJson, readReport, type ReportDetail } from '../shared/review/api/read-report'
import { verifyHistory, type ReportHistory } from '../shared/review/report-history'
import type { ExplainIo } from './explain'
import { jsonText, oneLine } from './one-line'
import type { StorageAtHand } from './storage-at-hand'

export const REPORT_USAGE = 'report ID [--json] [--verify]'

/**
 * Prints how a report stands, what happened to it and what left; with `--verify` also whether the kept messages still
 * are what their hashes say, and whether the history has a gap.
 * @returns the exit code: 0 fine, 1 no such report or something does not agree, 2 the command line makes no sense
 */
export async function runReport(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
): Promise<number> {
  const asked = readOptions(args)
  if (asked === undefined) {
    io.err(`Usage: ${REPORT_USAGE}`)
    return 2
  }
  const { storage, name } = open()
  const history = await readReport(storage, asked.id)
  if (!history) {
    io.err(`There is no report ${asked.id} in ${name}.`)
    return 1
  }
  if (asked.json) io.out(jsonText(detailJson(history, true), 2))
  else for (const line of reportLines(history)) io.out(oneLine(line))
  if (!asked.verify) return 0
  const faults = await verifyHistory(storage, history)
  for (const fault of faults) io.err(oneLine(fault))
  const kept = history.deliveries.filter(({ messageHash }) => messageHash !== undefined).length
  if (faults.length === 0 && !asked.json)
    io.out(`verified: ${history.events.length} events, ${kept} kept messages, all agree`)
  return faults.length === 0 ? 0 : 1
}

function readOptions(args: readonly string[]): { id: ReportId; verify: boolean; json: boolean } | undefined {
  try {
    const flag = { type: 'boolean', default: false } as const
    const options = { verify: flag, json: flag } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const id = parseReportId(positionals[0] ?? '')
    return id === undefined || positionals.length > 1 ? undefined : { id, ...values }
  } catch {
    return undefined
  }
}

function reportLines(detail: ReportDetail): string[] {
  const { report, question, mails, others } = detail
  const { id, status, endpointText, evidence, tally, trial, change, note } = report
  const outcome = report.status === 'closed' ? ` (${report.outcome})` : ''
  const asked = questionOf(report)
  return [
    `${id}  ${status}${outcome}${trial ? '  TRIAL' : ''}  change ${change}`,
    `  ${endpointText}, ${evidence.abuse}, grade ${evidence.grade}, ${tally.count} sightings`,
    `  seen from ${tally.firstSeenAt.toISOString()} to ${tally.lastSeenAt.toISOString()}`,
    ...(report.deskSays
      ? [`  desk says: ${report.deskSays.outcome}, ${report.deskSays.at.toISOString()}`]
      : []),
    ...(asked ? [`  waits for a person: ${asked.reason}`, `  ${asked.question}`] : []),
    ...(question && question.answer !== ''
      ? [`  answered, and not carried out yet: ${question.answer}`]
      : []),
    ...(note === undefined ? [] : [`  note: ${note}`]),
    ...historyLines(detail),
    ...(mails.length > 0 ? ['Replies'] : []),
    ...mails.map(
      ({ readAt, from, subject, kind, trust }) =>
        `  ${readAt.toISOString()}  ${kind}, trust ${trust}, from ${from}: ${subject}`,
    ),
    ...(others.length > 0 ? [`Other reports: ${others.map(({ reportId }) => reportId).join(', ')}`] : []),
  ]
}

function historyLines({ events, deliveries }: ReportHistory): string[] {
  return [
    'Events',
    ...events.map(
      ({ at, change, cause, from, to, by, why }) =>
        `  ${at.toISOString()}  ${change ?? '-'}  ${cause}: ${from === '' ? '' : `${from} → `}${to}, by ${by}: ${why}`,
    ),
    'Deliveries',
    ...deliveries.map(
      ({ at, name, state, attempt, messageHash, response }) =>
        `  ${at.toISOString()}  ${name}, attempt ${attempt}: ${state}${response ? `: ${response}` : ''}${messageHash ? `  ${messageHash}` : ''}`,
    ),
  ]
}
