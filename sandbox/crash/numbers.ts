import { createHash } from 'node:crypto'

/** A number from 0 to 1 that looks random and follows from its words alone. */
export function draw(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('|')).digest().readUInt32BE(0) / 2 ** 32
}

/** The first entry that a number from 0 to 1 falls to, by shares of a hundred; undefined beyond their sum. */
export function fall<T>(
  number: number,
  shares: readonly (readonly [percent: number, entry: T])[],
): T | undefined {
  let reached = 0
  for (const [percent, entry] of shares) {
    reached += percent / 100
    if (number < reached) return entry
  }
  return undefined
}
