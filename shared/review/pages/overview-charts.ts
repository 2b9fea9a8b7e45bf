import { barRows } from './bar-rows'
import { lineChart } from './line-chart'
import type { GroupFigures, MonthFigures, OverviewModel, PeriodCounts } from './models'
import type { Status } from '../../reports/report'
import { empty } from './layout'
import { type Html, html, when } from './page-text'
import { instant } from './page-time'
import { stackedChart } from './stacked-chart'

/** Nine statuses are too many to tell apart in a column; these are the steps that a reader thinks in. */
const layers: readonly {
  readonly name: string
  readonly statuses: readonly Status[]
  readonly colour: number
}[] = [
  { name: 'closed', statuses: ['closed'], colour: 0 },
  { name: 'acknowledged', statuses: ['acknowledged', 'information-requested'], colour: 1 },
  { name: 'sent', statuses: ['sent'], colour: 2 },
  { name: 'not sent', statuses: ['collecting', 'awaiting-approval', 'queued'], colour: 3 },
  { name: 'in trouble', statuses: ['unconfirmed', 'undeliverable'], colour: 4 },
]

/** What became of all that was reported, from the kept figures. */
export function chartsSection({ periods, months, services, regions, statisticsAt }: OverviewModel): Html {
  const isEmpty = periods.length === 0 && months.length === 0
  return html`<section id="figures">
    <h2>How Microsoft answers</h2>
    ${when(statisticsAt, () => html`<p class="muted">Counted ${statisticsAt && instant(statisticsAt)}. Trials, and receipts whose sender is not proven, do not count.</p>`)}
    ${isEmpty ? empty('No figures yet.', 'They begin with the first report that leaves.') : html`<div class="charts">${charts(periods, months)}</div>`}
    <div class="columns">
      ${groups('By service', 'service', services)}${groups('By region', 'region', regions)}
    </div>
  </section>`
}

const charts = (periods: readonly PeriodCounts[], months: readonly MonthFigures[]): Html =>
  html`${reportsChart(periods)}${timesChart('Days until a receipt', 'of reports by the month they were opened', months, 'daysToAcknowledgement')}
  ${timesChart('Days until it was gone', 'from sending to takedown, as far as it was seen', months, 'daysToTakedown')}${standingChart(months)}`

const reportsChart = (periods: readonly PeriodCounts[]): Html =>
  stackedChart({
    name: 'Reports',
    says: 'by the time they were opened, as they stand now',
    series: layers,
    columns: periods.map(({ period, counts }) => ({
      name: period,
      values: layers.map(({ statuses }) => statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)),
    })),
  })

const timesChart = (
  name: string,
  says: string,
  months: readonly MonthFigures[],
  of: 'daysToAcknowledgement' | 'daysToTakedown',
): Html =>
  lineChart(name, says, [
    {
      name: 'half of them within',
      colour: 1,
      points: months.map((one) => ({ name: one.month, value: one[of].median })),
    },
    {
      name: 'nine of ten within',
      colour: 2,
      points: months.map((one) => ({ name: one.month, value: one[of].p90 })),
    },
  ])

const standingChart = (months: readonly MonthFigures[]): Html =>
  stackedChart({
    name: 'After 30 days',
    says: 'how endpoints stood, of all that were reported so long ago',
    asShares: true,
    series: [
      { name: 'gone', colour: 1 },
      { name: 'not known', colour: 3 },
      { name: 'still up', colour: 4 },
    ],
    columns: months.map(({ month, after30Days: { gone, unknown, up } }) => ({
      name: month,
      values: [gone, unknown, up],
    })),
  })

const groups = (caption: string, head: string, figures: readonly GroupFigures[]): Html | undefined =>
  when(figures.length > 0, () =>
    barRows(
      caption,
      [head, 'sent', 'still up'],
      figures.map(({ name, sent, stillUp }) => ({ name, all: sent, part: stillUp })),
    ),
  )
