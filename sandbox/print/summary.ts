import pc from 'picocolors'
import type { SandboxResult } from '../run/run-sandbox'
import type { TableRow } from '../run/tables'
import type { StoryVerdict } from '../stories/verdict'

const COLUMNS = ['Report', 'Endpoint', 'Status', 'Takedown', 'Seen', 'Case'] as const
/** Of the table, so that it fits a terminal and a page. */
const WIDTH = 100
/** The one column that is cut short where they do not fit. */
const ENDPOINT = COLUMNS.indexOf('Endpoint')

/** What stands in the table at the end, how each story came out, and where to look for more. */
export function summary(result: SandboxResult): string {
  return [
    '',
    pc.bold('The table of reports'),
    '',
    ...table(result.reports.map(cells)),
    '',
    ...verdicts(result),
  ].join('\n')
}

/** Addresses and folders for people who want to look for themselves; what ends with the run is left out. */
export function whereToLook({ session: { world }, appPort }: SandboxResult, endsNow: boolean): string {
  const alive = [
    `  ${pc.bold('the review page')}       ${pc.bold(pc.cyan(pageAddress(appPort)))}`,
    '',
    `  the table as JSON     http://127.0.0.1:${appPort}/api/reports`,
    `  does it run?          http://127.0.0.1:${appPort}/api/health`,
    `  Storage Explorer      ${world.azurite.connectionString}`,
  ]
  return [
    '',
    pc.bold('Look for yourself'),
    ...(endsNow ? [] : alive),
    `  mails as .eml files   ${world.mailsFolder}`,
    `  the app's log         ${world.folder}/app.log`,
    '',
  ].join('\n')
}

/** Where a browser finds the page while the sandbox runs. */
export const pageAddress = (appPort: number): string => `http://127.0.0.1:${appPort}/api/page`

function verdicts({ acts, stories }: SandboxResult): string[] {
  const good = stories.filter(({ ok }) => ok).length
  return [
    pc.bold(`${good} of ${stories.length} stories came out as written`),
    ...acts.flatMap((act) => ['', `  ${act.name}`, '', ...act.stories.flatMap(verdict)]),
  ]
}

function verdict({ name, ok, expected, got }: StoryVerdict): string[] {
  if (ok) return [`  ${pc.green('ok')}      ${name}`]
  return [
    `  ${pc.red('not ok')}  ${name}`,
    `          expected ${JSON.stringify(expected)}`,
    `          got      ${JSON.stringify(got)}`,
  ]
}

function cells(row: TableRow): string[] {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : '')
  const outcome = text('Outcome') === '' ? '' : ` (${text('Outcome')})`
  return [
    text('rowKey'),
    text('Endpoint'),
    `${text('Status')}${outcome}`,
    text('Takedown'),
    String(typeof row.Sightings === 'number' ? row.Sightings : ''),
    text('CaseNumber'),
  ]
}

function table(rows: readonly (readonly string[])[]): string[] {
  const all = [COLUMNS, ...rows]
  const needed = COLUMNS.map((_, n) => Math.max(...all.map((row) => row[n]?.length ?? 0)))
  const tooWide = Math.max(0, needed.reduce((sum, width) => sum + 2 + width, 0) - WIDTH)
  const widths = needed.map((width, n) => (n === ENDPOINT ? width - tooWide : width))
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, n) => shortened(cell, widths[n] ?? 0).padEnd(widths[n] ?? 0)).join('  ')}`.trimEnd()
  return [pc.dim(line(COLUMNS)), ...rows.map(line)]
}

const shortened = (cell: string, width: number): string =>
  cell.length > width ? `${cell.slice(0, width - 1)}…` : cell
