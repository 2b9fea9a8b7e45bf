import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { createContext } from '../../shared/platform/app-context'
import { runCollectAlerts } from '../../shared/platform/run-collect-alerts'
import type { Storage } from '../../shared/storage/storage'
import { graphAlert } from './founding-alert'
import { openQueued, takeAll } from './queues'
import { SmallWorld, type Row } from './small-world'

type Fields = Readonly<Record<string, unknown>>

/** A small world whose alerts come out of a Graph of its own. */
export type GraphDesk = {
  readonly world: SmallWorld
  readonly graph: FakeGraph
  /** An alert that Defender changed so many hours ago, by the world's clock. */
  readonly raise: (id: string, hoursAgo?: number, fields?: Fields) => void
  /** Changes an alert; its `lastUpdateDateTime` moves along only where it is among the fields. */
  readonly change: (id: string, fields: Fields) => void
  readonly drop: (id: string) => void
  /** One run of collectAlerts. Answers what it logged last. */
  readonly collect: (storage?: Storage) => Promise<Row | undefined>
  /** Ids on the queue, sorted; they are taken off. */
  readonly queued: () => Promise<(string | undefined)[]>
  /** Collects, and lets openCase have what was queued. */
  readonly collectAndOpen: () => Promise<number>
  readonly close: () => Promise<void>
}

export async function startGraphDesk(settings: Readonly<Record<string, string>> = {}): Promise<GraphDesk> {
  const alerts = new Map<string, AlertJson>()
  const graph = await startGraph({ alerts: () => [...alerts.values()], maxPageSize: 2 })
  const world = await SmallWorld.start({ GRAPH_ENDPOINT: graph.url, ...settings })
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }
  const collect = async (storage?: Storage) => {
    const app = world.app(storage)
    await runCollectAlerts(createContext(app.settings, { ...app, credential: () => credential }), world.log)
    return world.logs.at(-1)
  }
  return {
    world,
    graph,
    raise: (id, hoursAgo = 0, fields = {}) => {
      const changedAt = new Date(world.at.getTime() - hoursAgo * 3_600_000).toISOString()
      alerts.set(id, { ...graphAlert({ ...fields, id }), id, lastUpdateDateTime: changedAt })
    },
    change: (id, fields) => {
      alerts.set(id, { ...alerts.get(id)!, ...fields })
    },
    drop: (id) => {
      alerts.delete(id)
    },
    collect,
    queued: async () => {
      const messages = (await takeAll(world)).map((text) => Buffer.from(String(text), 'base64').toString())
      return messages.map((json) => /"id":"([^"]+)"/.exec(json)?.[1]).sort()
    },
    collectAndOpen: async () => {
      await collect()
      return openQueued(world)
    },
    close: async () => {
      await Promise.all([world.close(), graph.close()])
    },
  }
}
