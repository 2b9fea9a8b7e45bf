import { RestError, type TableClient } from '@azure/data-tables'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { matches } from './memory-filter'

/** What a table client is given: numbers travel with their type. */
type Entity = { readonly partitionKey: string; readonly rowKey: string } & Readonly<Record<string, unknown>>
type Kept = Entity & { readonly etag: string; readonly timestamp: string }
type Condition = { readonly etag?: string }
type Query = { readonly queryOptions?: { readonly filter?: string; readonly select?: readonly string[] } }
type Place = { readonly maxPageSize?: number; readonly continuationToken?: string }

const rowsPerPage = 1000
const longestText = 32 * 1024
const longestKey = 512

const refusal = (statusCode: number, code: string) => new RestError(code, { statusCode, code })

/** An Azure table in memory: the calls of the library that `shared/storage/table.ts` makes, and the refusals of the service. */
export function memoryTable(): TableClient {
  let rows: Map<string, Kept> | undefined
  const there = (): Map<string, Kept> => {
    if (!rows) throw refusal(404, 'TableNotFound')
    return rows
  }
  const found = (partitionKey: string, rowKey: string): Kept => {
    const row = there().get(keyOf(partitionKey, rowKey))
    if (!row) throw refusal(404, 'ResourceNotFound')
    return row
  }
  const unchanged = (row: Kept, etag: string): void => {
    if (etag !== '*' && etag !== row.etag) throw refusal(412, 'UpdateConditionNotSatisfied')
  }
  const write = (entity: Entity): { etag: string } => {
    const row = { ...plain(entity), ...nextVersion() }
    refuseTooLarge(row)
    there().set(keyOf(row.partitionKey, row.rowKey), row)
    return { etag: row.etag }
  }
  /** Rows in the order of their keys, after a place. */
  const page = (query: Query, { maxPageSize = rowsPerPage, continuationToken = '' }: Place) => {
    const { filter, select } = query.queryOptions ?? {}
    const all = [...there()].filter(([key]) => key > continuationToken).sort(([a], [b]) => (a < b ? -1 : 1))
    const fitting = all.filter(([, row]) => filter === undefined || matches(filter, row))
    const some = fitting.slice(0, maxPageSize)
    const next = fitting.length > some.length ? { continuationToken: some.at(-1)?.[0] } : {}
    return Object.assign(
      some.map(([, row]) => selected(row, select)),
      next,
    )
  }
  async function* pages(query: Query, place: Place) {
    let from: string | undefined = place.continuationToken
    do {
      await nextTurn()
      const one = page(query, { ...place, ...(from !== undefined && { continuationToken: from }) })
      yield one
      from = (one as Place).continuationToken
    } while (from !== undefined)
  }
  async function* each(query: Query) {
    for await (const one of pages(query, {})) yield* one
  }
  const client = {
    createTable: async () => {
      await nextTurn()
      if (rows) throw refusal(409, 'TableAlreadyExists')
      rows = new Map()
    },
    getEntity: async (partitionKey: string, rowKey: string) => {
      await nextTurn()
      return selected(found(partitionKey, rowKey))
    },
    createEntity: async (entity: Entity) => {
      await nextTurn()
      if (there().has(keyOf(entity.partitionKey, entity.rowKey))) throw refusal(409, 'EntityAlreadyExists')
      return write(entity)
    },
    updateEntity: async (entity: Entity, _mode: 'Replace', { etag = '*' }: Condition) => {
      await nextTurn()
      unchanged(found(entity.partitionKey, entity.rowKey), etag)
      return write(entity)
    },
    upsertEntity: async (entity: Entity) => {
      await nextTurn()
      return write({ ...there().get(keyOf(entity.partitionKey, entity.rowKey)), ...entity })
    },
    deleteEntity: async (partitionKey: string, rowKey: string, { etag = '*' }: Condition = {}) => {
      await nextTurn()
      unchanged(found(partitionKey, rowKey), etag)
      there().delete(keyOf(partitionKey, rowKey))
    },
    submitTransaction: async (actions: readonly (readonly ['delete', Entity])[]) => {
      await nextTurn()
      for (const [, { partitionKey, rowKey }] of actions) found(partitionKey, rowKey)
      for (const [, { partitionKey, rowKey }] of actions) there().delete(keyOf(partitionKey, rowKey))
    },
    listEntities: (query: Query = {}) =>
      Object.assign(each(query), { byPage: (place: Place = {}) => pages(query, place) }),
  }
  return client as unknown as TableClient
}

/** Sorts as the service sorts: no key holds a control character. */
const keyOf = (partitionKey: string, rowKey: string) => `${partitionKey}\u0000${rowKey}`

let last = { inMs: 0, tenths: 0 }
/** Later than every one before, to the tenth of a microsecond. */
function nextVersion(): { etag: string; timestamp: string } {
  const inMs = Math.max(Date.now(), last.inMs)
  last = inMs > last.inMs ? { inMs, tenths: 0 } : { inMs, tenths: last.tenths + 1 }
  if (last.tenths === 10_000) last = { inMs: inMs + 1, tenths: 0 }
  const digits = String(last.tenths).padStart(4, '0')
  const timestamp = new Date(last.inMs).toISOString().replace('Z', `${digits}Z`)
  return { timestamp, etag: `W/"datetime'${encodeURIComponent(timestamp)}'"` }
}

type Typed = { readonly type: string; readonly value: string }
const isTyped = (value: unknown): value is Typed =>
  typeof value === 'object' && value !== null && 'type' in value && 'value' in value

function plain(entity: Entity): Entity {
  const { partitionKey, rowKey, ...cells } = entity
  const values = Object.entries(cells).map(([name, value]) => [
    name,
    isTyped(value) ? Number(value.value) : value,
  ])
  return { ...(Object.fromEntries(values) as object), partitionKey, rowKey }
}

function refuseTooLarge({ partitionKey, rowKey, etag: _1, timestamp: _2, ...cells }: Kept): void {
  if (Math.max(partitionKey.length, rowKey.length) > longestKey) throw refusal(400, 'KeyValueTooLarge')
  const texts = Object.values(cells).filter((value) => typeof value === 'string')
  if (texts.some((text) => text.length > longestText)) throw refusal(400, 'PropertyValueTooLarge')
}

/** A copy; of some columns, where they are named. */
function selected(row: Kept, select?: readonly string[]): Kept {
  if (!select) return { ...row }
  const { partitionKey, rowKey, etag, timestamp } = row
  const named = select.filter((name) => name in row).map((name) => [name, row[name]])
  return { ...(Object.fromEntries(named) as object), partitionKey, rowKey, etag, timestamp }
}
