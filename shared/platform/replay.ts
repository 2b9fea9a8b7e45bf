import {
  maxMessageInBytes,
  packAlert,
  type PackDeps,
  type UnpackDeps,
  unpackMessage,
} from '../alerts/message'
import { UnreadableAlertError } from '../alerts/unreadable-alert-error'
import { loadQuarantined, type Quarantined } from './quarantine-store'
import type { AppContext } from './app-context'

/**
 * Puts a quarantined message back into its queue, as coming from where it came from. JSON goes back so that no
 * character and no size can break it; what was no JSON goes back as it came.
 * @param since when it was quarantined, to the millisecond
 */
export async function replay({ storage, envelopeKey }: AppContext, hash: string, since: Date): Promise<void> {
  const store = storage()
  const quarantined = await loadQuarantined(store, hash, since)
  if (quarantined === undefined) return
  const message = await asMessage(quarantined, {
    putBlob: (name, bytes) => store.blobs('alerts').put(name, bytes, 'application/json'),
    loadBlob: async (name) => (await store.blobs('alerts').get(name))?.bytes,
    loadKey: envelopeKey,
  })
  await store.queue('alerts').send(message)
}

async function asMessage({ text, source }: Quarantined, deps: PackDeps & UnpackDeps): Promise<string> {
  const body = source === 'queue' ? undefined : await bodyOf(text, deps)
  if (body !== undefined) return packAlert(deps, { source, returned: 0, body: body.value })
  const json = parseJson(text)
  const message = json === undefined ? text : Buffer.from(text).toString('base64')
  if (Buffer.byteLength(message) <= maxMessageInBytes) return message
  return packAlert(deps, { source: 'queue', returned: 0, body: json === undefined ? text : json.value })
}

/** What it held, with or without our envelope around it. In a box, because it could be anything. */
async function bodyOf(text: string, deps: UnpackDeps): Promise<{ readonly value: unknown } | undefined> {
  try {
    return { value: (await unpackMessage(text, deps)).body }
  } catch (error) {
    if (error instanceof UnreadableAlertError) return undefined
    throw error
  }
}

/** In a box, because `null` is JSON too. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
