/** Lines below which everything is a mail quoted or forwarded, English and German. */
const separators: readonly RegExp[] = [
  /^[-_*\s]{2,}(?:original message|original appointment|forwarded message|forwarded by .{0,80}|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|(?:begin )?forwarded message|reply above this line|antwort oberhalb dieser zeile)[-_*\s]*:?$/i,
  /^begin forwarded message:$|^anfang der weitergeleiteten (?:nachricht|e-?mail):$/i,
  /^_{20,}$/,
  /^[#=*-]{2,}.{0,60}\b(?:above|oberhalb)\b.{0,60}[#=*-]{2,}$/i,
]

/** "On … wrote:", which stands above a quotation and may be broken over two lines. */
const attribution =
  /^(?:on|am|le)\s.{5,250}(?:wrote|schrieb|a écrit).{0,80}:$|^.{3,120}\b(?:wrote|schrieb)(?: on| am)?.{0,60}:$/i

/** Under `From:`, a mail head has more such lines; a sentence that begins so has not. */
const from = /^\*?(?:from|von)\*?:\*?\s?\S.{0,300}$/i
const headLine =
  /^\*?(?:from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|kopie|betreff|antwort an)\*?:/i

const isQuoted = (line: string): boolean => /^\s*[>|](?:\s|>|$|\S)/.test(line)

/** A line that is nothing but a farewell. What follows is a name, an address and small print. */
const farewell =
  /^(?:(?:best|kind|kindest|warm|warmest|with best|with kind|many)?\s?regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|respectfully|cheers|best wishes|all the best|mit (?:freundlichen?|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)(?:en)?|(?:viele|beste|freundliche|liebe|herzliche) gr(?:ü|ue)(?:ß|ss)e|hochachtungsvoll|mfg|i\. ?a\.)[\s,.!]*$/i

/**
 * What was written anew: without quoted lines, what stands below a quoted mail's head, and the signature. An answer's
 * meaning must come from its sender's words, not from ours below them.
 */
export function newTextOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const kept: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (isQuoted(line)) continue
    const quoteAt = attributionEnd(lines, at)
    if (quoteAt !== undefined) {
      if (!isQuoted(lines[quoteAt] ?? '')) break
      at = quoteAt - 1
      continue
    }
    if (beginsQuote(lines, at) || beginsSignature(line, kept)) break
    kept.push(line)
  }
  return kept.join('\n').trim()
}

/** Where the quotation begins, if "On … wrote:" stands here: the next line that is not empty. */
function attributionEnd(lines: readonly string[], at: number): number | undefined {
  const line = (lines[at] ?? '').trim().slice(0, 300)
  const next = (lines[at + 1] ?? '').trim().slice(0, 200)
  const length = attribution.test(line)
    ? 1
    : /^(?:on|am)\s/i.test(line) && attribution.test(`${line} ${next}`)
      ? 2
      : 0
  if (length === 0) return undefined
  let quote = at + length
  while (quote < lines.length && (lines[quote] ?? '').trim() === '') quote++
  return quote
}

function beginsQuote(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim().slice(0, 400)
  if (separators.some((separator) => separator.test(line))) return true
  return from.test(line) && lines.slice(at + 1, at + 6).some((next) => headLine.test(next.trim()))
}

const beginsSignature = (line: string, above: readonly string[]): boolean =>
  /^--\s?$/.test(line) || (farewell.test(line.trim().slice(0, 100)) && above.some((one) => one.trim() !== ''))
