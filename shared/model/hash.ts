import { hash } from 'node:crypto'

/** First 32 hex digits of the SHA-256 over the parts, each told apart from its neighbours. Safe as a row key. */
export function keyHash(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32)
}

/** SHA-256 of these bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex')
