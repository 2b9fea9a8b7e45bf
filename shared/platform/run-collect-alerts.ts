import { z } from 'zod'
import { collectAlerts } from '../alerts/collect-alerts'
import { graphPages } from '../alerts/graph-client'
import { checkpointsOf } from '../storage/checkpoints'
import { isRefusedContent } from '../storage/missing-container'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { putInQuarantine } from './quarantine-store'

const cursorName = 'alerts-cursor'
const graphTimeoutInMs = 30_000

/** One poll of Graph. */
export async function runCollectAlerts(
  { settings, storage, credential, now }: AppContext,
  log: Log,
): Promise<void> {
  const { graph, collect } = settings.need('graph', 'collect')
  const store = storage()
  const checkpoints = checkpointsOf(store)
  const result = await collectAlerts({
    getPage: graphPages({
      endpoint: graph.endpoint,
      credential: credential(),
      timeoutInMs: graphTimeoutInMs,
    }),
    loadCursor: async () => {
      const held = await checkpoints.load(cursorName, z.string())
      return held && { text: held.value, etag: held.etag }
    },
    saveCursor: (text, etag) => checkpoints.save(cursorName, text, etag),
    enqueue: (message) => store.queue('alerts').send(message),
    putBlob: (name, bytes) => store.blobs('alerts').put(name, bytes, 'application/json'),
    quarantine: (entry) => putInQuarantine(store, entry, now()),
    isRefusedForGood: isRefusedContent,
    log,
    now,
    settings: { ...collect, endpoint: graph.endpoint },
  })
  log('alerts collected', result)
}
