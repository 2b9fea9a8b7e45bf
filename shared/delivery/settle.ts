import { after, minuteInMs } from '../model/time'
import type { Delivered } from '../reports/file-reports'
import { oneLine } from '../reports/plain-text'
import type { Reached } from '../reports/unreached'
import type { Delivery, DeliveryIn, DeliveryStore, HeldDelivery } from './delivery'
import { graceInMs } from './next-step'

export type SettleDeps = { readonly deliveries: DeliveryStore; readonly now: () => Date }

/** Writes the next state over the one that was read, and says what it means for the report. */
export async function settle(deps: SettleDeps, held: HeldDelivery, next: Delivery): Promise<Delivered> {
  const written = await deps.deliveries.put(next, held.etag)
  return written === undefined ? changedMeanwhile(deps.now()) : settled(next, deps.now())
}

/** Somebody else was faster: what they did is read in a minute. */
export function changedMeanwhile(now: Date): Delivered {
  return { state: 'waiting', until: after(now, minuteInMs), why: 'somebody else changed it' }
}

/** What a delivery, as it stands, means for its report. */
export function settled(delivery: Delivery, now: Date): Delivered {
  switch (delivery.state) {
    case 'accepted': {
      const { at: sentAt, door: channel, messageIds, trial } = delivery
      const sent = { sentAt, channel, messageIds, ...(trial && { trial }), ...reachOf(delivery) }
      return { state: 'accepted', sent }
    }
    case 'refused':
      return { state: 'refused', why: delivery.response }
    case 'unproven':
      return { state: 'unproven', why: delivery.response }
    case 'deferred':
      return { state: 'waiting', until: delivery.until, why: delivery.response }
    case 'unknown':
      return { state: 'waiting', until: after(delivery.at, graceInMs), why: delivery.response }
    case 'claimed':
    case 'handing-over':
      return { state: 'waiting', until: after(now, minuteInMs), why: 'it is being sent' }
  }
}

/** Who has not got what the server took. */
function reachOf({ recipients }: DeliveryIn<'accepted'>): Reached {
  const unreached = recipients
    .filter(({ accepted }) => !accepted)
    .map(({ address, deferred, copy, response = '' }) => ({
      address,
      why: oneLine(response, 300),
      ...(deferred && { deferred }),
      ...(copy && { copy }),
    }))
  const hasIt = recipients.some(({ accepted, copy }) => accepted && !copy)
  return unreached.length === 0 ? {} : { unreached, ...(!hasIt && { onlyCopies: true }) }
}

/** What every state of a delivery carries. */
export function core(delivery: Delivery) {
  const { reportId, purpose, door, attempt, messageId, deferredInMinutes, trial } = delivery
  const { wantedSince, messageHash, addressed, answered, fallback, hadFallback, leftBefore, draftId } =
    delivery
  return {
    ...{ reportId, purpose, door, attempt, messageId, deferredInMinutes, trial },
    ...(wantedSince !== undefined && { wantedSince }),
    ...(messageHash !== undefined && { messageHash }),
    ...(addressed !== undefined && { addressed }),
    ...(answered !== undefined && { answered }),
    ...(fallback !== undefined && { fallback }),
    ...(hadFallback !== undefined && { hadFallback }),
    ...(leftBefore !== undefined && { leftBefore }),
    ...(draftId !== undefined && { draftId }),
  }
}
