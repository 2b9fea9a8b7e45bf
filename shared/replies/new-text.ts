/** Lines with which mail programs begin the mail they answer, English and German. */
const separators: readonly RegExp[] = [
  /^-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht)\s*-{2,}$/i,
  /^_{20,}$/,
  /^(?:on|am)\s.{5,200}(?:wrote|schrieb).{0,80}:$/i,
  /^(?:from|von):\s?\S.{0,300}$/i,
  /^#{2,}.{0,40}(?:above|oberhalb).{0,60}#{2,}$/i,
]

/** Under `From:`, a mail head has more such lines; a sentence that begins so has not. */
const headLine = /^(?:from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff):/i

/**
 * What was written anew: everything above the quoted mail, without quoted lines. An answer's meaning must come from
 * its sender's words, not from ours below them.
 */
export function newTextOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const end = lines.findIndex((_line, at) => beginsQuote(lines, at))
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim()
}

function beginsQuote(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim().slice(0, 400)
  // "On … wrote:" is often broken over two lines.
  const joined = `${line} ${(lines[at + 1] ?? '').trim().slice(0, 200)}`
  if (
    !separators.some(
      (separator) => separator.test(line) || (/^(?:on|am)\s/i.test(line) && separator.test(joined)),
    )
  ) {
    return false
  }
  return !headLine.test(line) || lines.slice(at + 1, at + 5).some((next) => headLine.test(next.trim()))
}
