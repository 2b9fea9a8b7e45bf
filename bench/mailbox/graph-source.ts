import { startGraph } from '../../sandbox/world/graph'
import { graphMailbox } from '../../sandbox/world/graph-mailbox'
import type { Source } from './source'

/** A mailbox of Exchange Online; its stand-in runs in this process, so its processor time counts as well. */
export async function graphSource(now: () => Date): Promise<Source> {
  const box = graphMailbox({ address: 'reports@example.com', now })
  const graph = await startGraph({ mailbox: box, token: () => 't' })
  let asked = { requests: 0, fetched: 0 }
  box.script = {
    read: (path) => {
      if (path.endsWith('/delta')) asked.requests += 1
      else asked.fetched += 1
      // What the stand-in remembers of requests is none of the app's memory.
      forgetRequests(graph.requests)
      return undefined
    },
  }
  return {
    settings: { GRAPH_ENDPOINT: graph.url },
    deliver: (raw) => box.folders.deliver(raw),
    takeAsked: () => {
      const taken = asked
      asked = { requests: 0, fetched: 0 }
      return taken
    },
    close: graph.close,
  }
}

function forgetRequests(requests: readonly unknown[]): void {
  if (Array.isArray(requests)) requests.length = 0
}
