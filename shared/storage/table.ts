import { RestError, odata, type TableClient, type TableEntityResult } from '@azure/data-tables'
import { isDeepStrictEqual } from 'node:util'
import { boundedCell } from './cell-bound'
import { isMissingContainer, orWhenMissing, withContainer } from './missing-container'
import { mayBeDone } from './patient-client'

export type RowKey = { readonly partitionKey: string; readonly rowKey: string }
export type Cell = string | number | boolean | Date | undefined
export type Row = RowKey & Readonly<Record<string, Cell>>

/** A row as it was read. `etag` names this very version of it. */
export type StoredRow = {
  readonly key: RowKey
  readonly etag: string
  readonly cells: Readonly<Record<string, unknown>>
  /** When the service wrote it, by its own clock and to its last digit; told where `writtenAfter` was asked for. */
  readonly writtenAt?: string
}

export type RowQuery = {
  readonly partitionKey?: string
  /** OData filter made by {@link filter}. */
  readonly filter?: string
  readonly select?: readonly string[]
  /** Only rows written later than a `writtenAt` of before, which is never a clock of ours. Empty: all of them. */
  readonly writtenAfter?: string
}

/**
 * One Azure table. Conflicts are answers, not errors; every other refusal of the service throws. A write whose answer was
 * lost is recognised when it is made again: where the row is just as it was to be, it is ours. So a row by which one
 * instance keeps others out holds something that no other would write.
 * A table that does not exist yet is empty, and is made by the first write.
 */
export type Table = {
  readonly get: (key: RowKey) => Promise<StoredRow | undefined>
  /** The new row's ETag, or undefined when a row with this key exists. */
  readonly insert: (row: Row) => Promise<string | undefined>
  /** Compare-and-swap of the whole row: the new ETag, or undefined when it has changed or gone since. */
  readonly replace: (row: Row, etag: string) => Promise<string | undefined>
  /** Writes these cells over whatever stands there, or makes the row. */
  readonly merge: (row: Row) => Promise<void>
  /** False when the row has changed since `etag`, or was gone already. */
  readonly remove: (key: RowKey, etag?: string) => Promise<boolean>
  /** Removes rows of one partition as they stand, a hundred in one request. A row that is gone already is no fault. */
  readonly removeAll: (partitionKey: string, rowKeys: readonly string[]) => Promise<void>
  readonly list: (query?: RowQuery) => AsyncIterable<StoredRow>
  /** One request, and so one answer of the service, which may be short or empty although there is more. */
  readonly page: (query: PageQuery) => Promise<RowPage>
}

/** @property size at most 1000 rows @property from where the answer before ended */
export type PageQuery = RowQuery & { readonly size: number; readonly from?: string }
export type RowPage = { readonly rows: readonly StoredRow[]; readonly next?: string }

/** The row as it was read, with these cells in place of its own: to be written over that very version of it. */
export function rowWith({ key, cells }: StoredRow, changes: Readonly<Record<string, Cell>>): Row {
  const kept = Object.entries(cells).filter((entry): entry is [string, Cell] => isCell(entry[1]))
  return { ...Object.fromEntries(kept), ...key, ...changes }
}

const isCell = (value: unknown): value is Cell =>
  ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Date

/** Escapes its values, so that text from outside cannot change the query. */
export const filter = odata

export function azureTable(client: TableClient): Table {
  const create = () => client.createTable().then(() => undefined)
  const get = (key: RowKey) =>
    orWhenMissing(async () => toStored(await client.getEntity(key.partitionKey, key.rowKey)), undefined)
  const etagOfOurs = async (row: Row): Promise<string | undefined> => {
    const stored = await get(row)
    return stored && isDeepStrictEqual(stored.cells, cellsOf(row)) ? stored.etag : undefined
  }
  return {
    get,
    insert: (row) =>
      unlessConflict(
        () => withContainer(() => client.createEntity(entity(row)), create),
        () => etagOfOurs(row),
      ),
    replace: (row, etag) =>
      unlessConflict(
        () => client.updateEntity(entity(row), 'Replace', { etag }),
        () => etagOfOurs(row),
      ),
    merge: async (row) => {
      await withContainer(() => client.upsertEntity(entity(row), 'Merge'), create)
    },
    remove: async (key, etag) => {
      const gone = client.deleteEntity(key.partitionKey, key.rowKey, { etag: etag ?? '*' })
      return (await unlessConflict(() => gone.then(() => ({ etag: 'removed' })))) !== undefined
    },
    removeAll: (partitionKey, rowKeys) => removeRows(client, partitionKey, rowKeys),
    list: (query) => listRows(client, query ?? {}),
    page: (query) => pageOfRows(client, query),
  }
}

/** What one request takes. */
const rowsAtOnce = 100

async function removeRows(
  client: TableClient,
  partitionKey: string,
  rowKeys: readonly string[],
): Promise<void> {
  for (let n = 0; n < rowKeys.length; n += rowsAtOnce) {
    const some = rowKeys.slice(n, n + rowsAtOnce)
    const isDone = await unlessConflict(() =>
      client.submitTransaction(some.map((rowKey) => ['delete', { partitionKey, rowKey }])).then(() => ({})),
    )
    if (isDone !== undefined) continue
    // One of them is gone, and all of them were left: somebody else is at it.
    for (const rowKey of some)
      await unlessConflict(() => client.deleteEntity(partitionKey, rowKey).then(() => ({})))
  }
}

async function* listRows(client: TableClient, query: RowQuery): AsyncIterable<StoredRow> {
  const queryOptions = optionsOf(query)
  try {
    for await (const row of client.listEntities({ queryOptions }))
      yield query.writtenAfter === undefined
        ? toStored(row)
        : { ...toStored(row), writtenAt: row.timestamp ?? '' }
  } catch (error) {
    if (!isMissingContainer(error)) throw error
  }
}

async function pageOfRows(client: TableClient, { size, from, ...query }: PageQuery): Promise<RowPage> {
  const settings = { maxPageSize: size, ...(from !== undefined && { continuationToken: from }) }
  try {
    const pages = client.listEntities({ queryOptions: optionsOf(query) }).byPage(settings)
    for await (const page of pages) {
      const next = page.continuationToken
      return { rows: page.map(toStored), ...(next !== undefined && { next }) }
    }
    return { rows: [] }
  } catch (error) {
    if (isMissingContainer(error)) return { rows: [] }
    throw error
  }
}

function optionsOf(query: RowQuery) {
  const inPartition =
    query.partitionKey === undefined ? undefined : odata`PartitionKey eq ${query.partitionKey}`
  const conditions = [inPartition, query.filter, laterThan(query.writtenAfter)].filter(
    (condition) => condition !== undefined,
  )
  return {
    ...(conditions.length > 0 && { filter: conditions.map((condition) => `(${condition})`).join(' and ') }),
    ...(query.select && { select: ['PartitionKey', 'RowKey', 'Timestamp', ...query.select] }),
  }
}

/** Written out by hand: a Date knows milliseconds, and the service counts in tenths of a microsecond. */
function laterThan(writtenAt = ''): string | undefined {
  if (writtenAt === '') return undefined
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(writtenAt))
    throw new RangeError(`not a time of the service: ${writtenAt}`)
  return `Timestamp gt datetime'${writtenAt}'`
}

/** @param whenUnsure asked where the conflict may be one with this very write */
async function unlessConflict(
  write: () => Promise<{ etag?: string }>,
  whenUnsure?: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return (await write()).etag ?? ''
  } catch (error) {
    if (!(error instanceof RestError && [404, 409, 412].includes(error.statusCode ?? 0))) throw error
    return error.request && mayBeDone(error.request) ? whenUnsure?.() : undefined
  }
}

const systemCells = new Set(['etag', 'partitionKey', 'rowKey', 'timestamp', 'odata.metadata'])

function toStored(row: TableEntityResult<Record<string, unknown>>): StoredRow {
  const cells = Object.fromEntries(Object.entries(row).filter(([name]) => !systemCells.has(name)))
  return { key: { partitionKey: row.partitionKey ?? '', rowKey: row.rowKey ?? '' }, etag: row.etag, cells }
}

/** Characters that the service refuses in a key; a row that had one could never be read again. */
const unfitForKey = /[/\\#?\p{Cc}]/u

/** What XML cannot carry, and half a surrogate pair, which UTF-8 cannot. */
const unstorable = /[\uFFFE\uFFFF]/g

/** As they are read again. */
function cellsOf({ partitionKey: _1, rowKey: _2, ...cells }: Row): Record<string, unknown> {
  const given = Object.entries(cells).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    given.map(([name, value]) => [
      name,
      typeof value === 'string' ? boundedCell(value.toWellFormed().replace(unstorable, '\uFFFD')) : value,
    ]),
  )
}

/** Numbers travel as doubles, whole or not, so that a column keeps one type. */
const typed = (value: unknown) =>
  typeof value === 'number' ? { type: 'Double', value: String(value) } : value

function entity(row: Row): RowKey & Record<string, unknown> {
  const { partitionKey, rowKey } = row
  for (const key of [partitionKey, rowKey]) {
    if (unfitForKey.test(key)) throw new RangeError(`${JSON.stringify(key)} cannot be the key of a row`)
  }
  const cells = Object.entries(cellsOf(row)).map(([name, value]) => [name, typed(value)] as const)
  return { ...Object.fromEntries(cells), partitionKey, rowKey }
}
