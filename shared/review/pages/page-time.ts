import { dayInMs, hourInMs, minuteInMs } from '../../model/time'
import { type Html, html } from './page-text'

const minutes = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')

/** In UTC; the script puts the reader's own time in its place, which is as long. */
export const instant = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}" title="${minutes(at)} UTC">${minutes(at)}</time>`

/** How long ago, roughly, with the instant behind it. */
export const ago = (at: Date, now: Date): Html =>
  html`<time class="ago" datetime="${at.toISOString()}" title="${minutes(at)} UTC">${span(at, now)}</time>`

function span(from: Date, to: Date): string {
  const ms = to.getTime() - from.getTime()
  if (ms < minuteInMs) return ms < -minuteInMs ? `in ${length(-ms)}` : 'just now'
  return `${length(ms)} ago`
}

function length(ms: number): string {
  if (ms < hourInMs) return `${Math.round(ms / minuteInMs)} min`
  if (ms < 2 * dayInMs) return `${Math.round(ms / hourInMs)} h`
  return `${Math.round(ms / dayInMs)} days`
}
