import type { Storage } from '../../shared/storage/storage'
import type { Table } from '../../shared/storage/table'

export type Outage = {
  readonly storage: Storage
  /** Which calls fail; all where it says so. */
  isDown: (what: string) => boolean
}

/** What the client says once its own few retries are over. */
const unreachable = (what: string) =>
  Object.assign(new Error(`connect ECONNREFUSED 192.0.2.10:443 (${what})`), {
    name: 'RestError',
    code: 'ECONNREFUSED',
  })

/** A view of storage that can go down and come back. `what` is like `table Reports get`. */
export function withOutages(storage: Storage): Outage {
  const outage = { storage, isDown: (_what: string): boolean => false }
  const unlessDown = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    if (outage.isDown(what)) throw unreachable(what)
    return run()
  }
  const tableOf = (name: string, table: Table): Table => ({
    get: (key) => unlessDown(`table ${name} get`, () => table.get(key)),
    insert: (row) => unlessDown(`table ${name} insert`, () => table.insert(row)),
    replace: (row, etag) => unlessDown(`table ${name} replace`, () => table.replace(row, etag)),
    merge: (row) => unlessDown(`table ${name} merge`, () => table.merge(row)),
    remove: (key, etag) => unlessDown(`table ${name} remove`, () => table.remove(key, etag)),
    removeAll: (...given) => unlessDown(`table ${name} remove`, () => table.removeAll(...given)),
    page: (query) => unlessDown(`table ${name} page`, () => table.page(query)),
    async *list(query) {
      await unlessDown(`table ${name} list`, async () => undefined)
      yield* table.list(query)
    },
  })
  outage.storage = {
    table: (name) => tableOf(name, storage.table(name)),
    queue: (name) => {
      const queue = storage.queue(name)
      return {
        send: (...given) => unlessDown(`queue ${name} send`, () => queue.send(...given)),
        countMessages: () => unlessDown(`queue ${name} count`, () => queue.countMessages()),
        oldestAt: () => unlessDown(`queue ${name} peek`, () => queue.oldestAt()),
      }
    },
    blobs: (name) => {
      const blobs = storage.blobs(name)
      return {
        get: (blob) => unlessDown(`blob ${name} get`, () => blobs.get(blob)),
        getEtag: (blob) => unlessDown(`blob ${name} etag`, () => blobs.getEtag(blob)),
        list: () => unlessDown(`blob ${name} list`, () => blobs.list()),
        async *listWrittenUntil(until) {
          await unlessDown(`blob ${name} list`, async () => undefined)
          yield* blobs.listWrittenUntil(until)
        },
        remove: (...given) => unlessDown(`blob ${name} remove`, () => blobs.remove(...given)),
        put: (...given) => unlessDown(`blob ${name} put`, () => blobs.put(...given)),
        insert: (...given) => unlessDown(`blob ${name} insert`, () => blobs.insert(...given)),
      }
    },
  }
  return outage
}
