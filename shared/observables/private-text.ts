/** After the at sign of a mail address. The last label is letters, so `package@1.2.3` is none. */
const MAIL_DOMAIN = /^[^\s@/?#&=:;,"'<>()[\]{}|\\]+\.\p{L}{2,}/u
const MAIL_LOCAL_END = /[^\s@/?#&=:;,"'<>()[\]{}|\\]$/
const LONGEST_DOMAIN = 260
/** Header and payload of a JSON web token. */
const WEB_TOKEN = /eyJ[\w-]{8,512}\.[\w-]{8}/
/** user:password@ of a link inside a link. */
const CREDENTIALS = /:\/\/[^/?#\s]{0,512}@/
/** Base64 of either alphabet, long enough to hold the shortest mail address. */
const BASE64_WORD = /[A-Za-z0-9+/_-]{8,}={0,2}/g
const SHORTEST_CODED = 8
const DEEPEST_CODING = 4
/** Characters looked at, decodings included; a text that needs more was made to hide something. */
const MOST_CHARACTERS = 30_000

/**
 * Does this part of a link hold a mail address, credentials or a signed token: plain, percent-encoded (also more than
 * once), in base64, in hex, or in one inside the other? Attackers put their victim's address into links.
 * True as well for what would take too long to find out.
 */
export function holdsPrivateText(text: string): boolean {
  const budget = { left: MOST_CHARACTERS }
  return holds(text, 0, budget)
}

function holds(text: string, depth: number, budget: { left: number }): boolean {
  budget.left -= text.length
  if (budget.left < 0 || isPrivate(text)) return true
  if (depth >= DEEPEST_CODING) return false
  return [...decodings(text)].some((decoded) => holds(decoded, depth + 1, budget))
}

function isPrivate(text: string): boolean {
  if (text.includes('eyJ') && WEB_TOKEN.test(text)) return true
  if (!text.includes('@')) return false
  return CREDENTIALS.test(text) || holdsMailAddress(text)
}

function holdsMailAddress(text: string): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const domain = text.slice(at + 1, at + 1 + LONGEST_DOMAIN)
    if (MAIL_LOCAL_END.test(text.slice(Math.max(0, at - 1), at)) && MAIL_DOMAIN.test(domain)) return true
  }
  return false
}

function decodings(text: string): ReadonlySet<string> {
  const words = text.match(BASE64_WORD) ?? []
  const decoded = new Set(words.flatMap((word) => [...base64Decoded(word), ...hexDecoded(word)]))
  if (/[%+]/.test(text)) decoded.add(percentDecoded(text))
  if (/[^\x00-\x7f]/.test(text)) decoded.add(text.normalize('NFKC'))
  decoded.delete(text)
  return decoded
}

/** Decodes what can be decoded and leaves a lone percent sign alone. */
function percentDecoded(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (coded) => {
    return Buffer.from(coded.replaceAll('%', ''), 'hex').toString('utf8')
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

/** Most content ids decode to noise too; only plain text, or an at sign within it, is worth a second look. */
function isTelling(text: string): boolean {
  if (/^[\x20-\x7e]{4,}$/.test(text)) return true
  return (
    (text.includes('@') || text.includes('%40')) &&
    /[\w.+-](?:@|%40)[\w-]{1,63}\.[\w.-]{0,200}[a-z]{2}/i.test(text)
  )
}
