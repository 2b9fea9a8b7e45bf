/**
 * One line of printable text. Line ends, other control characters, direction marks and lone surrogates go, so that no
 * value can start a new line of the mail or a new header, or read otherwise than it is.
 */
export function oneLine(text: string, maxLength = 200): string {
  const clean = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD\uFFFE\uFFFF]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 3).toWellFormed()}...` : clean
}

/**
 * The same for a header. What looks like an encoded word (RFC 2047) would be decoded by whoever reads it, line ends and
 * all, so it is broken up.
 */
export const headerLine = (text: string, maxLength?: number): string =>
  oneLine(text, maxLength).replace(/=\?(?=[^\s?]+\?[bq]\?)/gi, '= ?')

/** UTC, to the second: `2023-06-15 07:36:44 UTC`. */
export const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Breaks one paragraph into lines of at most `width` characters, the later ones indented; long words stay whole. */
export function wrap(paragraph: string, indent = '', width = 76): string {
  const lines: string[] = []
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines.splice(-1, 1, `${last} ${word}`)
    else lines.push(lines.length === 0 ? word : `${indent}${word}`)
  }
  return lines.map((line) => line.trimEnd()).join('\n')
}
