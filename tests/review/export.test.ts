import { createContext } from '../../shared/platform/app-context'
import { readSettings } from '../../shared/settings/settings'
import { toReportRow } from '../../shared/reports/report-row'
import { askPage, openPage } from '../helpers/ask-page'
import { reportId, reportIn } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const now = () => new Date('2026-11-23T12:00:00Z')

async function exported(endpointText: string, path = 'reports.csv') {
  const storage = freshStorage()
  const row = toReportRow(
    reportIn('sent', { reportId: reportId('DAR-2611-11111111'), endpointText }),
    undefined,
  )
  await storage.table('Reports').insert(row)
  return askPage(createContext(readSettings({}, openPage), { storage: () => storage, now }), path)
}

it.each([
  { text: '=HYPERLINK("https://example.com")', cell: `"'=HYPERLINK(""https://example.com"")"` },
  { text: ' +1', cell: `"' +1"` },
  { text: '-1', cell: `"'-1"` },
  { text: '@SUM(1)', cell: `"'@SUM(1)"` },
  { text: '\t=1', cell: `"' =1"` },
  { text: 'a;=1', cell: `"a;'=1"` },
  { text: 'a\r\n=1', cell: `"a =1"` },
  { text: 'a\u202Eb\u200Bc', cell: `"a b c"` },
])('$text is no formula and no second line in the CSV', async ({ text, cell }) => {
  const answer = await exported(text)
  expect(answer.headers['content-disposition']).toBe('attachment; filename="reports.csv"')
  const lines = answer.text.split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toContain(`"DAR-2611-11111111","sent",${cell},`)
})

it('files hold what the filters leave', async () => {
  expect(await exported('example.com', 'reports.json?status=closed')).toMatchObject({
    jsonBody: { reports: [] },
  })
  expect(await exported('example.com', 'reports.json?status=open')).toMatchObject({
    jsonBody: { reports: [{ ReportId: 'DAR-2611-11111111' }] },
  })
})
