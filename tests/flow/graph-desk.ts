import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { createContext } from '../../shared/platform/app-context'
import { runChaseReports } from '../../shared/platform/run-chase-reports'
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
  /** One run of chaseReports, with a login to Graph. */
  readonly chase: (storage?: Storage) => Promise<void>
  /** What stands under an alert. */
  readonly comments: (id: string) => readonly string[]
  readonly close: () => Promise<void>
}

export async function startGraphDesk(settings: Readonly<Record<string, string>> = {}): Promise<GraphDesk> {
  const alerts = new Map<string, AlertJson>()
  let now = () => new Date()
  const comments = (id: string): readonly string[] => {
    const written = alerts.get(id)?.['comments']
    return Array.isArray(written) ? written.map(({ comment }: { comment: string }) => comment) : []
  }
  /** A comment is a change of the alert, whoever writes it. */
  const onComment = (id: string, text: string) => {
    const all = [...comments(id), text].map((comment) => ({ comment, createdByDisplayName: 'API Action' }))
    alerts.set(id, { ...alerts.get(id), id, comments: all, lastUpdateDateTime: now().toISOString() })
  }
  const graph = await startGraph({
    alerts: () => [...alerts.values()],
    weather: { maxPageSize: 2 },
    onComment,
  })
  const world = await SmallWorld.start({ GRAPH_ENDPOINT: graph.url, ...settings })
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }
  now = () => world.at
  const app = (storage?: Storage) => {
    const inner = world.app(storage)
    return createContext(inner.settings, { ...inner, credential: () => credential })
  }
  const collect = async (storage?: Storage) => {
    await runCollectAlerts(app(storage), world.log)
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
    chase: (storage) => runChaseReports(app(storage), world.log),
    comments,
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
