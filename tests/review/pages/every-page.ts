import { mailsPage } from '../../../shared/review/pages/mails'
import { overviewPage } from '../../../shared/review/pages/overview'
import { problemPage } from '../../../shared/review/pages/problem'
import { quarantinePage } from '../../../shared/review/pages/quarantine'
import { reportPage } from '../../../shared/review/pages/report'
import { reportsPage } from '../../../shared/review/pages/reports'
import { frame, mails, nothingYet, overview, quarantine, report, reports } from './page-models'

/** Changes any text of a model, told the way to it. */
export type Change = (text: string, way: readonly string[]) => string

/** Texts out of closed lists, which no alert and no mail can choose. */
const closed = ['status', 'state', 'kind', 'takedown', 'outcome', 'deskSays', 'suggests']

/** The same model with its texts changed; instants, numbers and words of ours stay. */
export function changed<T>(model: T, change: Change, way: readonly string[] = []): T {
  if (typeof model === 'string') return change(model, way) as T
  if (model instanceof Date || typeof model !== 'object' || model === null) return model
  const entries = Object.entries(model).map(([name, value]: [string, unknown]) => [
    name,
    closed.includes(name) ? value : changed(value, change, [...way, name]),
  ])
  return (Array.isArray(model) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T
}

const problem = {
  frame,
  status: 404,
  title: 'No such report',
  detail: 'There is no report with this id.',
  remedy: 'Look for it in the list.',
}

const same: Change = (text) => text

/** Every page, by the path at which it stands in tests; the empty ones as well. */
export function everyPage(change: Change = same): Record<string, string> {
  const of = <T>(model: T): T => changed(model, change)
  const nothingFound = { ...reports, rows: [], isFirstPage: true }
  return {
    '/api/page': overviewPage(of(overview)),
    '/api/page/empty': overviewPage(of(nothingYet)),
    '/api/page/reports': reportsPage(of(reports)),
    '/api/page/reports/none-so-far': reportsPage(of({ ...nothingFound, lookedBackTo: frame.now })),
    '/api/page/reports/DAR-2611-7F3K9QXM': reportPage(of(report)),
    '/api/page/mails': mailsPage(of(mails)),
    '/api/page/mails/none': mailsPage(of({ frame, mails: [] })),
    '/api/page/quarantine': quarantinePage(of(quarantine)),
    '/api/page/quarantine/none': quarantinePage(of({ frame, messages: [] })),
    '/api/page/problem': problemPage(of(problem)),
  }
}
