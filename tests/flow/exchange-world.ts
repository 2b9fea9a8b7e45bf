import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { graphMailbox, type GraphMailbox } from '../../sandbox/world/graph-mailbox'
import { noImap, SmallWorld } from './small-world'

/** A small world whose answers arrive in a mailbox of Exchange Online, in place of a server with IMAP. */
export type ExchangeWorld = {
  readonly world: SmallWorld
  readonly graph: FakeGraph
  readonly box: GraphMailbox
}

export async function startExchangeWorld(
  settings: Readonly<Record<string, string>> = {},
  token: () => string = () => 't',
): Promise<ExchangeWorld> {
  let now = () => new Date()
  const box = graphMailbox({ address: 'reports@example.com', now: () => now() })
  const graph = await startGraph({ mailbox: box, token })
  const world = await SmallWorld.start({
    ...noImap,
    GRAPH_MAILBOX: 'reports@example.com',
    GRAPH_ENDPOINT: graph.url,
    ...settings,
  })
  now = () => world.at
  world.mailbox = { deliver: box.folders.deliver, size: () => box.folders.arrived().length }
  world.overrides = {
    credential: () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }),
  }
  world.others.push(graph)
  return { world, graph, box }
}
