import { openEmbeddedSnapshot } from '../shared/ownership/embedded-snapshot'
import { openFeedFolder } from '../shared/ownership/feed-folder'
import type { OwnershipIndex } from '../shared/ownership/ownership'
import { openSnapshot, SnapshotUnreadableError, type Snapshot } from '../shared/ownership/snapshot'
import { createContext } from '../shared/platform/app-context'
import { snapshotBlob } from '../shared/ownership/ownership-in-use'
import type { Settings } from '../shared/settings/settings'

const patienceInMs = 5_000

/** The snapshot that refreshOwnership keeps in storage, where the settings name one and it answers in time. */
export async function newestSnapshot(settings: Settings): Promise<Snapshot | undefined> {
  const isNamed = settings.faults.every(({ setting }) => !setting.startsWith('AzureWebJobsStorage'))
  if (!isNamed) return undefined
  const blob = createContext(settings).storage().blobs('ownership').get(snapshotBlob)
  const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, patienceInMs, undefined).unref())
  const stored = await Promise.race([blob.catch(() => undefined), tooLate])
  return stored && readable(stored.bytes)
}

/** A snapshot of another version is as good as none: the embedded one answers. */
function readable(bytes: Uint8Array): Snapshot | undefined {
  try {
    return openSnapshot(bytes)
  } catch (error) {
    if (error instanceof SnapshotUnreadableError) return undefined
    throw error
  }
}

/** A folder of feed files where one is named, else the newest snapshot at hand, else the embedded one. */
export const openOwnership =
  (settings: Settings) =>
  async (folder?: string): Promise<OwnershipIndex> => {
    if (folder !== undefined) return openFeedFolder(folder, openEmbeddedSnapshot(), new Date()).snapshot.index
    return ((await newestSnapshot(settings)) ?? openEmbeddedSnapshot()).index
  }
