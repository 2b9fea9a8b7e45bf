import * as z from 'zod'
import { parseReportId, type ReportId } from '../model/report-id'
import { noteName } from '../reports/given-names'
import { purposes, type Purpose } from '../reports/purpose'
import { refuseNewer } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import { filter, type Row, type RowKey, type StoredRow } from '../storage/table'

const instant = z.coerce.date()
const recipients = z.array(
  z.object({
    address: z.string(),
    accepted: z.boolean(),
    deferred: z.literal(true).exactOptional(),
    copy: z.literal(true).exactOptional(),
    response: z.string().exactOptional(),
  }),
)

const base = z.object({
  reportId: z.custom<ReportId>((value) => typeof value === 'string' && parseReportId(value) === value),
  purpose: z.enum(purposes),
  door: z.string(),
  attempt: z.int().min(1),
  /** Every attempt has the same Message-ID, so that even a second copy would be recognised. */
  messageId: z.string(),
  /** SHA-256 of the exact bytes, which is also the name of their blob. */
  messageHash: z.string().exactOptional(),
  /** When the message that it is about was asked for, by whichever clock: names the request, and orders nothing. */
  wantedSince: instant.exactOptional(),
  /** Time spent in deferrals; pauses of the door do not count. */
  deferredInMinutes: z.number(),
  /** It goes to REDIRECT_ALL_TO. */
  trial: z.boolean(),
  /** Whom the mail is addressed to, known from the moment it is handed over. */
  addressed: z.array(z.string()).exactOptional(),
  /** What the server answered each of them before the body left. */
  answered: recipients.exactOptional(),
  /** It goes to REPORT_FALLBACK_TO, because everybody else refused it. */
  fallback: z.literal(true).exactOptional(),
  /** An earlier attempt went to REPORT_FALLBACK_TO: no later one does. */
  hadFallback: z.literal(true).exactOptional(),
  /** An earlier attempt left, or may have: a copy with its Message-ID proves nothing about this one. */
  leftBefore: z.literal(true).exactOptional(),
  /** A draft of ours that lies ready at the server: whoever goes on sends this one, so that it cannot leave twice. */
  draftId: z.string().exactOptional(),
  /** When the row came into this state. */
  at: instant,
})

/** No two claims are the same row, whatever the clocks say. */
const claimId = z.string().exactOptional()

const deliverySchema = z.discriminatedUnion('state', [
  base.extend({ state: z.literal('claimed'), claimId, leaseUntil: instant }),
  /** Written before the first byte of the body leaves. */
  base.extend({ state: z.literal('handing-over'), claimId, leaseUntil: instant }),
  base.extend({
    state: z.literal('accepted'),
    messageIds: z.array(z.string()),
    recipients,
    response: z.string(),
    /** Recipients from whom this attempt came back. */
    bounced: z.array(z.string()),
    /** What the receiver calls it. */
    reference: z.string().exactOptional(),
  }),
  base.extend({ state: z.literal('refused'), response: z.string() }),
  base.extend({ state: z.literal('deferred'), until: instant, response: z.string() }),
  base.extend({ state: z.literal('unknown'), response: z.string() }),
  /** Looked up, and nothing proves it. */
  base.extend({ state: z.literal('unproven'), response: z.string() }),
])

/** One message through one door. */
export type Delivery = z.infer<typeof deliverySchema>
export type DeliveryIn<S extends Delivery['state']> = Extract<Delivery, { state: S }>
export type HeldDelivery = { readonly delivery: Delivery; readonly etag: string }

export type DeliveryStore = {
  readonly get: (id: ReportId, purpose: Purpose, door: string) => Promise<HeldDelivery | undefined>
  /** One for each door that the message was ever tried at. */
  readonly list: (id: ReportId, purpose: Purpose) => Promise<readonly HeldDelivery[]>
  /** The new version's ETag; undefined when somebody else was faster. Without `etag` the row is new. */
  readonly put: (delivery: Delivery, etag: string | undefined) => Promise<string | undefined>
}

const keyOf = (id: ReportId, purpose: Purpose, door: string): RowKey => ({
  partitionKey: id,
  rowKey: `${purpose}~${door}`,
})

export function deliveryStore(storage: Storage): DeliveryStore {
  const table = storage.table('Deliveries')
  return {
    get: async (id, purpose, door) => {
      const row = await table.get(keyOf(id, purpose, door))
      return row && { delivery: fromRow(row), etag: row.etag }
    },
    list: async (id, purpose) => {
      // `~` is followed by the door; the next character ends the range.
      const inRange = filter`RowKey ge ${`${purpose}~`} and RowKey lt ${`${purpose}\u007f`}`
      const rows = await Array.fromAsync(table.list({ partitionKey: id, filter: inRange }))
      return rows.map((row) => ({ delivery: fromRow(row), etag: row.etag }))
    },
    put: async (delivery, etag) => {
      const given = serverIdOf(delivery)
      if (given !== undefined) await noteName(storage, 'server-id', given, delivery.reportId)
      return etag === undefined ? table.insert(toRow(delivery)) : table.replace(toRow(delivery), etag)
    },
  }
}

function toRow(delivery: Delivery): Row {
  const { reportId, purpose, door, attempt, state, at, messageHash } = delivery
  const response = 'response' in delivery ? delivery.response.slice(0, 1000) : undefined
  return {
    ...keyOf(reportId, purpose, door),
    SchemaVersion: 1,
    DeliveryState: state,
    Attempt: attempt,
    At: at,
    MessageHash: messageHash,
    Response: response,
    ServerMessageId: serverIdOf(delivery),
    State: JSON.stringify(delivery),
  }
}

/** What a server put in place of our Message-ID, or calls what it took. */
const serverIdOf = (delivery: Delivery): string | undefined =>
  'messageIds' in delivery ? delivery.messageIds.find((id) => id !== delivery.messageId) : undefined

const cells = z.object({ State: z.string() })

function fromRow(row: StoredRow): Delivery {
  refuseNewer('Deliveries', row)
  const json: unknown = JSON.parse(cells.parse(row.cells).State)
  return deliverySchema.parse(json)
}
