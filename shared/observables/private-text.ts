/** A mail address anywhere in a text. The last label is letters, so `package@1.2.3` is none. */
const MAIL_ADDRESS = /[^\s@/?#&=:;,"'<>()[\]{}|\\]+@[^\s@/?#&=:;,"'<>()[\]{}|\\]+\.\p{L}{2,}/u
/** Header and payload of a JSON web token. */
const WEB_TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}/
/** user:password@ of a link inside a link. */
const CREDENTIALS = /:\/\/[^/?#\s]*@/
/** Base64 of either alphabet, long enough to hold the shortest mail address. */
const BASE64_WORD = /[A-Za-z0-9+/_-]{8,}={0,2}/g
const SHORTEST_CODED = 8
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

/** Something may stand before the word, so every reading counts: whole, between separators, from each alignment. */
function base64Decoded(word: string): string[] {
  const pieces = word.split(/[/_-]/).filter((piece) => piece.length >= SHORTEST_CODED && piece !== word)
  const shifted = [1, 2, 3].map((offset) => word.slice(offset))
  return [word, ...pieces, ...shifted].map((piece) => textOf(Buffer.from(piece, 'base64'))).filter(isTelling)
}

function hexDecoded(word: string): string[] {
  const runs = word.match(/(?:[\da-f]{2}){6,}/gi) ?? []
  return runs.map((run) => textOf(Buffer.from(run, 'hex'))).filter(isTelling)
}

function textOf(bytes: Buffer): string {
  return bytes.toString('latin1')
}

/** Most content ids decode to noise too; only plain text, or an address within it, is worth a second look. */
function isTelling(text: string): boolean {
  return /^[\x20-\x7e]{4,}$/.test(text) || /[\w.+-](?:@|%40)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/i.test(text)
}
