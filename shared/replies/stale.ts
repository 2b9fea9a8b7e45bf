import type { Mail } from './mail'

/** Clocks differ; an hour is more than any that sends mail. */
const toleranceInMs = 3_600_000

/** Was it written, or signed, before what it answers had left? Whatever it says, it does not say it of that. */
export function isStale({ date, signatures }: Mail, sentAt: Date): boolean {
  const stated = [date, ...signatures.map(({ signedAt }) => signedAt)]
  return stated.some((at) => at !== undefined && at.getTime() < sentAt.getTime() - toleranceInMs)
}
