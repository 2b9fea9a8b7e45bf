import { createColors } from 'picocolors'
import type { ReportView } from '../shared/review/api/list'
import { type Status, statuses } from '../shared/reports/report'
import { oneLine } from './one-line'
import type { Terminal } from './terminal'

type Column = {
  readonly title: string
  readonly of: (report: ReportView) => string
  /** Left out, the greatest first, where the terminal is narrow; 0 stays. */
  readonly leaves: number
}

const day = (value: ReportView[string] | undefined): string =>
  value instanceof Date ? value.toISOString().slice(0, 10) : ''
const text = (value: ReportView[string] | undefined): string =>
  value === undefined ? '' : oneLine(value instanceof Date ? day(value) : String(value))

const columns: readonly Column[] = [
  { title: 'Report', of: ({ ReportId }) => ReportId, leaves: 0 },
  {
    title: 'Status',
    of: ({ Status, Outcome }) => `${text(Status)}${Outcome === undefined ? '' : ` (${text(Outcome)})`}`,
    leaves: 0,
  },
  { title: 'Endpoint', of: ({ Endpoint }) => text(Endpoint), leaves: 0 },
  { title: 'Kind', of: ({ Abuse }) => text(Abuse), leaves: 2 },
  { title: 'Service', of: ({ ServiceTags }) => text(ServiceTags).split(',')[0] ?? '', leaves: 5 },
  { title: 'Region', of: ({ Region }) => text(Region), leaves: 6 },
  { title: 'Seen', of: ({ LastSeen }) => day(LastSeen), leaves: 4 },
  { title: 'Sent', of: ({ SentAt }) => day(SentAt), leaves: 3 },
  { title: 'Takedown', of: ({ Takedown }) => text(Takedown), leaves: 1 },
]
const gap = 2
const leastOfEndpoint = 24

/** One line per report under one of titles, each no longer than the terminal is wide. */
export function reportsTable(
  reports: readonly ReportView[],
  { width, hasColour }: Pick<Terminal, 'width' | 'hasColour'>,
): readonly string[] {
  const cells = new Map(columns.map((column) => [column, reports.map(column.of)] as const))
  const widths = new Map(
    columns.map((column) => [
      column,
      Math.max(column.title.length, ...(cells.get(column) ?? []).map(({ length }) => length)),
    ]),
  )
  const shown = fit(widths, width)
  const line = (valueOf: (column: Column) => string, paint: (column: Column, padded: string) => string) =>
    shown
      .map(([column, wide]) => paint(column, middle(valueOf(column), wide).padEnd(wide)))
      .join(' '.repeat(gap))
      .trimEnd()
  const { bold } = createColors(hasColour)
  return [
    line(
      ({ title }) => title,
      (_, padded) => bold(padded),
    ),
    ...reports.map((report, n) =>
      line(
        (column) => cells.get(column)?.[n] ?? '',
        ({ title }, padded) =>
          title === 'Status' ? painted(text(report['Status']), padded, hasColour) : padded,
      ),
    ),
  ]
}

/** Columns and their widths: the least needed leave first, then the endpoint is cut. */
function fit(
  widths: ReadonlyMap<Column, number>,
  width: number | undefined,
): readonly (readonly [Column, number])[] {
  let shown = [...widths]
  const total = () => shown.reduce((sum, [, wide]) => sum + wide + gap, -gap)
  if (width === undefined) return shown
  const cut = ([column, wide]: readonly [Column, number], over: number): readonly [Column, number] =>
    column.title === 'Endpoint'
      ? [column, Math.max(Math.min(leastOfEndpoint, wide), wide - over)]
      : [column, wide]
  for (const { leaves } of columns.toSorted((a, b) => b.leaves - a.leaves)) {
    const over = total() - width
    const narrowed = shown.map((one) => cut([...one], over) as [Column, number])
    const least = narrowed.reduce((sum, [, wide]) => sum + wide + gap, -gap)
    if (over <= 0 || least <= width || leaves === 0) return over <= 0 ? shown : narrowed
    shown = shown.filter(([column]) => column.leaves !== leaves)
  }
  return shown
}

/** Both ends of a host say most: what it is called, and whose it is. */
export function middle(value: string, width: number): string {
  if (value.length <= width) return value
  const end = Math.floor((width - 1) / 2)
  return `${value.slice(0, width - 1 - end)}…${end === 0 ? '' : value.slice(-end)}`
}

/** `Status` as the colour that says how it goes. */
const colours: Readonly<Record<Status, 'yellow' | 'red' | 'green' | 'cyan' | 'dim'>> = {
  collecting: 'cyan',
  'awaiting-approval': 'yellow',
  queued: 'cyan',
  unconfirmed: 'red',
  undeliverable: 'red',
  sent: 'cyan',
  acknowledged: 'green',
  'information-requested': 'yellow',
  closed: 'dim',
}

/** A status of another version stays plain. */
function painted(status: string, padded: string, hasColour: boolean): string {
  const known = statuses.find((one) => one === status)
  return known === undefined ? padded : createColors(hasColour)[colours[known]](padded)
}
