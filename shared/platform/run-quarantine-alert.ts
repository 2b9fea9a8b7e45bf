import { parseReadable } from '../alerts/parse-alerts'
import { judgePoison } from '../alerts/quarantine'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { putInQuarantine } from './quarantine-store'

/** One message that openCase failed at five times. */
export async function runQuarantineAlert(
  { storage, envelopeKey, now }: AppContext,
  body: unknown,
  log: Log,
): Promise<void> {
  const store = storage()
  const verdict = await judgePoison(body, {
    loadBlob: async (name) => (await store.blobs('alerts').get(name))?.bytes,
    putBlob: (name, bytes) => store.blobs('alerts').put(name, bytes, 'application/json'),
    loadKey: envelopeKey,
    parseAlert: parseReadable,
    sendBack: (message, waitInSeconds) => store.queue('alerts').send(message, waitInSeconds),
    quarantine: (entry) => putInQuarantine(store, entry, now()),
  })
  const remedy =
    verdict.verdict === 'cannot be read'
      ? 'look at it in Questions and answer replay or dismiss'
      : 'look for what openCase logged; the message comes back by itself'
  log('poison message judged', { ...verdict, remedy })
}
