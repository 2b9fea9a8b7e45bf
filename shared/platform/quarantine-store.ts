import { quarantineText, type QuarantineEntry } from '../alerts/quarantine'
import { sha256 } from '../model/hash'
import { toQuestionRow } from '../reports/question'
import type { Storage } from '../storage/storage'

/**
 * Sets a message aside: the body in a blob named by its hash, a row that says why, and a question to a person.
 * The row's key is the time of receipt and the body's hash, never an id that the sender could choose.
 */
export async function putInQuarantine(storage: Storage, entry: QuarantineEntry, at: Date): Promise<void> {
  const bytes = Buffer.from(quarantineText(entry.body).toWellFormed())
  const hash = sha256(bytes)
  await storage.blobs('quarantine').put(hash, bytes, 'application/octet-stream')
  const day = at.toISOString().slice(0, 10)
  const rowKey = `${at.toISOString().slice(11, 23).replaceAll(':', '').replace('.', '')}-${hash}`
  const words = {
    At: at,
    Source: entry.source,
    Reason: entry.reason.slice(0, 1000),
    SizeInBytes: bytes.length,
  }
  await storage
    .table('Quarantine')
    .insert({ partitionKey: day, rowKey, SchemaVersion: 1, ...words, Body: hash })
  const question = {
    subject: hash,
    change: 0,
    kind: 'quarantine',
    question: 'Try this message again? (replay · dismiss)',
    endpoint: '',
    reason: entry.reason,
    since: at,
  } as const
  await storage.table('Questions').insert(toQuestionRow(question))
}

/** The text of a quarantined message, to be put back into its queue. */
export async function quarantinedText(storage: Storage, hash: string): Promise<string | undefined> {
  return (await storage.blobs('quarantine').get(hash))?.bytes.toString('utf8')
}
