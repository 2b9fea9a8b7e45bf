import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { refuseNewer } from './schema-version'
import type { Storage } from './storage'
import { filter, type StoredRow } from './table'

const partitionKey = 'checkpoint'

/** Small named facts that outlive a run: cursors, a paused door, the switch that stops everything. */
export type Checkpoints = {
  /** @throws when what stands there does not fit the schema */
  readonly load: <T>(name: string, schema: z.ZodType<T>) => Promise<{ value: T; etag: string } | undefined>
  /**
   * Compare-and-swap; without `etag` the fact is new. The new ETag, or undefined when somebody else was faster, with the
   * same value, too.
   */
  readonly save: (name: string, value: unknown, etag: string | undefined) => Promise<string | undefined>
  readonly remove: (name: string) => Promise<void>
}

/**
 * @param together names that one query reads when the first of them is loaded. Each is loaded from there once, as it
 * was then, and after that by itself.
 */
export function checkpointsOf(storage: Storage, together: readonly string[] = []): Checkpoints {
  const table = storage.table('Checkpoints')
  const keyOf = (name: string) => ({ partitionKey, rowKey: name })
  const unread = new Set(together)
  let read: Promise<ReadonlyMap<string, StoredRow>> | undefined
  const rowOf = async (name: string): Promise<StoredRow | undefined> => {
    if (!unread.delete(name)) return table.get(keyOf(name))
    return (await (read ??= rowsOf(storage, together))).get(name)
  }
  return {
    load: async (name, schema) => {
      const row = await rowOf(name)
      if (!row) return undefined
      refuseNewer('Checkpoints', row)
      const text = row.cells.Value
      const json: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
      return { value: schema.parse(json), etag: row.etag }
    },
    save: async (name, value, etag) => {
      const row = { ...keyOf(name), SchemaVersion: 1, Value: JSON.stringify(value), SaveId: randomUUID() }
      return etag === undefined ? table.insert(row) : table.replace(row, etag)
    },
    remove: async (name) => {
      await table.remove(keyOf(name))
    },
  }
}

async function rowsOf(storage: Storage, names: readonly string[]): Promise<ReadonlyMap<string, StoredRow>> {
  const rows = new Map<string, StoredRow>()
  const named = names.map((name) => filter`RowKey eq ${name}`).join(' or ')
  for await (const row of storage.table('Checkpoints').list({ partitionKey, filter: named }))
    rows.set(row.key.rowKey, row)
  return rows
}

/** The switch that stops all sending: row `sending`, column `State`, `off` to stop. People set it by hand, too. */
export async function isSendingStopped(storage: Storage): Promise<boolean> {
  return (await readSending(storage)).isOff
}

export type Sending = { readonly isOff: boolean; readonly by?: string; readonly at?: Date }

const sendingKey = { partitionKey, rowKey: 'sending' }
const switchCells = z.object({
  State: z.string().optional().catch(undefined),
  By: z.string().optional().catch(undefined),
  At: z.coerce.date().optional().catch(undefined),
})

/** Who or what is not said is not known: the row may have been set by hand. */
export async function readSending(storage: Storage): Promise<Sending> {
  const row = await storage.table('Checkpoints').get(sendingKey)
  const { State: state = '', By: by, At: at } = switchCells.parse(row?.cells ?? {})
  const isOff = /^(off|stop|stopped|no|false)$/i.test(state.trim())
  return { isOff, ...(by !== undefined && { by }), ...(at && { at }) }
}

/** Whatever stands there: the last word counts. */
export async function setSending(storage: Storage, isOff: boolean, by: string, at: Date): Promise<void> {
  const row = { SchemaVersion: 1, State: isOff ? 'off' : 'on', By: by, At: at }
  await storage.table('Checkpoints').merge({ ...sendingKey, ...row })
}
