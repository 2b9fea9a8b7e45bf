import { runStatistics } from '../../cli/statistics'
import { readSettings } from '../../shared/settings/settings'
import { toReportRow } from '../../shared/reports/report-row'
import { days, reportId, reportIn } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

async function run(...args: string[]) {
  const storage = freshStorage()
  const report = reportIn('acknowledged', { reportId: reportId('DAR-2611-7F3K9QXM') })
  await storage.table('Reports').insert(toReportRow(report, undefined))
  const out: string[] = []
  const io = { out: (line: string) => out.push(line), err: (line: string) => out.push(line) }
  const open = () => ({ settings: readSettings({}), storage, name: 'desk' })
  const code = await runStatistics(args, io, open, () => days(7.5))
  return { code, text: out.join('\n') }
}

it('says in words how it went, the unknown share always among it', async () => {
  const { code, text } = await run()
  expect(code).toBe(0)
  expect(text).toMatch(/^2026-11\n {2}sent 1,/)
  expect(text).toContain('unanswered 0 of 1')
  expect(text).toContain('after 7 days gone 0, up 0, unknown 1 of 1')
  expect(text).toContain('over 29 days in 2021')
})

it('as JSON', async () => {
  const { text } = await run('--json', '--months', '1')
  expect(JSON.parse(text)).toMatchObject({ all: { sent: 1 }, months: [{ month: '2611' }] })
})

it.each([['--months', '0'], ['--months', '99'], ['--unheard'], ['what']])(
  '%s is refused',
  async (...args) => {
    expect(await run(...args)).toMatchObject({ code: 2 })
  },
)
