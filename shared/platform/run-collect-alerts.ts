import { setTimeout } from 'node:timers/promises'
import * as z from 'zod'
import { collectAlerts } from '../alerts/collect-alerts'
import type { CursorStore } from '../alerts/collect-pass'
import { graphAlert, graphPages } from '../alerts/graph-client'
import { type Checkpoints, checkpointsOf } from '../storage/checkpoints'
import { isRefusedContent } from '../storage/missing-container'
import type { AppContext } from './app-context'
import { behindOpenReports } from '../reports/behind-open-reports'
import { currentInvocation, currentTraceParent } from '../telemetry/invocation'
import type { Log } from '../telemetry/log'
import { listsAtFirst } from './lists-at-first'
import { putInQuarantine } from './quarantine-store'
import { isStopping } from '../telemetry/stopping'

const graphTimeoutInMs = 30_000
const memoryBlob = 'marks'

/** One poll of Graph; before the first alert, the lists that it is judged by. */
export async function runCollectAlerts(app: AppContext, log: Log): Promise<void> {
  const { settings, storage, credential, envelopeKey, now } = app
  await listsAtFirst(app, log)
  const { graph, collect } = settings.need('graph', 'collect')
  const store = storage()
  const checkpoints = checkpointsOf(store)
  const access = {
    endpoint: graph.endpoint,
    credential: credential(graph.tenantId),
    timeoutInMs: graphTimeoutInMs,
  }
  const result = await collectAlerts({
    getPage: graphPages(access),
    getAlert: graphAlert(access),
    listBehindOpenReports: (from) => behindOpenReports(store, from),
    cursors: {
      latest: cursorStore(checkpoints, 'alerts-cursor'),
      resweep: cursorStore(checkpoints, 'alerts-resweep'),
      recheck: cursorStore(checkpoints, 'alerts-recheck'),
    },
    enqueue: (message) => store.queue('alerts').send(message),
    putBlob: (name, bytes) => store.blobs('alerts').put(name, bytes, 'application/json'),
    loadKey: envelopeKey,
    traceParent: currentTraceParent,
    quarantine: (entry) => putInQuarantine(store, entry, now()),
    isRefusedForGood: isRefusedContent,
    log,
    now,
    isStopping,
    memory: {
      load: async () => (await store.blobs('collected').get(memoryBlob))?.bytes,
      save: (bytes) => store.blobs('collected').put(memoryBlob, bytes, 'application/octet-stream'),
    },
    sleep: (ms) => setTimeout(ms),
    settings: { ...collect, endpoint: graph.endpoint },
  })
  log('alerts collected', { ...result, storageOperations: currentInvocation()?.storageOperations })
}

const cursorStore = (checkpoints: Checkpoints, name: string): CursorStore => ({
  load: async () => {
    const held = await checkpoints.load(name, z.string())
    return held && { text: held.value, etag: held.etag }
  },
  save: (text, etag) => checkpoints.save(name, text, etag),
})
