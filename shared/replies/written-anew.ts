import { readableText } from './charset-repair'
import { htmlToText } from './html-text'
import type { Mail } from './mail'

/** A mail of ours, as whoever answers it may quote it. */
export type OurMail = { readonly subject: string; readonly text: string }

/**
 * The sentences that its sender wrote anew, its subject the first of them where it is not ours. Cut off are a greeting,
 * a signature block, and as quotation only what is word for word in a mail that we sent.
 * @returns undefined where text and HTML do not say the same, or files may say more
 */
export function writtenAnew(
  { plain, html, hasFiles, subject }: Mail,
  ours: readonly OurMail[],
): readonly string[] | undefined {
  if (hasFiles) return undefined
  const shown = html === undefined ? undefined : htmlToText(html, 'all')
  const read = [plain, shown].flatMap((text) => (text === undefined ? [] : [sentencesAnew(text, ours)]))
  const [first, second] = read
  if (first === undefined || (second !== undefined && !isSame(first, second))) return undefined
  const bare = normal(subject.replace(/^(?:(?:re|aw|fw|fwd|wg|antw|sv|vs|rif|ref)\s*:\s*)+/i, ''))
  const isOurs = ours.some((one) => normal(one.subject) === bare)
  return isOurs || bare === '' ? first : [bare, ...first]
}

const mostLines = 400

/** Sentences of one part, without what is cut off. */
function sentencesAnew(text: string, ours: readonly OurMail[]): readonly string[] {
  const lines = readableText(text)
    .split('\n')
    .slice(0, mostLines)
    .map((line) => line.trim())
  const kept = withoutSignature(withoutGreeting(withoutOurs(lines, ours)))
  return kept
    .join('\n')
    .split(/\n\s*\n|\n(?=[-*•]\s|\d+[.)]\s)/)
    .flatMap((paragraph) => normal(paragraph).split(/(?<=[.!?。！？…])\s+/u))
    .filter((sentence) => sentence !== '')
}

const normal = (text: string): string => text.replace(/\s+/g, ' ').trim()
const bareLine = (line: string): string => line.replace(/^(?:[>|]\s?)+/, '').trim()

/** So much of ours in one piece is a quotation; fewer words anybody may write. */
const shortestQuote = 60

function withoutOurs(lines: readonly string[], ours: readonly OurMail[]): readonly string[] {
  const known = ours.map(({ text }) => normal(text))
  const subjects = ours.map(({ subject }) => normal(subject))
  const isOurs = (from: number, to: number) => {
    const piece = normal(lines.slice(from, to).map(bareLine).join(' '))
    return known.some((text) => text.includes(piece)) && piece
  }
  const kept: string[] = []
  for (let at = 0; at < lines.length; at++) {
    let end = at
    while (bareLine(lines[at] ?? '') !== '' && end < lines.length && isOurs(at, end + 1) !== false) end += 1
    const isQuote = end > at && lines.slice(at, end).every((line) => line === '' || /^[>|]/.test(line))
    if (end > at && (isQuote || (isOurs(at, end) || '').length >= shortestQuote)) {
      while (kept.length > 0 && isAboveQuote(kept.at(-1) ?? '', subjects)) kept.pop()
      at = end - 1
    } else if (bareLine(lines[at] ?? '') !== '' || !/^[>|]/.test(lines[at] ?? '')) kept.push(lines[at] ?? '')
  }
  return kept
}

const head =
  /^\*?(from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|kopie|betreff|de|envoyé|à|objet)\*?\s?:/i
const separator = /^(?:[-_*=\s]{5,}|[-_*\s]{2,}[\p{L} ]{5,40}[-_*\s]{2,}:?)$/u
const attribution = /^.{3,30}\d{1,4}.{0,150}\d{1,2}:\d{2}.{0,150}:$/

/** The lines with which mail programs introduce what they quote. */
function isAboveQuote(line: string, subjects: readonly string[]): boolean {
  const bare = bareLine(line)
  const [, name = ''] = head.exec(bare) ?? []
  if (/^(?:subject|betreff|objet)$/i.test(name)) {
    const value = normal(bare.slice(bare.indexOf(':') + 1)).replace(/^(?:(?:re|aw)\s*:\s*)+/i, '')
    return subjects.some((subject) => subject.startsWith(value))
  }
  return bare === '' || name !== '' || separator.test(bare) || attribution.test(bare)
}

const greeting =
  /^(?:hello|hi|dear|good (?:morning|day|afternoon|evening)|greetings|hallo|guten (?:tag|morgen)|sehr geehrte\w*|liebe[rs]?|bonjour|hola)\b[^.!?\d]{0,60}[,!:.]?$/i

function withoutGreeting(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== '')
  return greeting.test(lines[first] ?? '') ? lines.slice(first + 1) : lines
}

const farewell =
  /^(?:--|(?:best|kind|kindest|warm|many|with best|with kind)?\s?regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|cheers|best wishes|mit (?:freundlichen?|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|freundliche) gr(?:ü|ue)(?:ß|ss)e|mfg)[\s,.!]*$/i
const mostSignatureLines = 4

/** A farewell and the few names below it. Whatever else follows is text. */
function withoutSignature(lines: readonly string[]): readonly string[] {
  const at = lines.findLastIndex((line) => farewell.test(line))
  if (at < 0) return lines
  let end = at + 1
  while (lines[end] === '') end += 1
  const begin = end
  while (end < lines.length && end - begin < mostSignatureLines && isName(lines[end] ?? '')) end += 1
  return [...lines.slice(0, at), '', ...lines.slice(end)]
}

/** Up to five words, each written large: a person, a team, a company. A sentence has small ones. */
const isName = (line: string): boolean =>
  /^(?:(?:[\p{Lu}(][\p{L}.()'-]*|of|and|the|for|&|\||-|,),? ?){1,6}$/u.test(line) && !/[!?]|\.$/.test(line)

/** What programs add to one of the two parts only means nothing: link targets, images, marks of lists. */
const words = (sentences: readonly string[]): string =>
  (
    sentences
      .join(' ')
      .toLowerCase()
      .replace(/<(?:https?|mailto):[^>\s]*>|\[(?:cid|image):[^\]]*\]/g, ' ')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ')

const isSame = (one: readonly string[], other: readonly string[]): boolean => words(one) === words(other)
