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
  /** Forgets what no window reads again, all before this instant, and writes the rest. */
  readonly save: (from: Date) => Promise<void>
}

const hourInMs = 3600_000
const bytesPerMark = 6
/** 12 MB: ten days of the largest tenant we know of. The oldest go first. */
const mostMarks = 2_000_000

export function collectMemory(store: MemoryStore): CollectMemory {
  const hours = new Map<number, Set<number>>()
  let opened: Promise<void> | undefined
  let hasGrown = false
  const open = async () => {
    for (const [hour, keys] of parseMarks(await store.load())) hours.set(hour, keys)
  }
  return {
    has: async ({ key, hour }) => {
      await (opened ??= open())
      return hours.get(hour)?.has(key) ?? false
    },
    add: ({ key, hour }) => {
      hasGrown = true
      const keys = hours.get(hour)
      if (keys === undefined) hours.set(hour, new Set([key]))
      else keys.add(key)
    },
    save: async (from) => {
      if (!hasGrown) return
      await (opened ??= open())
      await store.save(formatMarks(hours, Math.floor(from.getTime() / hourInMs)))
      hasGrown = false
    },
  }
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

/** By hour, the newest first: the hour since 1970 and the number of its marks, four bytes each, and the marks. */
function formatMarks(hours: ReadonlyMap<number, ReadonlySet<number>>, fromHour: number): Uint8Array {
  const kept: Buffer[] = []
  let marks = 0
  for (const [hour, keys] of [...hours].sort(([a], [b]) => b - a)) {
    marks += keys.size
    if (hour < fromHour || marks > mostMarks) break
    const bytes = Buffer.alloc(8 + keys.size * bytesPerMark)
    bytes.writeUInt32BE(hour, 0)
    bytes.writeUInt32BE(keys.size, 4)
    let at = 8
    for (const key of keys) at = bytes.writeUIntBE(key, at, bytesPerMark)
    kept.push(bytes)
  }
  return Buffer.concat(kept)
}

/** As much as can be read. */
function parseMarks(stored: Uint8Array | undefined): ReadonlyMap<number, Set<number>> {
  const hours = new Map<number, Set<number>>()
  const bytes = Buffer.from(stored ?? [])
  for (let at = 0; at + 8 <= bytes.length;) {
    const hour = bytes.readUInt32BE(at)
    const end = at + 8 + bytes.readUInt32BE(at + 4) * bytesPerMark
    if (end > bytes.length) break
    const keys = new Set<number>()
    for (at += 8; at < end; at += bytesPerMark) keys.add(bytes.readUIntBE(at, bytesPerMark))
    hours.set(hour, keys)
  }
  return hours
}
