import type { Blobs } from '../../shared/storage/blobs'
import type { Queue } from '../../shared/storage/queue'
import type { Storage, TableName } from '../../shared/storage/storage'
import type { Row, RowKey, RowQuery, StoredRow, Table } from '../../shared/storage/table'

/** Rows that are made when they are asked for: a hundred thousand reports would fill the memory that is measured. */
export type MadeRows = {
  readonly get: (key: RowKey) => StoredRow | undefined
  readonly list: (partitionKey: string) => Iterable<StoredRow>
  /** Where what is merged is kept some other way. */
  readonly merge?: (row: Row) => void
}

export type SimulatedStorage = {
  readonly storage: Storage
  readonly operations: () => number
}

/** What one request of a list looks at. */
const rowsAPage = 1000

/**
 * Tables in memory. Each operation is told before it is begun; a list is one for every thousand rows that it looks at,
 * whether they are wanted or not.
 */
export function simulatedStorage(
  onOperation: () => void,
  made: Partial<Record<TableName, MadeRows>>,
): SimulatedStorage {
  let operations = 0
  let version = 0
  const operate = () => {
    operations += 1
    onOperation()
  }
  const tables = new Map<TableName, Map<string, Map<string, StoredRow>>>()
  const rowsOf = (name: TableName, partitionKey: string) => {
    const table = tables.get(name) ?? new Map<string, Map<string, StoredRow>>()
    tables.set(name, table)
    const rows = table.get(partitionKey) ?? new Map<string, StoredRow>()
    table.set(partitionKey, rows)
    return rows
  }
  const find = (name: TableName, { partitionKey, rowKey }: RowKey): StoredRow | undefined =>
    rowsOf(name, partitionKey).get(rowKey) ?? made[name]?.get({ partitionKey, rowKey })
  const put = (name: TableName, { partitionKey, rowKey, ...given }: Row): string => {
    const etag = String((version += 1))
    const cells = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    rowsOf(name, partitionKey).set(rowKey, { key: { partitionKey, rowKey }, etag, cells })
    return etag
  }
  const table = (name: TableName): Table => ({
    get: async (key) => {
      operate()
      return find(name, key)
    },
    insert: async (row) => {
      operate()
      return find(name, row) ? undefined : put(name, row)
    },
    replace: async (row, etag) => {
      operate()
      return find(name, row)?.etag === etag ? put(name, row) : undefined
    },
    merge: async (row) => {
      operate()
      const keep = made[name]?.merge
      if (keep) {
        keep(row)
        return
      }
      const before = find(name, row)
      const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
      put(name, { ...before?.cells, ...given, partitionKey: row.partitionKey, rowKey: row.rowKey })
    },
    remove: async ({ partitionKey, rowKey }) => {
      operate()
      return rowsOf(name, partitionKey).delete(rowKey)
    },
    removeAll: async (partitionKey, rowKeys) => {
      operate()
      for (const rowKey of rowKeys) rowsOf(name, partitionKey).delete(rowKey)
    },
    page: async () => {
      throw new Error('no function that is simulated reads a page')
    },
    async *list(query = {}) {
      const fits = fitting(query.filter ?? '')
      let looked = 0
      for (const row of listed(name, query)) {
        if (looked++ % rowsAPage === 0) operate()
        if (fits(row)) yield query.writtenAfter === undefined ? row : { ...row, writtenAt: writtenOnce }
      }
      if (looked === 0) operate()
    },
  })
  function* listed(name: TableName, { partitionKey, writtenAfter = '' }: RowQuery): Iterable<StoredRow> {
    if (writtenAfter >= writtenOnce) return
    if (partitionKey === undefined) {
      for (const rows of tables.get(name)?.values() ?? []) yield* rows.values()
      return
    }
    yield* rowsOf(name, partitionKey).values()
    yield* made[name]?.list(partitionKey) ?? []
  }
  return { storage: { table, queue: () => emptyQueue, blobs: () => noBlobs }, operations: () => operations }
}

/** By the clock of the service: nothing that is simulated writes a report. */
const writtenOnce = '2026-11-01T00:00:00.0000000Z'

const emptyQueue: Queue = {
  send: async () => undefined,
  countMessages: async () => 0,
  oldestAt: async () => undefined,
}

const kept = new Map<string, Buffer>()
const noBlobs: Blobs = {
  get: async (name) => {
    const bytes = kept.get(name)
    return bytes && { bytes, etag: '1' }
  },
  getEtag: async (name) => (kept.has(name) ? '1' : undefined),
  list: async () => [],
  listWrittenUntil: async function* () {},
  put: async (name, bytes) => void kept.set(name, Buffer.from(bytes)),
  insert: async (name, bytes) => {
    if (kept.has(name)) return false
    kept.set(name, Buffer.from(bytes))
    return true
  },
  remove: async () => 'missing',
}

type Condition = (row: StoredRow) => boolean

/** As much of OData as the program asks in. */
function fitting(text: string): Condition {
  const conditions = text === '' ? [] : text.split(' and ').map(conditionOf)
  return (row) => conditions.every((holds) => holds(row))
}

function conditionOf(text: string): Condition {
  const [, column = '', operator = '', instant, word] =
    /^(\w+) (eq|ne|gt|ge|lt|le) (?:datetime'([^']*)'|'([^']*)')$/.exec(text) ?? []
  if (operator === '') throw new Error(`not simulated: ${text}`)
  const wanted = instant === undefined ? (word ?? '') : new Date(instant).getTime()
  return ({ key, cells }) => {
    const cell = column === 'RowKey' ? key.rowKey : cells[column]
    if (cell === undefined) return false
    const value = cell instanceof Date ? cell.getTime() : (cell as string | number)
    switch (operator) {
      case 'eq':
        return value === wanted
      case 'ne':
        return value !== wanted
      case 'gt':
        return value > wanted
      case 'ge':
        return value >= wanted
      case 'lt':
        return value < wanted
      default:
        return value <= wanted
    }
  }
}
