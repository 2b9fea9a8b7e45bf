import type { Storage } from '../../storage/storage'
import { download, json } from './answers'
import { type ListAsked, onwardsFrom, type ReportView, viewOf } from './list'
import { columns, pageOfReports } from './page-of-reports'

/** More than this goes into several files. */
const mostRows = 10_000
const mostPages = 40

type Collected = { readonly reports: readonly ReportView[]; readonly next?: string }

/** Exactly what the filters leave, whatever the page of the list. */
async function collect(storage: Storage, asked: ListAsked, now: Date): Promise<Collected> {
  const reports: ReportView[] = []
  let place = asked.place
  for (let n = 0; n < mostPages; n++) {
    const page = await pageOfReports(
      storage,
      asked.query,
      place,
      Math.min(1000, mostRows - reports.length),
      now,
    )
    reports.push(...page.rows.map(viewOf))
    place = page.next
    if (!place) return { reports }
    if (reports.length >= mostRows || n === mostPages - 1) return { reports, ...onwardsFrom(page) }
  }
  return { reports }
}

/** RFC 4180. Where there is more, the header `X-Next` holds where the next file begins, to be asked for as `from`. */
export async function csvOf(storage: Storage, asked: ListAsked, now: Date): Promise<Response> {
  const { reports, next } = await collect(storage, asked, now)
  const names = ['ReportId', ...columns] as const
  const lines = [
    names.join(','),
    ...reports.map((report) => names.map((name) => cell(report[name])).join(',')),
  ]
  // With a mark of its encoding, without which Excel takes it for another.
  const answer = download(`\uFEFF${lines.join('\r\n')}\r\n`, 'reports.csv', 'text/csv; charset=utf-8')
  if (next !== undefined) answer.headers.set('x-next', next)
  return answer
}

export async function jsonOf(storage: Storage, asked: ListAsked, now: Date): Promise<Response> {
  return json(await collect(storage, asked, now), 200, {
    'content-disposition': 'attachment; filename="reports.json"',
  })
}

/**
 * Spreadsheets take what begins with any of these for a formula, also behind a separator of theirs that is none of
 * ours. Source: OWASP, "CSV Injection".
 */
const formula = /(^|[;\t|])(\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20])/g

function cell(value: string | number | boolean | Date | undefined): string {
  if (value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'string') return String(value)
  const inert = value.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').replace(formula, "$1'$2")
  return `"${inert.replaceAll('"', '""')}"`
}
