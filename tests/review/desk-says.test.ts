import { createContext } from '../../shared/platform/app-context'
import { whatIsAsked } from '../../shared/replies/ask-about-mail'
import { nextStepAt } from '../../shared/reports/ladder'
import { toReportRow } from '../../shared/reports/report-row'
import { readSettings } from '../../shared/settings/settings'
import { askPage, openPage } from '../helpers/ask-page'
import { days, reportId, reportIn, waits } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const id = reportId('DAR-2611-11111111')
const said = { deskSays: { outcome: 'takedown', at: days(2), mail: 'mail-1' } } as const

/** What is shown at a path, of one report that was sent. */
async function shown(path: string, changes: object): Promise<string> {
  const storage = freshStorage()
  const report = { ...reportIn('sent', { reportId: id }), ...changes }
  await storage.table('Reports').insert(toReportRow(report, nextStepAt(report, waits)))
  const app = createContext(readSettings({}, openPage), { storage: () => storage, now: () => days(3) })
  return (await askPage(app, path)).text
}

describe('what the desk says is shown beside the status that it does not move', () => {
  it.each([
    { where: 'the list of the API', path: 'reports', says: '"DeskSays":"takedown"' },
    { where: 'the report of the API', path: `reports/${id}`, says: '"deskSays":{"outcome":"takedown"' },
    { where: 'the list of the pages', path: 'page/reports', says: 'desk says: taken down' },
    { where: 'the page of the report', path: `page/reports/${id}`, says: 'desk says: taken down' },
  ])('$where', async ({ path, says }) => {
    expect(await shown(path, said)).toContain(says)
    expect(await shown(path, {})).not.toContain(says)
  })

  it('the digest names it with the question about the mail', () => {
    const classification = { kind: 'decision', outcome: 'no-action', rules: [], caseNumbers: [] } as const
    const found = { by: 'token', conflicting: false, ties: [], proven: [], returned: [] } as const
    const reading = {
      classification,
      match: { ...found, reportIds: [id] },
      trust: 3,
      rules: [],
      effect: 'person',
    } as const
    expect(whatIsAsked(reading, { hasFiles: false, newText: 'x' })).toBe(
      `the desk says: no action, about ${id}`,
    )
  })
})
