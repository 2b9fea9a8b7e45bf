import type { Storage } from '../../shared/storage/storage'
import type { Table } from '../../shared/storage/table'

/** What a process sees of its own end: every call from then on fails. */
export class Killed extends Error {}

export type Watched = {
  readonly storage: Storage
  /** Table operations, reads included. */
  readonly operations: () => number
  readonly writes: () => number
}

/**
 * Storage that counts, and that "kills" its user after its nth write: the write happens, `between` runs (a second
 * instance, say), and nothing the user does afterwards reaches storage.
 */
export function watch(
  storage: Storage,
  killAfter = Infinity,
  between: () => Promise<void> = async () => undefined,
): Watched {
  let operations = 0
  let writes = 0
  let isDead = false
  const alive = () => {
    if (isDead) throw new Killed('the process was killed')
  }
  const read = async <T>(run: () => Promise<T>): Promise<T> => {
    alive()
    operations += 1
    return run()
  }
  const write = async <T>(run: () => Promise<T>): Promise<T> => {
    alive()
    operations += 1
    writes += 1
    const result = await run()
    if (writes < killAfter) return result
    isDead = true
    await between()
    throw new Killed(`killed after write ${killAfter}`)
  }
  const watchTable = (table: Table): Table => ({
    get: (key) => read(() => table.get(key)),
    insert: (row) => write(() => table.insert(row)),
    replace: (row, etag) => write(() => table.replace(row, etag)),
    merge: (row) => write(() => table.merge(row)),
    remove: (key, etag) => write(() => table.remove(key, etag)),
    removeAll: (partitionKey, rowKeys) => write(() => table.removeAll(partitionKey, rowKeys)),
    page: (query) => read(() => table.page(query)),
    async *list(query) {
      alive()
      operations += 1
      for await (const row of table.list(query)) {
        alive()
        yield row
      }
    },
  })
  return {
    storage: {
      table: (name) => watchTable(storage.table(name)),
      queue: (name) => {
        const queue = storage.queue(name)
        return {
          send: (...args) => write(() => queue.send(...args)),
          countMessages: () => read(queue.countMessages),
          oldestAt: () => read(queue.oldestAt),
        }
      },
      blobs: (name) => {
        const blobs = storage.blobs(name)
        return {
          get: (blob) => read(() => blobs.get(blob)),
          getEtag: (blob) => read(() => blobs.getEtag(blob)),
          list: () => read(() => blobs.list()),
          listWrittenUntil: (until) => {
            alive()
            operations += 1
            return blobs.listWrittenUntil(until)
          },
          remove: (...args) => write(() => blobs.remove(...args)),
          put: (...args) => write(() => blobs.put(...args)),
          insert: (...args) => write(() => blobs.insert(...args)),
        }
      },
    },
    operations: () => operations,
    writes: () => writes,
  }
}

/** Runs a process that may be killed; its death is not an error, anything else is. */
export async function untilKilled(run: () => Promise<unknown>): Promise<'ended' | 'killed'> {
  try {
    await run()
    return 'ended'
  } catch (error) {
    if (isDeath(error)) return 'killed'
    throw error
  }
}

/** A run may say it once for every report that it could no longer look at. */
function isDeath(error: unknown): boolean {
  if (error instanceof Killed) return true
  if (error instanceof AggregateError) return error.errors.every(isDeath)
  return error instanceof Error && isDeath(error.cause)
}

/** Every row of a table as plain cells, keys included, ETags left out. */
export async function rowsOf(
  storage: Storage,
  ...tables: Parameters<Storage['table']>[0][]
): Promise<unknown[]> {
  const rows: unknown[] = []
  for (const name of tables) {
    for await (const { key, cells } of storage.table(name).list())
      rows.push({ table: name, ...key, ...cells })
  }
  return rows
}
