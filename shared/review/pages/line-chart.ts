import { scaleBand, scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { axes, chart, chartSize, emptyChart, type Series, round } from './chart-frame'
import { type Html, html } from './page-text'

/** A place on the line; nothing where nothing was measured. */
type Point = { readonly name: string; readonly value: number | undefined }
type Line = Series & { readonly points: readonly Point[] }

/** Lines with gaps where there is no value, and a dot at each that there is. */
export function lineChart(name: string, says: string, lines: readonly Line[]): Html {
  if (lines.every(({ points }) => points.every(({ value }) => value === undefined)))
    return emptyChart(name, says, 'None has come so far.')
  const { width, height, left, right, top, bottom } = chartSize
  const names = lines[0]?.points.map((point) => point.name) ?? []
  const most = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ value }) => value ?? 0)))
  const x = scaleBand()
    .domain(names)
    .range([left, width - right])
  const y = scaleLinear()
    .domain([0, most])
    .range([height - bottom, top])
    .nice(4)
  const middle = (point: Point): number => round((x(point.name) ?? 0) + x.bandwidth() / 2)
  const drawing = lines.map(({ colour, points }) => {
    const path = line<Point>()
      .defined(({ value }) => value !== undefined)
      .x(middle)
      .y(({ value }) => y(value ?? 0))
      .digits(1)(points)
    return html`<path class="line l${colour}" d="${path ?? ''}" />${points.map(
        (point) =>
          point.value !== undefined &&
          html`<circle class="s${colour}" cx="${middle(point)}" cy="${round(y(point.value))}" r="3" />`,
      )}`
  })
  const rows = names.map((month, n) => [
    month,
    ...lines.map(({ points }) => (points[n]?.value === undefined ? 'none' : String(points[n].value))),
  ])
  return chart(name, says, lines, html`${axes(x, y, 'days')}${drawing}`, {
    heads: ['time', ...lines.map((one) => one.name)],
    rows,
  })
}
