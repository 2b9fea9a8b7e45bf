import { scaleBand, scaleLinear } from 'd3-scale'
import { stack } from 'd3-shape'
import { axes, chart, chartSize, emptyChart, type Series, round } from './chart-frame'
import { type Html, html } from './page-text'

/** A column of the chart: one value per series. */
export type Column = { readonly name: string; readonly values: readonly number[] }

type Stacked = {
  readonly name: string
  readonly says: string
  readonly series: readonly Series[]
  readonly columns: readonly Column[]
  /** Columns all reach the top, and tell shares. */
  readonly asShares?: boolean
}

/** Columns of layers upon each other. */
export function stackedChart({ name, says, series, columns, asShares = false }: Stacked): Html {
  if (columns.every(({ values }) => values.every((value) => value === 0)))
    return emptyChart(name, says, 'None is that old yet.')
  const totals = columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const { width, height, left, right, top, bottom } = chartSize
  const x = scaleBand()
    .domain(columns.map((column) => column.name))
    .range([left, width - right])
    .padding(0.25)
  const y = scaleLinear()
    .domain([0, asShares ? 100 : Math.max(4, ...totals)])
    .range([height - bottom, top])
  if (!asShares) y.nice(4)
  const heightOf = (column: Column, n: number): number => {
    const total = columns.indexOf(column)
    return asShares ? (100 * (column.values[n] ?? 0)) / (totals[total] || 1) : (column.values[n] ?? 0)
  }
  const layers = stack<undefined, Column, number>()
    .keys(series.map((_, n) => n))
    .value(heightOf)([...columns])
  const bars = layers.map((layer, n) =>
    layer.map(([from, to], at) => {
      const column = columns[at]
      return (
        to > from &&
        html`<rect
          class="s${series[n]?.colour}"
          x="${round(x(column?.name ?? '') ?? 0)}"
          width="${round(x.bandwidth())}"
          y="${round(y(to))}"
          height="${round(y(from) - y(to))}"
        />`
      )
    }),
  )
  const rows = columns.map((column) => [column.name, ...column.values.map(String)])
  const heads = ['time', ...series.map((one) => one.name)]
  return chart(name, says, series, html`${axes(x, y, asShares ? '% of endpoints' : 'reports')}${bars}`, {
    heads,
    rows,
  })
}
