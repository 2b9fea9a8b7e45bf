import { isAlertLine } from './dialects'
import { UnreadableAlertError } from './unreadable-alert-error'

/**
 * The alerts in a text: one JSON value, or one JSON value or line of a text dialect a line, each maybe behind a
 * syslog header. Lines of text dialects stay text.
 * @throws UnreadableAlertError when it is neither, or any of its lines is neither.
 */
export function alertsInText(text: string): unknown[] {
  const bare = text.replace(/^\uFEFF/, '').trim()
  if (bare === '') throw new UnreadableAlertError('it is empty')
  const whole = parseJson(bare)
  if (whole !== undefined) return [whole.value]
  const lines = bare.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.map((line) => {
    if (isAlertLine(line)) return line
    const parsed = parseJson(line) ?? parseJson(withoutHeader(line))
    if (parsed === undefined)
      throw new UnreadableAlertError('it is neither JSON, nor lines of JSON, CEF or LEEF')
    return parsed.value
  })
}

/** A priority, or a time of either syslog format, and all up to the first brace. */
const SYSLOG_HEADER = /^\s*(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d|\d{4}-\d\d-\d\dT)[^{]{0,512}(?=\{)/

const withoutHeader = (line: string) => line.replace(SYSLOG_HEADER, '')

/** In a box, because `null` is JSON too. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
