/** A mail address anywhere in a text. The last label is letters, so `package@1.2.3` is none. */
const MAIL_ADDRESS = /[^\s@/?#&=:;,"'<>()[\]{}|\\]+@[^\s@/?#&=:;,"'<>()[\]{}|\\]+\.\p{L}{2,}/u
/** Header and payload of a JSON web token. */
const WEB_TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}/
/** user:password@ of a link inside a link. */
const CREDENTIALS = /:\/\/[^/?#\s]*@/
/** Base64 of either alphabet, long enough to hold the shortest mail address. */
const BASE64_WORD = /[A-Za-z0-9+/_-]{8,}={0,2}/g
const DEEPEST_CODING = 4

/**
 * Does this part of a link hold a mail address, credentials or a signed token: plain, percent-encoded (also more than
 * once), in base64, in hex, or in one inside the other? Attackers put their victim's address into links.
 */
export function holdsPrivateText(text: string, depth = 0): boolean {
  if (MAIL_ADDRESS.test(text) || WEB_TOKEN.test(text) || CREDENTIALS.test(text)) return true
  if (depth >= DEEPEST_CODING) return false
  return decodings(text).some((decoded) => holdsPrivateText(decoded, depth + 1))
}

function decodings(text: string): string[] {
  const percent = percentDecoded(text)
  const folded = text.normalize('NFKC')
  const words = text.match(BASE64_WORD) ?? []
  const inner = words.flatMap((word) => [...base64Decoded(word), ...hexDecoded(word)])
  return [percent, folded, ...inner].filter((decoded) => decoded !== text && decoded !== '')
}

/** Decodes what can be decoded and leaves a lone percent sign alone. */
function percentDecoded(text: string): string {
  return text.replace(/\+/g, ' ').replace(/(?:%[\da-f]{2})+/gi, (coded) => {
    const bytes = Buffer.from(coded.replaceAll('%', ''), 'hex')
    return bytes.toString('utf8')
  })
}

/** A slash may belong to the word or separate path segments, so both readings are tried. */
function base64Decoded(word: string): string[] {
  const pieces = word.includes('/') ? [word, ...word.split('/').filter((piece) => piece.length >= 8)] : [word]
  return pieces.map((piece) => Buffer.from(piece, 'base64').toString('utf8')).filter(isMostlyText)
}

function hexDecoded(word: string): string[] {
  return /^(?:[\da-f]{2}){6,}$/i.test(word)
    ? [Buffer.from(word, 'hex').toString('utf8')].filter(isMostlyText)
    : []
}

/** What decodes to noise was no base64. */
function isMostlyText(text: string): boolean {
  return text.includes('@') || text.includes('%') || /^[\x20-\x7e]+$/.test(text)
}
