import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { createContext } from '../../shared/platform/app-context'
import { runChaseReports } from '../../shared/platform/run-chase-reports'
import { runFileReports } from '../../shared/platform/run-file-reports'
import type { Storage } from '../../shared/storage/storage'
import { type FakeVirusTotal, startVirusTotal } from '../helpers/fake-virustotal'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

/** A small world with a Graph to hunt in and a VirusTotal to ask, both switched on. */
export type EnrichmentDesk = {
  readonly world: SmallWorld
  readonly graph: FakeGraph
  readonly virusTotal: FakeVirusTotal
  /** Rows that hunting finds. */
  rows: readonly object[]
  /** An alert, and then the end of its window. */
  readonly open: (changes?: object, evidence?: readonly object[]) => Promise<void>
  readonly file: (storage?: Storage) => Promise<void>
  readonly chase: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startEnrichmentDesk(
  settings: Readonly<Record<string, string>> = {},
): Promise<EnrichmentDesk> {
  const state = { rows: [] as readonly object[] }
  const graph = await startGraph({ hunt: () => state.rows })
  const virusTotal = await startVirusTotal()
  const world = await SmallWorld.start({
    GRAPH_ENDPOINT: graph.url,
    HUNTING: 'true',
    VIRUSTOTAL_API_KEY: 'vt-key-of-the-tests',
    ...settings,
  })
  world.fixed = { ...world.fixed, virusTotalUrl: virusTotal.origin }
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: 2e12 }) }
  const app = (storage?: Storage) => {
    const inner = world.app(storage)
    return createContext(inner.settings, { ...inner, credential: () => credential })
  }
  return Object.assign(state, {
    world,
    graph,
    virusTotal,
    open: async (changes: object = {}, evidence?: readonly object[]) => {
      await world.openCase(fromGraph(graphAlert({ ...changes }, evidence)))
      world.pass(1.1)
    },
    file: (storage?: Storage) => runFileReports(app(storage), world.log),
    chase: () => runChaseReports(app(), world.log),
    close: async () => {
      await Promise.all([world.close(), graph.close(), virusTotal.close()])
    },
  })
}
