import { createHash } from 'node:crypto'

/** First 32 hex digits of the SHA-256 over the parts, each told apart from its neighbours. Safe as a row key. */
export function keyHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** SHA-256 of these bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
