import type { z } from 'zod'
import type { Storage } from './storage'

const partitionKey = 'checkpoint'

/** Small named facts that outlive a run: cursors, a paused door, the switch that stops everything. */
export type Checkpoints = {
  /** @throws when what stands there does not fit the schema */
  readonly load: <T>(name: string, schema: z.ZodType<T>) => Promise<{ value: T; etag: string } | undefined>
  /** Compare-and-swap; without `etag` the fact is new. The new ETag, or undefined when somebody else was faster. */
  readonly save: (name: string, value: unknown, etag: string | undefined) => Promise<string | undefined>
  readonly remove: (name: string) => Promise<void>
}

export function checkpointsOf(storage: Storage): Checkpoints {
  const table = storage.table('Checkpoints')
  const keyOf = (name: string) => ({ partitionKey, rowKey: name })
  return {
    load: async (name, schema) => {
      const row = await table.get(keyOf(name))
      if (!row) return undefined
      const text = row.cells.Value
      const json: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
      return { value: schema.parse(json), etag: row.etag }
    },
    save: async (name, value, etag) => {
      const row = { ...keyOf(name), SchemaVersion: 1, Value: JSON.stringify(value) }
      return etag === undefined ? table.insert(row) : table.replace(row, etag)
    },
    remove: async (name) => {
      await table.remove(keyOf(name))
    },
  }
}

/** The switch that stops all sending: row `sending`, column `State`, `off` to stop. People set it by hand. */
export async function isSendingStopped(storage: Storage): Promise<boolean> {
  const row = await storage.table('Checkpoints').get({ partitionKey, rowKey: 'sending' })
  const state = row?.cells.State
  return typeof state === 'string' && /^(off|stop|stopped|no|false)$/i.test(state.trim())
}
