import * as z from 'zod'
import { alertSources, type AlertSource } from '../alerts/alert'
import { quarantineText, type QuarantineEntry } from '../alerts/quarantine'
import { sha256 } from '../model/hash'
import { questionStore } from '../reports/question-store'
import { refuseNewer } from '../storage/schema-version'
import type { Storage } from '../storage/storage'

/**
 * Sets a message aside: the body in a blob named by its hash, a row that says why, and a question to a person.
 * The row's key is the time of receipt and the body's hash, never an id that the sender could choose.
 */
export async function putInQuarantine(storage: Storage, entry: QuarantineEntry, at: Date): Promise<void> {
  const bytes = Buffer.from(quarantineText(entry.body).toWellFormed())
  const hash = sha256(bytes)
  await storage.blobs('quarantine').put(hash, bytes, 'application/octet-stream')
  const words = {
    At: at,
    Source: entry.source,
    Reason: entry.reason.slice(0, 1000),
    SizeInBytes: bytes.length,
  }
  await storage.table('Quarantine').insert({ ...keyOf(hash, at), SchemaVersion: 1, ...words, Body: hash })
  await questionStore(storage).ask({
    subject: hash,
    change: 0,
    kind: 'quarantine',
    question: 'Try this message again? (replay · dismiss)',
    endpoint: '',
    reason: entry.reason,
    since: at,
  })
}

export type Quarantined = { readonly text: string; readonly source: AlertSource }

const cells = z.object({ Source: z.enum(alertSources) })

/** The text of a quarantined message and where it came from, to be put back into its queue. */
export async function loadQuarantined(
  storage: Storage,
  hash: string,
  at: Date,
): Promise<Quarantined | undefined> {
  const blob = await storage.blobs('quarantine').get(hash)
  if (blob === undefined) return undefined
  const row = await storage.table('Quarantine').get(keyOf(hash, at))
  // Without its row nobody can tell any more, and it counts as the least.
  if (row) refuseNewer('Quarantine', row)
  const { data } = cells.safeParse(row?.cells)
  return { text: blob.bytes.toString('utf8'), source: data?.Source ?? 'queue' }
}

function keyOf(hash: string, at: Date) {
  const [day = '', time = ''] = at.toISOString().slice(0, 23).split('T')
  return { partitionKey: day, rowKey: `${time.replace(/[:.]/g, '')}-${hash}` }
}
