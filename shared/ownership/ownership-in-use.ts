import { openEmbeddedSnapshot } from './embedded-snapshot'
import { ownershipHolder, type OwnershipHolder } from './ownership-holder'
import type { Storage } from '../storage/storage'

/** The blob that refreshOwnership writes and every other function reads. */
export const snapshotBlob = 'current.bin'

/** The snapshot in this process's memory, kept up to date from storage. */
export function ownershipInUse(
  storage: Storage,
  now: () => Date,
  log: (line: string) => void,
): OwnershipHolder {
  const blobs = storage.blobs('ownership')
  return ownershipHolder({
    load: async (knownVersion) => {
      const version = await blobs.getEtag(snapshotBlob)
      if (version === undefined) return undefined
      if (version === knownVersion) return 'unchanged'
      const blob = await blobs.get(snapshotBlob)
      return blob && { version: blob.etag, bytes: blob.bytes }
    },
    embedded: () => openEmbeddedSnapshot(),
    now,
    log,
  })
}
