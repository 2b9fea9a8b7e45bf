import { holdsPrivateText } from './private-text'

/** Longer links are cut to their path: no content id is that long. */
const LONGEST_URL = 2048
/** A longer segment or parameter is a payload or a token; no content is found by it. */
const LONGEST_PART = 1024
const REDACTED = 'REDACTED'

/** Words in a parameter's name that say its value opens something or names somebody. */
const SECRET_NAME =
  /token|secret|passw|pwd|^pw$|signature|^sig|auth|credential|sess(?:ion)?(?:id)?|^sid$|jwt|api[_-]?key|access[_-]?key|account[_-]?key|^key$|^code$|^otp$|^pin$|^nonce$|^state$|x-amz-|x-goog-/i
const PERSON_NAME =
  /mail|user|^usr|^login|login_hint|^upn$|username|^account$|recipient|^rcpt$|^to$|^name$|first_?name|last_?name|phone|victim/i
/** A shared access signature of Azure Storage: all of its parameters mean nothing without each other. */
const SAS_PARAMETERS = new Set([
  ...['sv', 'ss', 'srt', 'sp', 'se', 'st', 'spr', 'sr', 'sip', 'si'],
  ...[
    'skoid',
    'sktid',
    'skt',
    'ske',
    'sks',
    'skv',
    'saoid',
    'suoid',
    'scid',
    'rscc',
    'rscd',
    'rsce',
    'rscl',
    'rsct',
  ],
])

/**
 * The canonical text of a link that may be stored, shown and sent: what a desk needs to find the content stays;
 * credentials, tokens, signatures and mail addresses go, plain or encoded, in path, query and fragment.
 */
export function redactUrl(url: URL): string {
  const origin = `${url.protocol}//${url.host}`
  const path = url.pathname.split('/').map(redactSegment).join('/')
  const query = redactQuery(url.search.slice(1))
  const fragment = redactFragment(url.hash.slice(1))
  const text = `${origin}${path}${query && `?${query}`}${fragment && `#${fragment}`}`
  return text.length > LONGEST_URL ? `${origin}${path}`.slice(0, LONGEST_URL) : text
}

function redactSegment(segment: string): string {
  if (segment.length > LONGEST_PART) return REDACTED
  const [name = '', ...matrix] = segment.split(';')
  const kept = matrix.filter((parameter) => isHarmless(parameter))
  return [holdsPrivateText(name) ? REDACTED : name, ...kept].join(';')
}

function redactQuery(query: string): string {
  const parameters = query.split('&').filter((parameter) => parameter !== '')
  const names = new Set(parameters.map(nameOf))
  const isSas = names.has('sig')
  return parameters
    .filter((parameter) => isHarmless(parameter) && !(isSas && SAS_PARAMETERS.has(nameOf(parameter))))
    .join('&')
}

function isHarmless(parameter: string): boolean {
  if (parameter.length > LONGEST_PART) return false
  const name = nameOf(parameter)
  return !SECRET_NAME.test(name) && !PERSON_NAME.test(name) && !holdsPrivateText(parameter)
}

/** Names may be percent-encoded too: `%74oken=…`. */
function nameOf(parameter: string): string {
  const name = parameter.split('=', 1)[0] ?? ''
  return name
    .replace(/(?:%[\da-f]{2})+/gi, (coded) => Buffer.from(coded.replaceAll('%', ''), 'hex').toString('utf8'))
    .toLowerCase()
}

/** Phishing kits carry the victim behind the hash, alone or as a query of their own. */
function redactFragment(fragment: string): string {
  if (fragment.length > LONGEST_PART || holdsPrivateText(fragment)) return ''
  if (!fragment.includes('=')) return fragment
  const parts = fragment.split('?').map(redactQuery)
  return parts.filter((part) => part !== '').join('?')
}
