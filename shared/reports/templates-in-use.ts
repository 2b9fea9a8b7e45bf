import { isTemplateFile, withOverrides } from './template-check'
import type { Storage } from '../storage/storage'

/**
 * The wording in use: what an operator put into the container `templates`, each file in place of the shipped one of its
 * name, unless it has a fault. Where there is nothing, it costs one listing.
 */
export async function templatesInUse(storage: Storage): Promise<ReturnType<typeof withOverrides>> {
  const blobs = storage.blobs('templates')
  const found: [string, Uint8Array][] = []
  for (const name of await blobs.list()) {
    const blob = isTemplateFile(name) ? await blobs.get(name) : undefined
    found.push([name, blob?.bytes ?? new Uint8Array()])
  }
  return withOverrides(found)
}
