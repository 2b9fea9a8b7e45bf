import { listReports, readList, type ReportView } from '../shared/review/api/list'
import { filterNames, pageToken } from '../shared/review/pages/routes'
import type { Storage } from '../shared/storage/storage'
import { jsonText } from './one-line'
import { underBar } from './progress'
import { readCall } from './read-call'
import { reportsTable } from './reports-table'
import type { Terminal } from './terminal'

export const REPORTS_USAGE =
  'reports [--status S] [--kind K] [--service S] [--region R] [--age A] [--takedown T] [--q TEXT] [--limit N] [--json]'

const usualLimit = 50
const mostAtOnce = 1000

/**
 * Lists reports, newest first, by the filters of the page; pages are turned until there are enough.
 * @returns the exit code: 0 done, also where none fits; 2 the command line makes no sense
 */
export async function runReports(args: readonly string[], terminal: Terminal): Promise<number> {
  const { io, open, now } = terminal
  const call = readCall(REPORTS_USAGE, args)
  if ('fault' in call || call.words.length > 0) return wrong(terminal, 'fault' in call ? call.fault : '')
  const limit = Number(call.text('limit') ?? usualLimit)
  if (!Number.isInteger(limit) || limit < 1) return wrong(terminal, '--limit takes a whole number from 1 on.')
  const asked = new URLSearchParams()
  for (const name of filterNames) {
    const value = call.text(name)
    if (value !== undefined) asked.set(name, value)
  }
  const read = readList(asked, now(), mostAtOnce)
  if ('status' in read) return wrong(terminal, String(read.jsonBody['detail']))
  const { storage, name } = open()
  const reports = await underBar(terminal, 'Reports found', undefined, (to) =>
    listAll(storage, asked, limit, now, to),
  )
  if (call.has('json')) io.out(jsonText(reports, 2))
  else if (reports.length === 0) io.out(`No report in ${name} fits.`)
  else for (const line of reportsTable(reports, terminal)) io.out(line)
  if (reports.length === limit) io.err(`The newest ${limit} of them; --limit shows more.`)
  return 0
}

function wrong({ io }: Terminal, fault: string): number {
  if (fault !== '') io.err(fault)
  io.err(`Usage: ${REPORTS_USAGE}`)
  return 2
}

async function listAll(
  storage: Storage,
  asked: URLSearchParams,
  limit: number,
  now: () => Date,
  to: (found: number) => void,
): Promise<readonly ReportView[]> {
  const reports: ReportView[] = []
  for (;;) {
    const read = readList(asked, now(), Math.min(mostAtOnce, limit - reports.length))
    if ('status' in read) throw new Error(String(read.jsonBody['detail']))
    const page = await listReports(storage, read, now())
    reports.push(...page.reports)
    if (reports.length >= limit || page.next === undefined) break
    to(reports.length)
    asked.set(pageToken, page.next)
  }
  return reports
}
