import * as z from 'zod'
import { fetchAgain, type FetchList, type Validators } from '../model/web-list'
import type { Storage } from './storage'

/** What is kept beside the entries of a list that a web server publishes. */
export const keptListHead = {
  schemaVersion: z.literal(1),
  /** What names the place that it came from. */
  from: z.string(),
  checkedAt: z.string(),
  etag: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
}

/** Our copy of a list, as a blob beside the data about Microsoft. */
export function keptList<List>(blobName: string, schema: z.ZodType<List>) {
  return {
    /** undefined where there is none, or none that can be read: the next refresh writes a new one. */
    load: async (storage: Storage): Promise<List | undefined> => {
      const blob = await storage.blobs('ownership').get(blobName)
      try {
        return blob && schema.parse(JSON.parse(blob.bytes.toString('utf8')))
      } catch {
        return undefined
      }
    },
    save: async (
      storage: Storage,
      now: Date,
      list: Omit<List, 'schemaVersion' | 'checkedAt'>,
    ): Promise<void> => {
      const text = JSON.stringify({ schemaVersion: 1, checkedAt: now.toISOString(), ...list })
      await storage.blobs('ownership').put(blobName, Buffer.from(text), 'application/json')
    },
  }
}

type Refused = { readonly because: string }

/**
 * Fetches a list once more.
 * @param known validators of the copy, absent where there is none to fall back on
 * @param read parses it, and holds it against the copy
 * @returns the entries; undefined where they are those of the copy
 */
export async function fetchList<Entries>(
  fetchFeed: FetchList,
  url: string,
  known: Validators | undefined,
  read: (body: string) => Refused | { readonly entries: Entries },
): Promise<Refused | { readonly entries: Entries | undefined; readonly validators: Validators }> {
  const fetched = await fetchAgain(fetchFeed, url, known)
  if ('because' in fetched) return fetched
  const { body, validators } = fetched
  if (body === undefined) return { entries: undefined, validators }
  const list = read(body)
  return 'because' in list ? list : { ...list, validators }
}
