import pc from 'picocolors'
import type { SandboxResult } from '../run/run-sandbox'
import type { TableRow } from '../run/tables'
import type { StoryVerdict } from '../stories/verdict'

const COLUMNS = ['Report', 'Endpoint', 'Status', 'Outcome', 'Takedown', 'Seen', 'Case', 'Next step'] as const

/** What stands in the table at the end, how each story came out, and where to look for more. */
export function summary(result: SandboxResult): string {
  return [
    '',
    pc.bold('The table of reports'),
    '',
    ...table(result.reports.map(cells)),
    '',
    ...verdicts(result.stories),
  ].join('\n')
}

/** Addresses and folders for people who want to look for themselves; what ends with the run is left out. */
export function whereToLook({ session: { world }, appPort }: SandboxResult, endsNow: boolean): string {
  const alive = [
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

function verdicts(stories: readonly StoryVerdict[]): string[] {
  const lines = stories.flatMap(({ name, ok, expected, got }) =>
    ok
      ? [`  ${pc.green('ok')}      ${name}`]
      : [
          `  ${pc.red('not ok')}  ${name}`,
          `          expected ${JSON.stringify(expected)}`,
          `          got      ${JSON.stringify(got)}`,
        ],
  )
  const good = stories.filter(({ ok }) => ok).length
  return [pc.bold(`${good} of ${stories.length} stories came out as written`), '', ...lines]
}

function cells(row: TableRow): string[] {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : '')
  const next = row.NextStepAt instanceof Date ? row.NextStepAt.toISOString().slice(0, 10) : ''
  return [
    text('rowKey'),
    text('Endpoint'),
    text('Status'),
    text('Outcome'),
    text('Takedown'),
    String(typeof row.Sightings === 'number' ? row.Sightings : ''),
    text('CaseNumber'),
    next,
  ]
}

function table(rows: readonly (readonly string[])[]): string[] {
  const all = [COLUMNS, ...rows]
  const widths = COLUMNS.map((_, n) => Math.max(...all.map((row) => row[n]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')}`.trimEnd()
  return [pc.dim(line(COLUMNS)), ...rows.map(line)]
}
