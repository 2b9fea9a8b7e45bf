import { html as escapedHtml } from 'hono/html'
import { defangUrl } from '../../reports/defang'

/** Markup that was made by {@link html}, and by nothing else. */
export type Html = { readonly isEscaped: true; readonly toString: () => string }
type Shown = string | number | false | undefined | Html | readonly Shown[]

/**
 * A template whose values are escaped, and in whose texts nothing stays unseen. Attributes that hold a value stand in
 * double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Shown[]): Html {
  const made: unknown = escapedHtml(strings, ...values.map(marked))
  if (made instanceof Promise) throw new TypeError('A page is made of what is there already')
  return made as Html
}

const marked = (value: Shown): Shown => {
  if (typeof value === 'string') return visible(value)
  return Array.isArray(value) ? value.map(marked) : value
}

/**
 * Controls, direction marks, what has no width: all that makes a text look other than it is. Line feed and tab are not among them. Fillers and selectors are letters and marks by their category.
 */
const unseen =
  /(?![\n\t])[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/gu
/** More marks on one letter than any script needs: they would cover the lines above and below. */
const heaped = /(?<=\p{M}{4})\p{M}+/gu

/** `‹U+202E›` for what cannot be seen; everything else as it is. */
export function visible(text: string): string {
  const seen = text.replaceAll('\r\n', '\n').replace(unseen, codePoint)
  return seen.replace(heaped, '‹…›')
}

const codePoint = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`

/** A text from outside within a line of ours: it keeps its direction to itself. */
export const foreign = (text: string): Html => html`<bdi>${text}</bdi>`

/** A text of many lines, as it stands. A line break after the tag is dropped, so it gets one of ours. */
export const block = (text: string, label: string): Html =>
  html`<pre tabindex="0" role="region" aria-label="${label}" dir="ltr">${`\n${text}`}</pre>`

/** Links broken, so that nothing that reads the page along can follow them. */
export const inert = (text: string): string =>
  text
    .replace(/\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s<>"']+/gi, (url) => defangUrl(url))
    .replace(/\b(?:javascript|data|vbscript|mailto|tel|file)(?=:)/gi, (scheme) => `${scheme}[x]`)

export const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)} …`

/** For those places that show nothing rather than an empty element. */
export const when = (condition: unknown, make: () => Html): Html | undefined =>
  condition === undefined || condition === false || condition === '' ? undefined : make()
