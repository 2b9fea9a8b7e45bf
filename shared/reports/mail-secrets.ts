import { createHmac, timingSafeEqual } from 'node:crypto'

/** What only we can write, and only who got the mail can know: 12 Crockford characters (60 bits) for this text. */
export type SecretOf = (what: string) => string

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const length = 12

/** HMAC-SHA256 (RFC 2104), shortened: whoever guesses has to send a mail for each guess. */
export const mailSecrets =
  (key: Uint8Array): SecretOf =>
  (what) => {
    const digest = createHmac('sha256', key).update(what.toLowerCase()).digest()
    return [...digest.subarray(0, length)].map((byte) => alphabet.charAt(byte & 31)).join('')
  }

/** Takes as long for a secret that is nearly right as for one that is not right at all. */
export function isSecret(secretOf: SecretOf | undefined, what: string, given: string | undefined): boolean {
  if (secretOf === undefined || given === undefined) return false
  const right = Buffer.from(secretOf(what))
  const told = Buffer.from(given.toLowerCase())
  return told.length === right.length && timingSafeEqual(told, right)
}
