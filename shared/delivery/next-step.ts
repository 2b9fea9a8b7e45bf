import { after, dayInMs, minuteInMs } from '../model/time'
import type { Purpose } from '../reports/purpose'
import type { Report } from '../reports/report'
import type { Delivery } from './delivery'

/** Longer than functionTimeout in host.json, so that a lease outlives whoever holds it. */
export const leaseInMs = 15 * minuteInMs
/** How long an own copy may take to show up in the mailbox. */
export const graceInMs = 15 * minuteInMs
const giveUpAfterMinutes = (5 * dayInMs) / minuteInMs

export type NextStep =
  | { readonly kind: 'claim'; readonly attempt: number; readonly deferredInMinutes: number }
  | { readonly kind: 'wait'; readonly until: Date; readonly why: string }
  /** The lease ran out while the message was being handed over. */
  | { readonly kind: 'mark-unknown' }
  | { readonly kind: 'look-up' }
  | { readonly kind: 'give-up'; readonly why: string }
  | { readonly kind: 'settled' }

/**
 * What is to be done about a delivery as it stands.
 * @param wantedSince when the message was last asked for: what was settled for an earlier request may be tried again
 */
export function nextStep(delivery: Delivery | undefined, wantedSince: Date, now: Date): NextStep {
  if (!delivery) return { kind: 'claim', attempt: 1, deferredInMinutes: 0 }
  const again: NextStep = {
    kind: 'claim',
    attempt: delivery.attempt + 1,
    deferredInMinutes: delivery.deferredInMinutes,
  }
  switch (delivery.state) {
    case 'claimed':
      // Without the mark of handing over nothing has left, so the claim may be repeated.
      return delivery.leaseUntil > now ? wait(delivery.leaseUntil, 'another run is sending it') : again
    case 'handing-over':
      return delivery.leaseUntil > now
        ? wait(delivery.leaseUntil, 'another run is handing it over')
        : { kind: 'mark-unknown' }
    case 'deferred':
      if (delivery.deferredInMinutes >= giveUpAfterMinutes) {
        return { kind: 'give-up', why: `deferred for five days, last: ${delivery.response}` }
      }
      return delivery.until > now ? wait(delivery.until, delivery.response) : again
    case 'unknown': {
      const lookUpAt = after(delivery.at, graceInMs)
      return lookUpAt > now ? wait(lookUpAt, 'an own copy may still arrive') : { kind: 'look-up' }
    }
    case 'accepted':
    case 'refused':
    case 'unproven':
      return isWantedAnew(delivery, wantedSince) ? { ...again, deferredInMinutes: 0 } : { kind: 'settled' }
  }
}

/**
 * Instances' clocks differ by minutes, so the request that a delivery answered is recognised and not compared. Rows of
 * earlier versions do not name theirs.
 */
const isWantedAnew = ({ wantedSince: answered, at }: Delivery, wantedSince: Date): boolean =>
  answered === undefined ? wantedSince > at : wantedSince.getTime() !== answered.getTime()

/** When the message was last asked for; the same instant for as long as it is the same request. */
export function wantedSince(report: Report, purpose: Purpose): Date {
  if (report.status === 'queued') return report.since
  const again = purpose === 'rest' && 'sent' in report ? report.sent.restWantedAt : undefined
  return again ?? new Date(0)
}

const wait = (until: Date, why: string): NextStep => ({ kind: 'wait', until, why })

/** 30 minutes, then 1, 2 and 4 hours, and every 4 hours from then on. */
export function deferralInMinutes(attempt: number): number {
  return Math.min(30 * 2 ** (attempt - 1), 240)
}
