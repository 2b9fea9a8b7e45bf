import { UnreadableAlertError } from '../unreadable-alert-error'

/** The parts of a CEF event: seven header fields and its extension by key. */
export type CefLine = {
  readonly vendor: string
  readonly product: string
  readonly signatureId: string
  readonly name: string
  readonly severity: string
  readonly extension: ReadonlyMap<string, string>
}

const LONGEST_LINE = 256 * 1024

/** Reads one line, with or without a syslog header before it. @throws UnreadableAlertError when it is no CEF. */
export function readCefLine(line: string): CefLine {
  if (line.length > LONGEST_LINE) throw new UnreadableAlertError('it is longer than any CEF event')
  const start = line.search(/CEF:\s?\d/)
  const [, vendor, product, , signatureId, name, severity, rest] =
    start < 0 ? [] : splitHeader(line.slice(start))
  if (name === undefined || severity === undefined) {
    throw new UnreadableAlertError('it is CEF with less than seven header fields')
  }
  const header = {
    vendor: vendor ?? '',
    product: product ?? '',
    signatureId: signatureId ?? '',
    name,
    severity,
  }
  return { ...header, extension: readExtension(rest ?? '') }
}

/** At the first seven bars that no back slash escapes. */
function splitHeader(text: string): string[] {
  const fields: string[] = []
  let field = ''
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === '\\' && i + 1 < text.length) field += text.charAt(++i)
    else if (character === '|') {
      fields.push(field)
      field = ''
      if (fields.length === 7) return [...fields, text.slice(i + 1)]
    } else field += character
  }
  return [...fields, field]
}

/** A value runs to the next ` key=`, so it may hold blanks; equals signs in it are escaped, or no key stands before them. */
function readExtension(text: string): ReadonlyMap<string, string> {
  const keys = [...text.matchAll(/(?:^|\s)([A-Za-z][\w.[\]-]{0,62})=/g)]
  const extension = new Map<string, string>()
  for (const [i, match] of keys.entries()) {
    const end = keys[i + 1]?.index ?? text.length
    const value = text.slice(match.index + match[0].length, end).trim()
    extension.set(
      match[1] ?? '',
      value.replace(/\\([\\=|nr])/g, (_, escaped: string) => UNESCAPED[escaped] ?? escaped),
    )
  }
  return extension
}

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r' }
