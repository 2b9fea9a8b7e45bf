import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { graphMailbox, type GraphMailbox } from '../../sandbox/world/graph-mailbox'
import { createContext } from '../../shared/platform/app-context'
import { runFileReports } from '../../shared/platform/run-file-reports'
import type { Storage } from '../../shared/storage/storage'
import { SmallWorld } from './small-world'

/** A small world that sends through a mailbox of Exchange Online. */
export type GraphSender = {
  readonly world: SmallWorld
  readonly graph: FakeGraph
  readonly mailbox: GraphMailbox
  readonly fileReports: (storage?: Storage) => Promise<void>
  readonly close: () => Promise<void>
}

export async function startGraphSender(
  settings: Readonly<Record<string, string>> = {},
): Promise<GraphSender> {
  let now = () => new Date()
  const mailbox = graphMailbox({ address: 'reports@example.com', now: () => now() })
  const graph = await startGraph({ mailbox })
  const world = await SmallWorld.start({ DOORS: 'graph', GRAPH_ENDPOINT: graph.url, ...settings })
  now = () => world.at
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }
  return {
    world,
    graph,
    mailbox,
    fileReports: (storage) => {
      const app = world.app(storage)
      return runFileReports(createContext(app.settings, { ...app, credential: () => credential }), world.log)
    },
    close: async () => {
      await Promise.all([world.close(), graph.close()])
    },
  }
}
