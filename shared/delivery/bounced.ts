import type { ReportId } from '../model/report-id'
import type { Purpose } from '../reports/purpose'
import type { Delivery, DeliveryIn, DeliveryStore, HeldDelivery } from './delivery'
import { mailDoors } from './door'

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
 * @returns whether nobody is left who may have got it
 */
export async function noteBounce(store: DeliveryStore, bounce: Bounce): Promise<boolean> {
  for (;;) {
    const held = await bouncedOne(store, bounce)
    if (!held) return false
    const { delivery } = held
    if (delivery.state !== 'accepted') return isEverybody(delivery.addressed ?? [], bounce.recipients)
    const ours = reached(delivery).map((address) => address.toLowerCase())
    const told = bounce.recipients.filter((address) => ours.includes(address))
    const bounced = [...new Set([...delivery.bounced, ...told])]
    const isKnown = bounced.length === delivery.bounced.length
    if (isKnown || (await store.put({ ...delivery, bounced }, held.etag)) !== undefined) {
      return isEverybody(reached(delivery), bounced)
    }
  }
}

/** REPORT_FALLBACK_TO gets a report once, whatever becomes of it. */
export async function hasHadFallback(store: DeliveryStore, id: ReportId): Promise<boolean> {
  return (await store.list(id, 'initial')).some(({ delivery }) => isFallback(delivery))
}

export const isFallback = ({ fallback, hadFallback }: Delivery): boolean =>
  fallback === true || hadFallback === true

/** Only mails bounce. Where several doors were tried, all but one of them had refused it. */
async function bouncedOne(store: DeliveryStore, bounce: Bounce): Promise<HeldDelivery | undefined> {
  const tried = await store.list(bounce.reportId, bounce.purpose)
  const mails = tried.filter(
    ({ delivery }) =>
      mailDoors.includes(delivery.door) &&
      (bounce.attempt === undefined || bounce.attempt === delivery.attempt),
  )
  return mails.find(({ delivery }) => delivery.state !== 'refused') ?? mails[0]
}

/** Nobody at all is not everybody. */
const isEverybody = (addressed: readonly string[], bounced: readonly string[]): boolean =>
  addressed.length > 0 && addressed.every((address) => bounced.includes(address.toLowerCase()))

/** Those whom the server took the mail for; found by its own copy, that is everybody it was addressed to. */
function reached({ recipients, addressed }: DeliveryIn<'accepted'>): readonly string[] {
  const accepted = recipients.filter((recipient) => recipient.accepted).map(({ address }) => address)
  return accepted.length > 0 ? accepted : (addressed ?? [])
}
