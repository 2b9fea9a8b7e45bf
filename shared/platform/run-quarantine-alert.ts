import { parseReadable } from '../alerts/parse-alerts'
import { judgePoison } from '../alerts/quarantine'
import type { AppContext } from './app-context'
import type { Log } from '../telemetry/log'
import { putInQuarantine } from './quarantine-store'
import { receivedAt } from '../alerts/received-at'

/**
 * One message that openCase failed at five times.
 * @param metadata of the trigger; tells when the message was put there
 */
export async function runQuarantineAlert(
  { storage, envelopeKey, now }: AppContext,
  body: unknown,
  log: Log,
  metadata?: unknown,
): Promise<void> {
  const store = storage()
  const verdict = await judgePoison(body, {
    loadBlob: async (name) => (await store.blobs('alerts').get(name))?.bytes,
    putBlob: (name, bytes) => store.blobs('alerts').put(name, bytes, 'application/json'),
    loadKey: envelopeKey,
    parseAlert: parseReadable,
    sendBack: (message, waitInSeconds) => store.queue('alerts').send(message, waitInSeconds),
    quarantine: (entry) => putInQuarantine(store, entry, receivedAt(metadata, body, now())),
  })
  const remedy =
    verdict.verdict === 'cannot be read'
      ? 'look at it in Questions and answer replay or dismiss'
      : 'look for what openCase logged; the message comes back by itself'
  log('poison message judged', { ...verdict, remedy })
}
