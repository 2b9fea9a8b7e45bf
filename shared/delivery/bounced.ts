import type { ReportId } from '../model/report-id'
import type { Purpose } from '../reports/purpose'
import type { Delivery, DeliveryStore } from './delivery'

/** What came back, as the bounce itself tells. */
export type Bounce = {
  readonly reportId: ReportId
  readonly purpose: Purpose
  /** Absent where only the Message-ID tells, which all attempts share. */
  readonly attempt?: number
  /** Lower case. */
  readonly recipients: readonly string[]
}

/**
 * Notes who the mail came back from; a bounce counts against its own attempt alone. Noting it twice is one.
 * @param addressed whom the mail goes to where the server's answer is not known
 * @returns whether nobody is left who may have got it
 */
export async function noteBounce(
  store: DeliveryStore,
  door: string,
  bounce: Bounce,
  addressed: readonly string[],
): Promise<boolean> {
  for (;;) {
    const held = await store.get(bounce.reportId, bounce.purpose, door)
    if (!held || (bounce.attempt !== undefined && bounce.attempt !== held.delivery.attempt)) return false
    const { delivery } = held
    if (delivery.state !== 'accepted') return isEverybody(addressed, bounce.recipients)
    const bounced = [...new Set([...delivery.bounced, ...bounce.recipients])]
    const isKnown = bounced.length === delivery.bounced.length
    if (isKnown || (await store.put({ ...delivery, bounced }, held.etag)) !== undefined) {
      return isEverybody(reached(delivery, addressed), bounced)
    }
  }
}

const isEverybody = (addressed: readonly string[], bounced: readonly string[]): boolean =>
  addressed.every((address) => bounced.includes(address.toLowerCase()))

/** Those whom the server took the mail for; found by its own copy, that is everybody it was addressed to. */
function reached(
  delivery: Extract<Delivery, { state: 'accepted' }>,
  addressed: readonly string[],
): readonly string[] {
  const accepted = delivery.recipients.filter((recipient) => recipient.accepted).map(({ address }) => address)
  return accepted.length > 0 ? accepted : addressed
}
