import { createHash } from 'node:crypto'
import * as z from 'zod'

/** An alert as it was when it was last changed: the same mark, the same alert. */
export type Mark = { readonly key: number; readonly hour: number }

/** Keeps the marks of what was queued, between runs. Losing them costs duplicates, nothing else. */
export type MemoryStore = {
  readonly load: () => Promise<Uint8Array | undefined>
  readonly save: (bytes: Uint8Array) => Promise<void>
}

/** What was queued already, by marks: read at the first question of a run, written at its end where it grew. */
export type CollectMemory = {
  readonly has: (mark: Mark) => Promise<boolean>
  readonly add: (mark: Mark) => void
  /** Writes what it knows; forgets all before `from`, which no window reads again. */
  readonly save: (from: Date | undefined) => Promise<void>
}

/** The marks of one hour. What is stored stays bytes, in order, so that 600,000 of them cost 4 MB and no parsing. */
type Hour = { readonly stored: Buffer; readonly added: Set<number> }

const hourInMs = 3600_000
const bytesPerMark = 6
/** 12 MB: ten days of the largest tenant we know of. The oldest go first. */
const mostMarks = 2_000_000
const nothing = Buffer.alloc(0)

export function collectMemory(store: MemoryStore): CollectMemory {
  const hours = new Map<number, Hour>()
  let opened: Promise<void> | undefined
  let hasGrown = false
  const open = async () => {
    for (const [hour, stored] of parseMarks(await store.load()))
      hours.set(hour, { stored, added: hours.get(hour)?.added ?? new Set() })
  }
  return {
    has: async ({ key, hour }) => {
      await (opened ??= open())
      const known = hours.get(hour)
      return known !== undefined && (known.added.has(key) || isStored(known.stored, key))
    },
    add: ({ key, hour }) => {
      hasGrown = true
      const known = hours.get(hour)
      if (known === undefined) hours.set(hour, { stored: nothing, added: new Set([key]) })
      else known.added.add(key)
    },
    save: async (from) => {
      if (!hasGrown) return
      await (opened ??= open())
      await store.save(formatMarks(hours, Math.floor((from?.getTime() ?? 0) / hourInMs)))
      hasGrown = false
    },
  }
}

function isStored(stored: Buffer, key: number): boolean {
  let low = 0
  let high = stored.length / bytesPerMark
  while (low < high) {
    const middle = (low + high) >> 1
    const found = stored.readUIntBE(middle * bytesPerMark, bytesPerMark)
    if (found === key) return true
    if (found < key) low = middle + 1
    else high = middle
  }
  return false
}

const changed = z.object({ id: z.string(), lastUpdateDateTime: z.string() })

/** undefined for what has no id or no time, and is queued whenever it comes. */
export function markOf(alert: unknown): Mark | undefined {
  const { data } = changed.safeParse(alert)
  const at = Date.parse(data?.lastUpdateDateTime ?? '')
  if (data === undefined || !(at >= 0)) return undefined
  const hash = createHash('sha256').update(`${data.id}\n${data.lastUpdateDateTime}`)
  return { key: hash.digest().readUIntBE(0, bytesPerMark), hour: Math.floor(at / hourInMs) }
}

/** By hour, the newest first: the hour since 1970 and the number of its marks, four bytes each, and the marks in order. */
function formatMarks(hours: ReadonlyMap<number, Hour>, fromHour: number): Uint8Array {
  const kept: Buffer[] = []
  let marks = 0
  for (const [hour, known] of [...hours].sort(([a], [b]) => b - a)) {
    if (hour < fromHour) break
    const keys = inOrder(known)
    marks += keys.length / bytesPerMark
    if (marks > mostMarks) break
    const heading = Buffer.alloc(8)
    heading.writeUInt32BE(hour, 0)
    heading.writeUInt32BE(keys.length / bytesPerMark, 4)
    kept.push(heading, keys)
  }
  return Buffer.concat(kept)
}

function inOrder({ stored, added }: Hour): Buffer {
  if (added.size === 0) return stored
  const keys = new Float64Array(stored.length / bytesPerMark + added.size)
  for (let at = 0; at < stored.length; at += bytesPerMark)
    keys[at / bytesPerMark] = stored.readUIntBE(at, bytesPerMark)
  keys.set([...added], stored.length / bytesPerMark)
  const bytes = Buffer.alloc(keys.length * bytesPerMark)
  let at = 0
  for (const key of keys.sort()) at = bytes.writeUIntBE(key, at, bytesPerMark)
  return bytes
}

/** As much as can be read. */
function parseMarks(stored: Uint8Array = nothing): ReadonlyMap<number, Buffer> {
  const hours = new Map<number, Buffer>()
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)
  for (let at = 0; at + 8 <= bytes.length;) {
    const hour = bytes.readUInt32BE(at)
    const end = at + 8 + bytes.readUInt32BE(at + 4) * bytesPerMark
    if (end > bytes.length) break
    hours.set(hour, bytes.subarray(at + 8, end))
    at = end
  }
  return hours
}
