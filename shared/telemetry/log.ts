export type LogFields = Readonly<Record<string, unknown>>

/** One event with its stable name, for machines to count and for people to read. Never throws. */
export type Log = (event: string, fields?: LogFields) => void

/** App Insights cuts a message at 32 Ki characters; a line that long says nothing anyway. */
const maxTextInCharacters = 2_000
const maxListInItems = 50
const maxDepth = 6

/** Field names under which secrets travel, in whatever spelling. */
const secretName =
  /pass(?:word|wd|phrase)|secret|token|credential|authorization|cookie|connection_?string|account_?key|api_?key|^sig$/i

/** The same, where they stand inside a text: connection strings, signed addresses, headers. */
const secretInText =
  /\b(AccountKey|SharedAccessSignature|sig|password|client_secret)=[^&;\s"']+|\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi

const masked = '***'

/**
 * One line of JSON, since the host prints nested objects on many lines and passes no fields along.
 * `secrets` are masked wherever they occur; so is what stands under the name of a secret.
 */
export function logLine(event: string, fields: LogFields = {}, secrets: readonly string[] = []): string {
  const mask = maskFor(secrets)
  const shown = showFields(fields, mask, 1, [])
  return JSON.stringify({ event, ...shown, ...('event' in shown && { event, field_event: shown['event'] }) })
}

/** As Application Insights names it; what a function throws is an error, and the host says so itself. */
export type Severity = 'information' | 'warning'

/** A line that says what to do about it names a trouble. */
export const severityOf = (fields: LogFields = {}): Severity =>
  fields['remedy'] === undefined ? 'information' : 'warning'

/** A log that hands each line to `write`, in the host's own levels or anywhere else. */
export function lineLog(
  write: (line: string, severity: Severity) => void,
  secrets: readonly string[] = [],
): Log {
  return (event, fields) => {
    write(logLine(event, fields, secrets), severityOf(fields))
  }
}

type Mask = (text: string) => string

/** Secrets shorter than this would mask half of every line; a password that short protects nothing. */
const minSecretInCharacters = 6

/** A text without these secrets, and without what stands under the name of one in it. */
export const maskSecrets = (text: string, secrets: readonly string[]): string => maskFor(secrets)(text)

function maskFor(secrets: readonly string[]): Mask {
  const long = secrets.filter((secret) => secret.length >= minSecretInCharacters)
  return (text) => {
    const withoutPatterns = text.replace(secretInText, (_, key?: string, scheme?: string) =>
      key === undefined ? `${scheme ?? ''} ${masked}` : `${key}=${masked}`,
    )
    return long.reduce((rest, secret) => rest.replaceAll(secret, masked), withoutPatterns)
  }
}

function showFields(
  fields: object,
  mask: Mask,
  depth: number,
  path: readonly object[],
): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, maxListInItems)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'string' && secretName.test(name)
        ? masked
        : show(value, mask, depth, [...path, fields]),
    ]),
  )
}

function show(value: unknown, mask: Mask, depth: number, path: readonly object[]): unknown {
  if (typeof value === 'string') return cut(mask(value))
  if (typeof value === 'bigint' || typeof value === 'symbol') return value.toString()
  if (typeof value === 'function') return '(function)'
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '(no date)' : value.toISOString()
  if (value instanceof Error) return showError(value, mask)
  if (path.includes(value)) return '(circular)'
  if (depth >= maxDepth) return '(deeper)'
  if (!Array.isArray(value)) return showFields(value, mask, depth + 1, path)
  return value.slice(0, maxListInItems).map((item) => show(item, mask, depth + 1, [...path, value]))
}

/** What went wrong and why, outermost first; the stack of the innermost says where. */
function showError(error: Error, mask: Mask) {
  const chain = causesOf(error)
  const code = chain.map(codeOf).find((found) => found !== undefined)
  return {
    name: error.name,
    message: cut(mask(chain.map(({ message }) => message).join(': caused by: '))),
    ...(code !== undefined && { code }),
    at: chain
      .at(-1)
      ?.stack?.split('\n')
      .find((line) => line.trimStart().startsWith('at '))
      ?.trim(),
  }
}

function causesOf(error: Error): Error[] {
  const chain = [error]
  for (let cause = error.cause; cause instanceof Error && chain.length < 6; cause = cause.cause) {
    if (chain.includes(cause)) break
    chain.push(cause)
  }
  return chain
}

function codeOf(error: Error): string | number | undefined {
  const code: unknown = 'code' in error ? error.code : 'statusCode' in error ? error.statusCode : undefined
  return typeof code === 'string' || typeof code === 'number' ? code : undefined
}

function cut(text: string): string {
  return text.length <= maxTextInCharacters
    ? text
    : `${text.slice(0, maxTextInCharacters)}… (${text.length} characters)`
}
