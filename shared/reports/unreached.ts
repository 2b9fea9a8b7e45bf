import { after } from '../model/time'
import type { Report, Sent, Unreached } from './report'

/** Recipients whom the server put off when the others got the report. */
export const putOffRecipients = (report: Report): readonly string[] =>
  unreachedOf(report).flatMap(({ address, deferred }) => (deferred ? [address] : []))

const unreachedOf = (report: Report): readonly Unreached[] =>
  'sent' in report ? (report.sent.unreached ?? []) : []

/** Whom a mail has left for, and who of them it did not reach. */
export type Reached = Pick<Sent, 'unreached' | 'onlyCopies' | 'restWantedAt'>

/** What is known of the recipients after the mail for the rest of them, or after it was given up (`mail` undefined). */
export function reachedAfterRest(before: Sent, mail: Sent | undefined, at: Date): Reached {
  const still = new Map(mail?.unreached?.map((one) => [one.address, one]))
  const left = (before.unreached ?? []).flatMap((one): Unreached[] => {
    const now = still.get(one.address)
    if (!one.deferred) return [one]
    if (mail !== undefined && now === undefined) return []
    if (now?.deferred) return [{ ...one, why: now.why }]
    const { deferred: _, ...refused } = { ...one, why: now?.why ?? one.why }
    return [refused]
  })
  const reached = (before.unreached ?? []).some(
    ({ address, deferred, copy }) => deferred && !copy && mail !== undefined && !still.has(address),
  )
  const isWantedAgain = left.some(({ deferred }) => deferred)
  return {
    // Later than the mail that has just left, whose time is that of its sending.
    ...(isWantedAgain && { restWantedAt: after(at, 1) }),
    ...(left.length > 0 && { unreached: left }),
    ...(before.onlyCopies && !reached && { onlyCopies: true }),
  }
}

/** One line for people, empty where everybody got it. */
export const wordsOfUnreached = ({ unreached = [] }: Reached): string =>
  unreached
    .map(({ address, why, deferred }) => `; not to ${address}${deferred ? ' yet' : ''}: ${why}`)
    .join('')
