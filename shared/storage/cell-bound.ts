/** The service takes 64 KiB of UTF-16 in a text; a little less, since some characters grow on their way. */
const longestCell = 32_000
/** A text within JSON is first cut to this; then to a quarter, as often as it takes. */
const longestInner = 8_000
const shortestInner = 30
const mark = '…'

/**
 * A text that a cell takes. What is too long loses its end; of JSON, each long text within loses its own, so that one
 * member that somebody blew up takes none of the others with it and the JSON stays readable. Only JSON that is long
 * without a long text in it stays as it is: the service refuses it.
 */
export function boundedCell(text: string): string {
  if (text.length <= longestCell) return text
  return shortenedJson(text) ?? cut(text, longestCell)
}

function shortenedJson(text: string): string | undefined {
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : undefined
  if (parsed === undefined) return undefined
  let short = text
  for (let most = longestInner; most >= shortestInner && short.length > longestCell; most /= 4)
    short = JSON.stringify(parsed.value, (_, value: unknown) =>
      typeof value === 'string' ? cut(value, Math.floor(most)) : value,
    )
  return short
}

function cut(text: string, most: number): string {
  return text.length > most ? (text.slice(0, most - mark.length) + mark).toWellFormed() : text
}

/** In a box, because `null` is JSON too. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
