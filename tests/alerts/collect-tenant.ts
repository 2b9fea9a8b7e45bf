import { collectAlerts, type CollectDeps } from '../../shared/alerts/collect-alerts'
import type { CursorStore } from '../../shared/alerts/collect-pass'
import { graphAlert, graphPages } from '../../shared/alerts/graph-client'
import { unpackMessage } from '../../shared/alerts/message'
import type { QuarantineEntry } from '../../shared/alerts/quarantine'
import { loadKey } from '../helpers/envelope-key'
import type { FakeAlert, FakeGraph } from '../helpers/fake-graph-alerts'

const hour = 3600_000
export const start = new Date('2026-11-23T12:00:00Z')
const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: start.getTime() + hour }) }

/** Everything that lasts, in memory, with the same answers as the table, the queue and the blobs give. */
export function tenantOf(graph: FakeGraph) {
  const state = {
    now: start,
    cursor: undefined as { text: string; etag: string } | undefined,
    memory: undefined as Uint8Array | undefined,
    sleptInMs: 0,
    queue: [] as string[],
    blobs: new Map<string, Uint8Array>(),
    quarantine: [] as QuarantineEntry[],
    log: [] as { event: string; cause?: unknown; remedy?: unknown }[],
  }
  const deps: CollectDeps = {
    getPage: graphPages({ endpoint: graph.origin, credential, timeoutInMs: 2_000 }),
    getAlert: graphAlert({ endpoint: graph.origin, credential, timeoutInMs: 2_000 }),
    listBehindOpenReports: async function* () {},
    cursors: { latest: cursorIn(state), resweep: cursorIn({}), recheck: cursorIn({}) },
    memory: { load: async () => state.memory, save: async (bytes) => void (state.memory = bytes) },
    sleep: async (ms) => {
      state.sleptInMs += ms
      state.now = new Date(state.now.getTime() + ms)
    },
    enqueue: async (message) => void state.queue.push(message),
    putBlob: async (name, bytes) => void state.blobs.set(name, bytes),
    loadKey,
    quarantine: async (entry) => void state.quarantine.push(entry),
    isRefusedForGood: (error) => error instanceof RangeError,
    now: () => state.now,
    log: (event, fields) => state.log.push({ event, ...fields }),
    settings: { lookbackInHours: 24, overlapInMinutes: 15, delayInSeconds: 60, endpoint: graph.origin },
  }
  const queued = async () => {
    const load = async (name: string) => state.blobs.get(name)
    const messages = await Promise.all(
      state.queue.map((message) => unpackMessage(message, { loadBlob: load, loadKey })),
    )
    return messages.map(({ body }) => (body as FakeAlert).id)
  }
  return {
    state,
    deps,
    queued,
    run: (changed: Partial<CollectDeps> = {}) => collectAlerts({ ...deps, ...changed }),
  }
}

type Held = { cursor?: { text: string; etag: string } | undefined }

const cursorIn = (held: Held): CursorStore => ({
  load: async () => held.cursor,
  save: async (text, etag) => {
    if (held.cursor?.etag !== etag) return undefined
    held.cursor = { text, etag: String(Number(etag ?? 0) + 1) }
    return held.cursor.etag
  },
})
