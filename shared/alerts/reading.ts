import { type Asking, isCoarse, rich, type Slice, tickInMs } from './collect-slice'
import type { GraphPage } from './graph-client'

/** How far reading slices has come, and what it learned of Graph on the way. */
export type Reading = {
  /** Next first. */
  readonly todo: Slice[]
  /** Refused; for a later time. */
  readonly aside: Slice[]
  asking: Asking
  largestPage: number
  /** How long the next coarse slice may be, in ticks. */
  span: bigint
  /** An earlier run got so far: from this slice on, it was too long for a page. */
  kept: Kept | undefined
  /** Refusals in a row. */
  failures: number
  /** What was put aside within them: if nothing else is answered either, it is no worse than the rest. */
  doubted: Slice[]
  /** Following links once led to less than there is. */
  areLinksShort: boolean
}

export type Kept = { readonly slice: Slice; readonly span: bigint }

/** Smaller pages are not taken for full unless Graph says so: no service ends its pages there. */
const smallestFullPage = 25
const longestSpan = 400n * 86_400_000n * tickInMs

export function readingOf(slices: readonly Slice[], largestPage: number, kept?: Kept): Reading {
  const span = slices.reduce((most, { from, to }) => (to - from > most ? to - from : most), tickInMs)
  return {
    todo: [...slices],
    aside: [],
    asking: rich,
    largestPage,
    span,
    kept,
    failures: 0,
    doubted: [],
    areLinksShort: false,
  }
}

/** The next slice; a long one is cut where experience says that its page would be full. */
export function takeNext(reading: Reading): Slice | undefined {
  const { todo, kept } = reading
  const slice = todo[0]
  if (kept !== undefined && slice === kept.slice) {
    reading.span = kept.span < reading.span ? kept.span : reading.span
    reading.kept = undefined
  }
  const { span } = reading
  if (slice === undefined || !isCoarse(slice) || slice.to - slice.from <= span) return slice
  const first = { ...slice, to: slice.from + span }
  todo.splice(0, 1, first, { ...slice, from: first.to })
  return first
}

/** Leaves this slice for a later time. */
export function putAside(reading: Reading, slice: Slice): void {
  reading.todo.shift()
  reading.aside.push({ ...slice, isRefused: true })
  reading.doubted.push(slice)
}

/** Takes back what was put aside last, because Graph refuses the others as well. */
export function takeBack(reading: Reading): void {
  reading.aside.splice(reading.aside.length - reading.doubted.length)
  reading.todo.unshift(...reading.doubted)
  reading.doubted = []
}

/** The next slices are this many times shorter than this one, which keeps its place. */
export function shorten(reading: Reading, slice: Slice, times: bigint): void {
  if (!isCoarse(slice)) return
  const milliseconds = (slice.to - slice.from) / times / tickInMs
  reading.span = tickInMs * (milliseconds > 1n ? milliseconds : 1n)
}

export function isFullPage({ largestPage, asking }: Reading, { alerts, count }: GraphPage): boolean {
  if (count !== undefined && count > alerts.length) return true
  return alerts.length >= smallestFullPage && alerts.length >= Math.min(largestPage, asking.top)
}

/** Slices grow again where pages are nearly empty. */
export function notePage(reading: Reading, { alerts }: GraphPage): void {
  reading.largestPage = Math.max(reading.largestPage, alerts.length)
  const fill = alerts.length / Math.max(smallestFullPage, reading.largestPage)
  if (fill < 0.5 && reading.span < longestSpan) reading.span *= fill < 0.05 ? 8n : 2n
}

export function tell({ todo, aside, largestPage, span, kept }: Reading) {
  return { todo: [...todo, ...aside], largestPage, span: kept?.span ?? span }
}
